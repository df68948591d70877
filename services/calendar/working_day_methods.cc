#include "services/calendar/working_day_methods.h"

#include <string>

#include "letan/v1/calendar_service.pb.h"
#include "services/entity/date_codec.h"
#include "services/errors/errors.h"
#include "services/operations/calendar_data.h"

namespace letan::services {
namespace {

using storage::ReadTransaction;

absl::StatusOr<v1::AddWorkingDaysResponse> AddWorkingDays(
    const call::CallContext&, ReadTransaction& read, const v1::AddWorkingDaysRequest& request) {
  const auto days = operations::LoadWorkingDays(read);
  if (!days.ok()) return days.status();
  const auto reached =
      days->Count(entity::ToCivilDay(request.from()), request.days(), request.audience());
  if (!reached.ok()) return errors::InvalidField("days", std::string(reached.status().message()));
  v1::AddWorkingDaysResponse response;
  *response.mutable_date() = entity::FromCivilDay(reached->day);
  response.set_provisional(reached->provisional);
  return response;
}

absl::StatusOr<v1::CountWorkingDaysResponse> CountWorkingDays(
    const call::CallContext&, ReadTransaction& read, const v1::CountWorkingDaysRequest& request) {
  const absl::CivilDay first = entity::ToCivilDay(request.first());
  const absl::CivilDay last = entity::ToCivilDay(request.last());
  if (last < first) return errors::InvalidField("last", "must not be before first");
  const auto days = operations::LoadWorkingDays(read);
  if (!days.ok()) return days.status();
  const auto count = days->Between(first, last, request.audience());
  if (!count.ok()) return errors::InvalidField("last", std::string(count.status().message()));
  const auto overrides = operations::LoadDayOverrides(read);
  if (!overrides.ok()) return overrides.status();
  v1::CountWorkingDaysResponse response;
  response.set_days(*count);
  for (absl::CivilYear year(first); year <= absl::CivilYear(last); ++year) {
    if (days->IsProvisional(year)) response.set_provisional(true);
  }
  for (const v1::DayOverride& day : *overrides) {
    const absl::CivilDay date = entity::ToCivilDay(day.date());
    const bool theirs = day.audience().empty() || day.audience() == request.audience();
    if (theirs && first <= date && date <= last) *response.add_overrides() = day;
  }
  return response;
}

}  // namespace

void AddWorkingDayMethods(call::ServiceTable& table) {
  table.Read<v1::AddWorkingDaysRequest, v1::AddWorkingDaysResponse>("AddWorkingDays",
                                                                    AddWorkingDays);
  table.Read<v1::CountWorkingDaysRequest, v1::CountWorkingDaysResponse>("CountWorkingDays",
                                                                        CountWorkingDays);
}

}  // namespace letan::services
