#include "services/festival/editions.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "google/rpc/error_details.pb.h"
#include "letan/v1/festival_service.pb.h"
#include "services/core/calendar/lunar.h"
#include "services/core/calendar/recurrence.h"
#include "services/core/limits.h"
#include "services/entity/date_codec.h"
#include "services/entity/entity_handlers.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "services/festival/festival_traits.h"
#include "services/operations/event_hooks.h"
#include "services/operations/events.h"

namespace letan::services {
namespace {

using storage::ReadTransaction;
using storage::WriteTransaction;

absl::StatusOr<std::vector<calendar::Edition>> EditionsOf(const v1::FestivalSeries& series,
                                                          int from, int to,
                                                          const std::string& field) {
  auto editions = calendar::Expand(RecurrenceOf(series), from, to);
  if (editions.ok()) return editions;
  const std::string message(editions.status().message());
  if (!absl::IsOutOfRange(editions.status())) return errors::InvalidField(field, message);
  absl::Status refused =
      errors::Make(absl::StatusCode::kOutOfRange, errors::kOutsideCalendar, message);
  google::rpc::BadRequest details;
  auto* violation = details.add_field_violations();
  violation->set_field(field);
  violation->set_description(message);
  errors::AddDetail(refused, details);
  return refused;
}

std::string LunarText(absl::CivilDay day) {
  const auto lunar = calendar::ToLunar(day);
  return lunar.ok() ? calendar::ShortText(*lunar) : "";
}

// Those of the series that are neither deleted nor cancelled, as far as the caller sees them.
absl::StatusOr<std::vector<v1::Festival>> StoredEditions(ReadTransaction& read,
                                                         const std::string& series) {
  storage::EntityQuery query;
  query.kind = entity::EntityTraits<v1::Festival>::kKind;
  const auto rows = operations::AllEntities(read, query, limits::kMaxFollowing);
  if (!rows.ok()) return rows.status();
  std::vector<v1::Festival> editions;
  for (const storage::EntityRow& row : *rows) {
    auto festival = entity::FromRow<v1::Festival>(row);
    if (!festival.ok()) return festival.status();
    if (festival->series() != series || festival->state() == v1::EVENT_STATE_CANCELLED) continue;
    editions.push_back(*std::move(festival));
  }
  return editions;
}

bool IsOf(const v1::Festival& festival, int year, bool leap) {
  const bool in_leap = festival.lunar_day().ends_with('+');
  return festival.edition_year() == year && in_leap == leap;
}

absl::StatusOr<v1::QueryEditionsResponse> QueryEditions(const call::CallContext&,
                                                        ReadTransaction& read,
                                                        const v1::QueryEditionsRequest& request) {
  const auto series = entity::Load<v1::FestivalSeries>(read, request.name());
  if (!series.ok()) return series.status();
  const auto editions = EditionsOf(*series, request.from_year(), request.to_year(), "to_year");
  if (!editions.ok()) return editions.status();
  const auto stored = StoredEditions(read, request.name());
  if (!stored.ok()) return stored.status();
  v1::QueryEditionsResponse response;
  for (const calendar::Edition& edition : *editions) {
    auto* shown = response.add_editions();
    shown->set_year(edition.year);
    *shown->mutable_first_day() = entity::FromCivilDay(edition.first);
    *shown->mutable_last_day() = entity::FromCivilDay(edition.last);
    shown->set_lunar_day(LunarText(edition.first));
    shown->set_leap_month(edition.leap);
    shown->set_note(edition.note);
    for (const v1::Festival& festival : *stored) {
      if (IsOf(festival, edition.year, edition.leap)) shown->set_festival(festival.name());
    }
  }
  return response;
}

// By what was held before: every year but the last, at most one left out.
void DecideProcedure(const v1::FestivalSeries& series, const std::vector<v1::Festival>& stored,
                     v1::Festival& edition) {
  constexpr int kLongestGap = 2;
  int last = series.last_held_year();
  for (const v1::Festival& festival : stored) {
    if (festival.edition_year() < edition.edition_year()) {
      last = std::max(last, festival.edition_year());
    }
  }
  const int gap = edition.edition_year() - last;
  const bool yearly = last > 0 && gap > 0 && gap <= kLongestGap;
  edition.set_procedure(yearly ? v1::Festival::PROCEDURE_NOTIFY : v1::Festival::PROCEDURE_REGISTER);
  edition.set_procedure_note(last == 0 ? "first held" : "last held in " + std::to_string(last));
}

v1::Festival EditionOf(const v1::FestivalSeries& series, const calendar::Edition& edition,
                       const std::string& title) {
  const absl::TimeZone zone = entity::ZoneOf(series.time_zone());
  v1::Festival festival;
  festival.set_title(title.empty() ? series.display_name() + " " + std::to_string(edition.year)
                                   : title);
  *festival.mutable_interval() =
      entity::FromInterval({absl::ToUnixMicros(absl::FromCivil(edition.first, zone)),
                            absl::ToUnixMicros(absl::FromCivil(edition.last + 1, zone))});
  festival.set_time_zone(series.time_zone());
  festival.set_place(series.place());
  festival.set_description(series.description());
  festival.set_series(series.name());
  festival.set_edition_year(edition.year);
  festival.set_lunar_day(LunarText(edition.first));
  festival.set_date_note(edition.note);
  *festival.mutable_participations() = series.participations();
  return festival;
}

absl::StatusOr<v1::Festival> ApplyCreate(WriteTransaction& write,
                                         const v1::CreateEditionRequest& request,
                                         const entity::Identity& identity) {
  const auto series = entity::Load<v1::FestivalSeries>(write, request.name());
  if (!series.ok()) return series.status();
  const auto editions = EditionsOf(*series, request.year(), request.year(), "year");
  if (!editions.ok()) return editions.status();
  const auto wanted = std::find_if(
      editions->begin(), editions->end(),
      [&](const calendar::Edition& edition) { return edition.leap == request.leap_month(); });
  if (wanted == editions->end()) {
    return errors::Precondition(errors::kNotHeld, request.name(),
                                "it is not held in " + std::to_string(request.year()) +
                                    (request.leap_month() ? " in a leap month" : "") +
                                    " by its rule");
  }
  const auto stored = StoredEditions(write, request.name());
  if (!stored.ok()) return stored.status();
  for (const v1::Festival& festival : *stored) {
    if (IsOf(festival, request.year(), request.leap_month())) {
      return errors::AlreadyExists(festival.name());
    }
  }
  v1::Festival festival = EditionOf(*series, *wanted, request.title());
  DecideProcedure(*series, *stored, festival);
  festival.set_state(v1::EVENT_STATE_DRAFT);
  return entity::Insert(write, identity, std::move(festival));
}

}  // namespace

void AddEditionMethods(call::ServiceTable& table) {
  table.Read<v1::QueryEditionsRequest, v1::QueryEditionsResponse>("QueryEditions", QueryEditions);
  table.Write<v1::CreateEditionRequest, v1::Festival>(
      "CreateEdition",
      [](const call::CallContext& context,
         const v1::CreateEditionRequest& request) -> absl::StatusOr<call::Apply<v1::Festival>> {
        const std::string id = context.new_id();
        const entity::Identity identity = {
            std::string(entity::EntityTraits<v1::Festival>::kCollection) + "/" + id, id, ""};
        return [request, identity](WriteTransaction& write) {
          return ApplyCreate(write, request, identity);
        };
      });
}

}  // namespace letan::services
