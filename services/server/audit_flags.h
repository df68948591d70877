// The command lines of `letand make-audit-key` and `letand verify-audit`.
#ifndef LETAN_SERVICES_SERVER_AUDIT_FLAGS_H_
#define LETAN_SERVICES_SERVER_AUDIT_FLAGS_H_

#include <string>

namespace letan::server {

enum class AuditCommand { kNone, kMakeKey, kVerify };

struct AuditFlags {
  std::string out;           // of make-audit-key
  std::string storage_path;  // of verify-audit, as all below
  std::string heads;
  std::string public_key;
  std::string archives;
};

struct ParsedAuditFlags {
  AuditFlags flags;
  AuditCommand command = AuditCommand::kNone;  // none: it was --help or a mistake, and all is said
  int exit_code = 0;                           // then
};

// What the command line asks for by its first word.
AuditCommand AsksForAudit(int argc, char** argv);
// AsksForAudit is not kNone. Prints help to stdout, mistakes to stderr.
ParsedAuditFlags ParseAuditFlags(int argc, char** argv);

}  // namespace letan::server

#endif  // LETAN_SERVICES_SERVER_AUDIT_FLAGS_H_
