// Kinds of entities as whoever handles all of them at once needs to know them.
#ifndef LETAN_SERVICES_ENTITY_STORED_KINDS_H_
#define LETAN_SERVICES_ENTITY_STORED_KINDS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "services/core/fault.h"
#include "services/entity/entity_codec.h"
#include "services/entity/entity_rows.h"
#include "services/entity/procedure.h"
#include "services/entity/shape.h"
#include "services/entity/state_secrets.h"
#include "services/errors/errors.h"
#include "storage/maintenance.h"

namespace letan::entity {

struct StoredKind {
  std::string kind;
  const google::protobuf::Message* prototype = nullptr;  // of the body
  storage::Reextract reextract;
  // Checks an encoded message as that of a new entity would be, and gives the row, which has its
  // identity, body and columns of it. What is wrong, by paths that begin with "body".
  std::function<std::vector<errors::FieldViolation>(const std::string& bytes,
                                                    storage::EntityRow& row)>
      fill;
  // Of a row: the procedures that it goes through. Unset where the kind has none.
  std::function<absl::StatusOr<std::vector<Procedure>>(const storage::EntityRow& row)> procedures;
};

template <class T>
concept HasProcedures = requires(const T& entity) {
  EntityTraits<T>::Procedures(entity);
};

template <class T>
std::vector<errors::FieldViolation> FillChecked(const std::string& bytes, storage::EntityRow& row) {
  T entity;
  if (!entity.ParseFromString(bytes)) {
    return {{"body", "is not a " + T::descriptor()->full_name()}};
  }
  SetRowFields(row, entity);
  std::vector<errors::FieldViolation> violations;
  EntityTraits<T>::Validate(entity, violations);
  for (errors::FieldViolation& violation : violations) violation.field = "body." + violation.field;
  CheckEntity(entity, "body", violations);
  CheckNoStateSecrets(entity, "body", violations);
  if (!violations.empty()) return violations;
  internal::ResetColumns(row);
  FillRow(entity, row);
  return {};
}

template <class T>
StoredKind StoredKindOf() {
  StoredKind stored;
  stored.kind = EntityTraits<T>::kKind;
  stored.prototype = &T::default_instance();
  stored.reextract = [](const storage::EntityRow& row) -> absl::StatusOr<storage::EntityRow> {
    T entity;
    if (!entity.ParseFromString(row.body)) {
      return WithFact(Fault(absl::StatusCode::kDataLoss, "a stored body does not parse",
                            "it is not a " + T::descriptor()->full_name()),
                      "message", ProgramText(T::descriptor()->full_name()));
    }
    storage::EntityRow made = row;
    internal::ResetColumns(made);
    FillRow(entity, made);
    made.body = row.body;  // whatever a later program would encode differently
    return made;
  };
  stored.fill = FillChecked<T>;
  if constexpr (HasProcedures<T>) {
    stored.procedures =
        [](const storage::EntityRow& row) -> absl::StatusOr<std::vector<Procedure>> {
      auto entity = FromRow<T>(row);
      if (!entity.ok()) return entity.status();
      return EntityTraits<T>::Procedures(*entity);
    };
  }
  return stored;
}

// Null if there is no such kind.
const StoredKind* FindStoredKind(const std::vector<StoredKind>& kinds, const std::string& kind);

// For rows of any of the kinds, which outlive it.
storage::Reextract ReextractAny(const std::vector<StoredKind>& kinds);

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_STORED_KINDS_H_
