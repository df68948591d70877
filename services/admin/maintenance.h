// The methods of AdminService that can take long: one of them runs at a time.
#ifndef LETAN_SERVICES_ADMIN_MAINTENANCE_H_
#define LETAN_SERVICES_ADMIN_MAINTENANCE_H_

#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "letan/v1/admin_service.pb.h"
#include "services/call/service_table.h"
#include "services/entity/administration.h"
#include "services/entity/stored_kinds.h"

namespace letan::services {

class Maintenance {
 public:
  // Both outlive it.
  Maintenance(const entity::Administration& administration,
              const std::vector<entity::StoredKind>& kinds)
      : administration_(administration), kinds_(kinds), reextract_(entity::ReextractAny(kinds)) {}

  absl::StatusOr<v1::Backup> CreateBackup(const call::CallContext& context,
                                          const v1::CreateBackupRequest& request);
  absl::StatusOr<v1::CheckIntegrityResponse> CheckIntegrity(
      const call::CallContext& context, const v1::CheckIntegrityRequest& request);
  absl::StatusOr<v1::ReindexResponse> Reindex(const call::CallContext& context,
                                              const v1::ReindexRequest& request);
  absl::StatusOr<v1::Archive> ArchiveChanges(const call::CallContext& context,
                                             const v1::ArchiveChangesRequest& request);

 private:
  storage::IntegrityOptions Checks() const;
  // "{id}.{ending}" in the backup directory.
  absl::StatusOr<std::string> FileFor(const std::string& id, const std::string& field,
                                      const std::string& prefix, const std::string& ending,
                                      const call::CallContext& context) const;
  absl::Status ReindexKind(const call::CallContext& context, const entity::StoredKind& kind,
                           v1::ReindexResponse& response);
  absl::StatusOr<int> Rewrite(const call::CallContext& context, std::vector<std::string> names);

  const entity::Administration& administration_;
  const std::vector<entity::StoredKind>& kinds_;
  const storage::Reextract reextract_;
  std::mutex busy_;
};

}  // namespace letan::services

#endif  // LETAN_SERVICES_ADMIN_MAINTENANCE_H_
