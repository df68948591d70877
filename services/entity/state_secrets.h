// State secrets are never stored: an entity may note that something is handled offline, with the
// paper's number. By the Law on Protection of State Secrets of 2018 (29/2018/QH14, article 8) they
// are of three levels, Tuyệt mật, Tối mật and Mật, and papers bear their level as a mark. What is
// here is a net for text that was copied together with such a mark; it cannot know a secret
// without.
#ifndef LETAN_SERVICES_ENTITY_STATE_SECRETS_H_
#define LETAN_SERVICES_ENTITY_STATE_SECRETS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "services/errors/errors.h"

namespace letan::entity {

// Whether text in NFC bears a mark: "tối mật", "tuyệt mật" and "độ mật:" in any letter case, "TOI
// MAT" and "TUYET MAT" in capitals; "mật" where it stands alone between line ends or punctuation,
// and "MẬT" in capitals anywhere. Never as a part of ordinary words: "bí mật", "mật ong", "mật độ",
// but before the name of a kind of paper: "MẬT BÁO CÁO", although "mật báo" is a word.
bool BearsClassificationMark(std::string_view text);

// INVALID_ARGUMENT with every field whose text bears a mark, and with what a DocumentRef that is
// handled offline has beside number, date and issuer. Texts are those of a write, in NFC.
absl::Status CheckNoStateSecrets(const google::protobuf::Message& request);
// The same of an entity alone, paths prefixed with `prefix`.
void CheckNoStateSecrets(const google::protobuf::Message& entity, const std::string& prefix,
                         std::vector<errors::FieldViolation>& violations);

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_STATE_SECRETS_H_
