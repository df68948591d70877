#include <string>

#include "absl/strings/str_cat.h"
#include "services/core/booking/judge.h"
#include "services/core/booking/local_time.h"

namespace letan::booking {
namespace {

// "1 h 15 min"; seconds only where there are some.
std::string DurationText(Micros duration) {
  const Micros hours = duration / kHour;
  const Micros minutes = duration % kHour / kMinute;
  const Micros seconds = duration % kMinute / kSecond;
  std::string text;
  const auto append = [&text](Micros count, const char* unit) {
    if (count != 0) absl::StrAppend(&text, text.empty() ? "" : " ", count, " ", unit);
  };
  append(hours, "h");
  append(minutes, "min");
  append(seconds, "s");
  return text.empty() ? "0 min" : text;
}

std::string Counted(std::int64_t count, const char* one, const char* many) {
  return absl::StrCat(count, " ", count == 1 ? one : many);
}

class Explainer {
 public:
  Explainer(const Violation& violation, const ResourceProfile& profile, const Leg& leg)
      : violation_(violation), profile_(profile), leg_(leg) {
    const absl::StatusOr<absl::TimeZone> zone = LoadZone(profile.time_zone);
    if (zone.ok()) zone_ = *zone;
  }

  std::string Sentence() const;

 private:
  std::string From() const { return FormatLocal(leg_.interval.start, zone_); }
  std::string To() const { return FormatLocal(leg_.interval.end, zone_); }
  std::string Period() const { return absl::StrCat("from ", From(), " to ", To()); }

  std::string Clashes() const {
    const auto count =
        static_cast<std::int64_t>(violation_.blocking.size() + violation_.blocking_legs.size());
    return Counted(count, "other booking", "other bookings");
  }

  std::string Capacity() const {
    return absl::StrCat(leg_.quantity, " asked for ", Period(), ", but at the tightest ",
                        profile_.by_night ? "night" : "moment", " only ", violation_.available,
                        " of ", profile_.capacity, " left.");
  }

  std::string Stock() const {
    const bool gone = profile_.model == CapacityModel::kConsumable;
    return absl::StrCat(leg_.quantity, " asked for ", gone ? "from " + From() + " on" : Period(),
                        ", but at the tightest moment only ", violation_.available,
                        " left in stock.");
  }

  std::string Gap(const char* why) const {
    return absl::StrCat("The gap between what is asked for ", Period(), " and ", Clashes(),
                        " is shorter than the ", DurationText(violation_.needed_gap), " ", why,
                        ".");
  }

  std::string Hours() const {
    const bool trips = profile_.model == CapacityModel::kExclusive && !profile_.home_place.empty();
    return absl::StrCat("The time ", Period(),
                        trips ? ", with the trips from and to the resource's home," : "",
                        " is not within working hours (", violation_.detail, ").");
  }

  std::string Closed() const {
    return absl::StrCat("The resource is closed for at least part of the time ", Period(),
                        violation_.detail.empty() ? "" : ": ", violation_.detail, ".");
  }

  std::string Driver() const {
    if (profile_.role == Role::kVehicle) {
      return absl::StrCat("The vehicle needs a driver of the same owner for the whole time ",
                          Period(), ".");
    }
    const auto count = static_cast<std::int64_t>(violation_.blocking.size());
    return absl::StrCat("Moving the driver to the time ", Period(), " leaves ",
                        Counted(count, "vehicle booking", "vehicle bookings"),
                        " without a driver.");
  }

  const Violation& violation_;
  const ResourceProfile& profile_;
  const Leg& leg_;
  absl::TimeZone zone_;
};

std::string Explainer::Sentence() const {
  switch (violation_.rule) {
    case Rule::kOverlap:
      return absl::StrCat("The resource is taken by ", Clashes(), " in the time ", Period(), ".");
    case Rule::kCapacity:
      return Capacity();
    case Rule::kStock:
      return Stock();
    case Rule::kBuffer:
      return Gap("that clearing and preparing take");
    case Rule::kTravelTime:
      return Gap("that the way between the places takes");
    case Rule::kWorkingHours:
      return Hours();
    case Rule::kBlackout:
      return Closed();
    case Rule::kDriverRequired:
      return Driver();
    case Rule::kPartyTooLarge:
      return absl::StrCat("A party of ", leg_.party_size, " does not fit on ",
                          Counted(violation_.available, "seat", "seats"), ".");
    case Rule::kInactive:
      return "The resource is deleted or out of service.";
  }
  return "The booking breaks a rule of the resource.";
}

}  // namespace

std::string Explain(const Violation& violation, const ResourceProfile& profile, const Leg& leg) {
  return Explainer(violation, profile, leg).Sentence();
}

}  // namespace letan::booking
