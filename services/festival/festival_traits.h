// The kinds of FestivalService: series, and the festivals that are their editions.
#ifndef LETAN_SERVICES_FESTIVAL_FESTIVAL_TRAITS_H_
#define LETAN_SERVICES_FESTIVAL_FESTIVAL_TRAITS_H_

#include <string>
#include <vector>

#include "letan/v1/festival.pb.h"
#include "letan/v1/festival_service.pb.h"
#include "services/core/calendar/recurrence.h"
#include "services/entity/entity_traits.h"
#include "services/entity/procedure.h"

namespace letan::entity {

template <>
struct EntityTraits<v1::FestivalSeries> {
  static constexpr char kKind[] = "festival_series";
  static constexpr char kCollection[] = "festivalSeries";
  static constexpr bool kChosenId = true;
  static constexpr bool kHasParent = false;
  static constexpr char kTitleField[] = "display_name";
  static constexpr storage::EntityOrder kListOrder = storage::EntityOrder::kName;
  using GetRequest = v1::GetFestivalSeriesRequest;
  using ListRequest = v1::ListFestivalSeriesRequest;
  using ListResponse = v1::ListFestivalSeriesResponse;
  using CreateRequest = v1::CreateFestivalSeriesRequest;
  using UpdateRequest = v1::UpdateFestivalSeriesRequest;
  using DeleteRequest = v1::DeleteFestivalSeriesRequest;
  using UndeleteRequest = v1::UndeleteFestivalSeriesRequest;
  static std::string Extract(const v1::FestivalSeries& series, storage::EntityRow& row);
  static void Validate(v1::FestivalSeries& series, std::vector<errors::FieldViolation>& violations);
};

template <>
struct EntityTraits<v1::Festival> {
  static constexpr char kKind[] = "festival";
  static constexpr char kCollection[] = "festivals";
  static constexpr bool kChosenId = false;
  static constexpr bool kHasParent = false;
  static constexpr char kTitleField[] = "title";
  static constexpr storage::EntityOrder kListOrder = storage::EntityOrder::kStart;
  using GetRequest = v1::GetFestivalRequest;
  using ListRequest = v1::ListFestivalsRequest;
  using ListResponse = v1::ListFestivalsResponse;
  using CreateRequest = v1::CreateFestivalRequest;
  using UpdateRequest = v1::UpdateFestivalRequest;
  using DeleteRequest = v1::DeleteFestivalRequest;
  using UndeleteRequest = v1::UndeleteFestivalRequest;
  static std::string Extract(const v1::Festival& festival, storage::EntityRow& row);
  static void Validate(v1::Festival& festival, std::vector<errors::FieldViolation>& violations);
  // "festival.register" or "festival.notify", with the anchors "start" and "end".
  static std::vector<Procedure> Procedures(const v1::Festival& festival);
};

}  // namespace letan::entity

namespace letan::services {

calendar::Recurrence RecurrenceOf(const v1::FestivalSeries& series);

}  // namespace letan::services

#endif  // LETAN_SERVICES_FESTIVAL_FESTIVAL_TRAITS_H_
