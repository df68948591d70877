#include "services/calendar/lunar_methods.h"

#include <string>

#include "google/rpc/error_details.pb.h"
#include "letan/v1/calendar_service.pb.h"
#include "services/core/calendar/lunar.h"
#include "services/entity/date_codec.h"
#include "services/errors/errors.h"

namespace letan::services {
namespace {

using storage::ReadTransaction;

// What the library refuses, at the field that asked for it.
absl::Status Refused(const absl::Status& status, const std::string& field) {
  const std::string message(status.message());
  if (!absl::IsOutOfRange(status)) return errors::InvalidField(field, message);
  absl::Status refused = errors::Make(status.code(), errors::kOutsideCalendar, message);
  google::rpc::BadRequest details;
  auto* violation = details.add_field_violations();
  violation->set_field(field);
  violation->set_description(message);
  errors::AddDetail(refused, details);
  return refused;
}

// The shape of the request says that there is such a day.
absl::StatusOr<v1::ConvertToLunarResponse> ConvertToLunar(
    const call::CallContext&, ReadTransaction&, const v1::ConvertToLunarRequest& request) {
  const auto lunar = calendar::ToLunar(entity::ToCivilDay(request.date()));
  if (!lunar.ok()) return Refused(lunar.status(), "date");
  v1::ConvertToLunarResponse response;
  response.mutable_date()->set_year(lunar->year);
  response.mutable_date()->set_month(lunar->month);
  response.mutable_date()->set_day(lunar->day);
  response.mutable_date()->set_leap(lunar->leap);
  return response;
}

absl::StatusOr<v1::ConvertToSolarResponse> ConvertToSolar(
    const call::CallContext&, ReadTransaction&, const v1::ConvertToSolarRequest& request) {
  const v1::LunarDate& date = request.date();
  const auto day = calendar::ToSolar({date.year(), date.month(), date.day(), date.leap()});
  if (!day.ok()) return Refused(day.status(), "date");
  v1::ConvertToSolarResponse response;
  *response.mutable_date() = entity::FromCivilDay(*day);
  return response;
}

absl::StatusOr<v1::QueryLunarYearResponse> QueryLunarYear(
    const call::CallContext&, ReadTransaction&, const v1::QueryLunarYearRequest& request) {
  const auto months = calendar::MonthsOf(request.year());
  if (!months.ok()) return Refused(months.status(), "year");
  v1::QueryLunarYearResponse response;
  for (const calendar::LunarMonth& month : *months) {
    auto* shown = response.add_months();
    shown->set_month(month.month);
    shown->set_leap(month.leap);
    *shown->mutable_first_day() = entity::FromCivilDay(month.first);
    shown->set_days(month.days);
  }
  return response;
}

}  // namespace

void AddLunarMethods(call::ServiceTable& table) {
  table.Read<v1::ConvertToLunarRequest, v1::ConvertToLunarResponse>(
      "ConvertToLunar", ConvertToLunar, call::Cost::kPoint);
  table.Read<v1::ConvertToSolarRequest, v1::ConvertToSolarResponse>(
      "ConvertToSolar", ConvertToSolar, call::Cost::kPoint);
  table.Read<v1::QueryLunarYearRequest, v1::QueryLunarYearResponse>(
      "QueryLunarYear", QueryLunarYear, call::Cost::kPoint);
}

}  // namespace letan::services
