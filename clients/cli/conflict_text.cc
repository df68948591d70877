#include "clients/cli/conflict_text.h"

#include <array>

#include "clients/cli/caller.h"
#include "clients/cli/exit.h"
#include "clients/cli/time_text.h"

namespace letan::cli {
namespace {

std::string Indent(int columns) { return std::string(static_cast<size_t>(columns), ' '); }

// Where the server says nothing in words.
std::string RuleSentence(v1::BookingRule rule) {
  switch (rule) {
    case v1::BOOKING_RULE_OVERLAP:
      return "It is taken at that time.";
    case v1::BOOKING_RULE_CAPACITY:
      return "It has not so many units at that time.";
    case v1::BOOKING_RULE_STOCK:
      return "The stock would fall below zero.";
    case v1::BOOKING_RULE_BUFFER:
      return "A neighbouring booking needs the time to prepare or to clear.";
    case v1::BOOKING_RULE_TRAVEL_TIME:
      return "It cannot get from one place to the other in time.";
    case v1::BOOKING_RULE_WORKING_HOURS:
      return "It is outside working hours.";
    case v1::BOOKING_RULE_BLACKOUT:
      return "It is closed at that time.";
    case v1::BOOKING_RULE_DRIVER_REQUIRED:
      return "The vehicle has no driver for the whole time.";
    case v1::BOOKING_RULE_PARTY_TOO_LARGE:
      return "There are more people than seats.";
    case v1::BOOKING_RULE_INACTIVE:
      return "It is deleted or out of service.";
    default:
      return "A rule of the server is broken.";
  }
}

// "BOOKING_RULE_TRAVEL_TIME" as "travel time".
std::string RuleWord(v1::BookingRule rule) {
  std::string word;
  for (const char c : v1::BookingRule_Name(rule).substr(std::string("BOOKING_RULE_").size())) {
    word += c == '_' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return word;
}

std::string BlockingText(const v1::BlockingBooking& blocking, const TextContext& context) {
  std::string text;
  if (blocking.not_available()) {
    text = "not available";
  } else if (!blocking.owner().empty()) {
    text = context.title(blocking.owner());
  } else {
    text = blocking.owner_label().empty() ? "a booking of its own" : blocking.owner_label();
  }
  if (blocking.has_interval()) {
    text += ", " + FormatSpan(FromProto(blocking.interval()), context.zone);
  }
  if (blocking.has_expire_time()) {
    text += ", held until " + FormatMoment(FromProto(blocking.expire_time()), context.zone);
  }
  if (!blocking.booking().empty()) text += " [" + blocking.booking() + "]";
  return text;
}

template <class Detail>
void Unpack(const google::rpc::Status& status, Detail* detail) {
  for (const google::protobuf::Any& any : status.details()) {
    if (any.UnpackTo(detail)) return;
  }
}

std::string CodeWord(int code) {
  static constexpr std::array<const char*, 17> kWords = {"ok",
                                                         "cancelled",
                                                         "unknown error",
                                                         "invalid request",
                                                         "too slow",
                                                         "not found",
                                                         "exists already",
                                                         "not allowed",
                                                         "overloaded",
                                                         "refused",
                                                         "changed meanwhile",
                                                         "out of range",
                                                         "unsupported",
                                                         "error of the server",
                                                         "server unavailable",
                                                         "data lost",
                                                         "not signed in"};
  return code >= 0 && code < static_cast<int>(kWords.size()) ? kWords[static_cast<size_t>(code)]
                                                             : "unknown error";
}

}  // namespace

std::string ViolationText(const v1::RuleViolation& violation, const TextContext& context,
                          int indent) {
  const std::string sentence =
      violation.message().empty() ? RuleSentence(violation.rule()) : violation.message();
  std::string text = Indent(indent) + "- " + RuleWord(violation.rule()) + ": " + sentence + "\n";
  for (const v1::BlockingBooking& blocking : violation.blocking()) {
    text += Indent(indent + 4) + "in the way: " + BlockingText(blocking, context) + "\n";
  }
  for (const int leg : violation.blocking_legs()) {
    text += Indent(indent + 4) + "in the way: leg " + std::to_string(leg + 1) + " of this call\n";
  }
  if (violation.message().empty() && violation.has_needed_gap()) {
    text += Indent(indent + 4) + "gap needed: " + FormatLength(FromProto(violation.needed_gap())) +
            "\n";
  }
  return text;
}

std::string LegConflictText(const v1::LegConflict& leg, const TextContext& context, int indent) {
  std::string text = Indent(indent) + context.title(leg.resource());
  if (leg.has_requested()) text += ", " + FormatSpan(FromProto(leg.requested()), context.zone);
  text += "\n";
  for (const v1::RuleViolation& violation : leg.violations()) {
    text += ViolationText(violation, context, indent + 2);
  }
  text += Indent(indent + 2) + "nearest time that fits: ";
  text += leg.has_nearest_fit() ? FormatSpan(FromProto(leg.nearest_fit()), context.zone)
                                : "none that the server could find";
  return text + "\n";
}

std::string ConflictText(const v1::ConflictDetails& details, const TextContext& context) {
  std::string text;
  for (const v1::LegConflict& leg : details.legs()) {
    text += "leg " + std::to_string(leg.leg() + 1) + ": " + LegConflictText(leg, context, 0);
  }
  for (const v1::ReleaseConflict& release : details.releases()) {
    text += release.booking() + " cannot be released: these vehicles would have no driver:\n";
    for (const std::string& vehicle : release.vehicle_bookings()) text += "  " + vehicle + "\n";
  }
  return text;
}

std::string StandingConflictText(const v1::StandingConflict& conflict, const TextContext& context) {
  return "now in conflict: " + conflict.booking() + " of " + context.title(conflict.resource()) +
         "\n" + ViolationText(conflict.violation(), context, 2);
}

// Which limit it was, and when it is worth to try again.
std::string LimitText(const google::rpc::Status& status) {
  google::rpc::ErrorInfo info;
  Unpack(status, &info);
  std::string text;
  const auto& said = info.metadata();
  if (const auto limit = said.find("limit"); limit != said.end()) {
    text += "  limit: " + limit->second;
    const auto value = said.find("limit_value");
    text += (value == said.end() ? "" : " = " + value->second) + "\n";
  }
  const auto delay = RetryDelay(status);
  if (delay.has_value() && status.code() == kResourceExhausted) {
    text +=
        "  try again in " + absl::FormatDuration(absl::Ceil(*delay, absl::Milliseconds(1))) + "\n";
  }
  return text;
}

std::string StatusText(const google::rpc::Status& status, const TextContext& context) {
  v1::ConflictDetails conflict;
  google::rpc::BadRequest bad_request;
  google::rpc::PreconditionFailure precondition;
  Unpack(status, &conflict);
  Unpack(status, &bad_request);
  Unpack(status, &precondition);
  std::string text = CodeWord(status.code()) + ": " + status.message() + "\n";
  for (const auto& violation : bad_request.field_violations()) {
    const std::string line = violation.field() + ": " + violation.description();
    if (line != status.message()) text += "  " + line + "\n";
  }
  for (const auto& violation : precondition.violations()) {
    // The message often says it already.
    if (status.message().find(violation.description()) != std::string::npos) continue;
    text += "  " + context.title(violation.subject()) + ": " + violation.description() + "\n";
  }
  return text + LimitText(status) + ConflictText(conflict, context);
}

int ExitCodeOf(const google::rpc::Status& status) {
  switch (status.code()) {
    case kOk:
      return kExitOk;
    case kFailedPrecondition:
    case kAborted:
      return kExitRefused;
    case kUnavailable:
    case kDeadlineExceeded:
    case kResourceExhausted:
      return kExitUnavailable;
    default:
      return kExitServerError;
  }
}

}  // namespace letan::cli
