#include "services/admin/admin_service.h"

#include <memory>
#include <string>
#include <utility>

#include "letan/v1/admin_service.pb.h"
#include "services/admin/dump.h"
#include "services/admin/load.h"
#include "services/admin/maintenance.h"
#include "services/core/limits.h"
#include "services/entity/time_codec.h"

namespace letan::services {
namespace {

using call::CallContext;
using entity::Administration;

void AddLimit(v1::ServerInfo& info, const char* name, std::int64_t value) {
  auto* limit = info.add_limits();
  limit->set_name(name);
  limit->set_value(value);
}

// What clients build on, and what this server was set to.
void AddLimits(const Administration& administration, v1::ServerInfo& info) {
  AddLimit(info, "max_message_bytes", limits::kMaxMessageBytes);
  AddLimit(info, "max_string_bytes", limits::kMaxStringBytes);
  AddLimit(info, "max_list_items", limits::kMaxListItems);
  AddLimit(info, "max_entity_bytes", limits::kMaxEntityBytes);
  AddLimit(info, "max_page_size", limits::kMaxPageSize);
  AddLimit(info, "max_filter_terms", limits::kMaxFilterTerms);
  AddLimit(info, "max_search_words", limits::kMaxSearchWords);
  AddLimit(info, "max_legs", limits::kMaxLegs);
  AddLimit(info, "max_booking_days", limits::kMaxBookingDays);
  AddLimit(info, "max_query_days", limits::kMaxQueryDays);
  AddLimit(info, "max_activities_per_event", limits::kMaxActivitiesPerEvent);
  AddLimit(info, "max_bookings_per_event", limits::kMaxBookingsPerEvent);
  for (const limits::AdjustableLimit& limit : limits::kAdjustable) {
    AddLimit(info, limit.name, administration.limits.*limit.value);
  }
}

absl::StatusOr<v1::ServerInfo> GetServerInfo(const Administration& administration,
                                             const CallContext& context) {
  const auto database = administration.engine->Describe();
  if (!database.ok()) return database.status();
  v1::ServerInfo info;
  info.set_version(administration.version);
  info.set_storage(database->kind);
  info.set_schema_version(database->schema_version);
  *info.mutable_start_time() = entity::ToTimestamp(administration.start_time);
  *info.mutable_time() = entity::ToTimestamp(context.now);
  info.set_revision(administration.revision_token(database->revision));
  if (database->floor > 0) info.set_log_floor(administration.revision_token(database->floor));
  info.set_draining(administration.draining());
  info.set_has_backup_directory(!administration.backup_directory.empty());
  info.set_database_bytes(database->bytes);
  info.set_entities(database->entities);
  info.set_resources(database->resources);
  info.set_bookings(database->bookings);
  info.set_stock_movements(database->movements);
  info.set_changes(database->changes);
  info.set_archived_changes(database->archived);
  info.set_queued_writes(administration.engine->queued_writes());
  AddLimits(administration, info);
  return info;
}

absl::StatusOr<v1::DrainResponse> Drain(const Administration& administration,
                                        const v1::DrainRequest& request) {
  absl::Status done = administration.set_draining(!request.resume());
  if (!done.ok()) return done;
  v1::DrainResponse response;
  response.set_draining(administration.draining());
  return response;
}

}  // namespace

call::ServiceTable MakeAdminService(const Administration& administration,
                                    const std::vector<entity::StoredKind>& kinds) {
  call::ServiceTable table(google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
      "letan.v1.AdminService"));
  const auto maintenance = std::make_shared<Maintenance>(administration, kinds);
  table.Task<v1::GetServerInfoRequest, v1::ServerInfo>(
      "GetServerInfo", [&administration](const CallContext& context, const auto&) {
        return GetServerInfo(administration, context);
      });
  table.Task<v1::DrainRequest, v1::DrainResponse>(
      "Drain", [&administration](const CallContext&, const v1::DrainRequest& request) {
        return Drain(administration, request);
      });
  table.Task<v1::CreateBackupRequest, v1::Backup>(
      "CreateBackup", [maintenance](const CallContext& context, const auto& request) {
        return maintenance->CreateBackup(context, request);
      });
  table.Task<v1::CheckIntegrityRequest, v1::CheckIntegrityResponse>(
      "CheckIntegrity", [maintenance](const CallContext& context, const auto& request) {
        return maintenance->CheckIntegrity(context, request);
      });
  table.Task<v1::ReindexRequest, v1::ReindexResponse>(
      "Reindex", [maintenance](const CallContext& context, const auto& request) {
        return maintenance->Reindex(context, request);
      });
  table.Task<v1::ArchiveChangesRequest, v1::Archive>(
      "ArchiveChanges", [maintenance](const CallContext& context, const auto& request) {
        return maintenance->ArchiveChanges(context, request);
      });
  const auto dumps = std::make_shared<Dumps>(administration.engine, kinds);
  table.SetHooks(
      {[dumps](booking::Micros now) { dumps->Expire(now); }, [dumps] { dumps->Close(); }});
  table.Task<v1::DumpRequest, v1::DumpResponse>(
      "Dump", [dumps](const CallContext& context, const v1::DumpRequest& request) {
        return dumps->NextPage(context, request);
      });
  table
      .Write<v1::LoadRequest, v1::LoadResponse>(
          "Load",
          [&kinds](const CallContext& context, const v1::LoadRequest& request) {
            return PrepareLoad(context, request, kinds);
          })
      .brings_all = true;
  return table;
}

}  // namespace letan::services
