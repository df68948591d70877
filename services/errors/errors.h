// The errors of the API: each a status code, a reason that programs can test, and details.
//
// Details travel as payloads of absl::Status under "type.googleapis.com/<message>"; the one exit to
// gRPC packs them into google.rpc.Status. Messages are for people and name fields, never secrets.
#ifndef LETAN_SERVICES_ERRORS_ERRORS_H_
#define LETAN_SERVICES_ERRORS_ERRORS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "letan/v1/conflict.pb.h"

namespace letan::errors {

// google.rpc.ErrorInfo.domain of every error.
inline constexpr char kDomain[] = "letan";

// google.rpc.ErrorInfo.reason, with the code each goes with.
inline constexpr char kInvalidRequest[] = "INVALID_REQUEST";       // INVALID_ARGUMENT, BadRequest
inline constexpr char kRequestIdReused[] = "REQUEST_ID_REUSED";    // INVALID_ARGUMENT, BadRequest
inline constexpr char kInvalidPageToken[] = "INVALID_PAGE_TOKEN";  // INVALID_ARGUMENT, BadRequest
inline constexpr char kInvalidFilter[] = "INVALID_FILTER";         // INVALID_ARGUMENT, BadRequest
inline constexpr char kInvalidOrder[] = "INVALID_ORDER";           // INVALID_ARGUMENT, BadRequest
inline constexpr char kNotFound[] = "NOT_FOUND";                   // NOT_FOUND
inline constexpr char kAlreadyExists[] = "ALREADY_EXISTS";         // ALREADY_EXISTS
inline constexpr char kStorage[] = "STORAGE";       // RESOURCE_EXHAUSTED, UNAVAILABLE
inline constexpr char kStaleEtag[] = "STALE_ETAG";  // ABORTED
inline constexpr char kBookingConflict[] =
    "BOOKING_CONFLICT";  // FAILED_PRECONDITION, ConflictDetails
inline constexpr char kStockBelowZero[] = "STOCK_BELOW_ZERO";        // FAILED_PRECONDITION
inline constexpr char kStateTransition[] = "STATE_TRANSITION";       // FAILED_PRECONDITION
inline constexpr char kNotCountable[] = "NOT_COUNTABLE";             // FAILED_PRECONDITION
inline constexpr char kDeadlineMissed[] = "DEADLINE_MISSED";         // FAILED_PRECONDITION
inline constexpr char kReportMissing[] = "REPORT_MISSING";           // FAILED_PRECONDITION
inline constexpr char kNotHeld[] = "NOT_HELD";                       // FAILED_PRECONDITION
inline constexpr char kInUse[] = "IN_USE";                           // FAILED_PRECONDITION
inline constexpr char kFilterTooBroad[] = "FILTER_TOO_BROAD";        // FAILED_PRECONDITION
inline constexpr char kSearchTooBroad[] = "SEARCH_TOO_BROAD";        // FAILED_PRECONDITION
inline constexpr char kDamaged[] = "DAMAGED";                        // FAILED_PRECONDITION
inline constexpr char kNoKeys[] = "NO_KEYS";                         // FAILED_PRECONDITION
inline constexpr char kNotEmpty[] = "NOT_EMPTY";                     // FAILED_PRECONDITION
inline constexpr char kNoBackupDirectory[] = "NO_BACKUP_DIRECTORY";  // FAILED_PRECONDITION
inline constexpr char kRevisionTooOld[] = "REVISION_TOO_OLD";        // OUT_OF_RANGE
inline constexpr char kRevisionAhead[] = "REVISION_AHEAD";           // OUT_OF_RANGE
inline constexpr char kOutsideCalendar[] = "OUTSIDE_CALENDAR";       // OUT_OF_RANGE, BadRequest
inline constexpr char kPermissionDenied[] = "PERMISSION_DENIED";     // PERMISSION_DENIED
inline constexpr char kActingAgency[] = "ACTING_AGENCY_REQUIRED";    // PERMISSION_DENIED
inline constexpr char kAnswerWithheld[] = "ANSWER_WITHHELD";         // PERMISSION_DENIED
inline constexpr char kUnauthenticated[] = "UNAUTHENTICATED";        // UNAUTHENTICATED
inline constexpr char kTooManyAttempts[] = "TOO_MANY_ATTEMPTS";     // RESOURCE_EXHAUSTED, RetryInfo
inline constexpr char kLastAdministrator[] = "LAST_ADMINISTRATOR";  // FAILED_PRECONDITION
inline constexpr char kNoSession[] = "NO_SESSION";                  // FAILED_PRECONDITION
inline constexpr char kNotAPerson[] = "NOT_A_PERSON";               // FAILED_PRECONDITION
inline constexpr char kTooMany[] = "TOO_MANY";                      // FAILED_PRECONDITION
inline constexpr char kOverloaded[] = "OVERLOADED";                 // RESOURCE_EXHAUSTED, RetryInfo
inline constexpr char kTooManyRequests[] = "TOO_MANY_REQUESTS";     // RESOURCE_EXHAUSTED, RetryInfo
inline constexpr char kTooManyCalls[] = "TOO_MANY_CALLS";           // RESOURCE_EXHAUSTED, RetryInfo
inline constexpr char kTooManyWatchers[] = "TOO_MANY_WATCHERS";     // RESOURCE_EXHAUSTED, RetryInfo
inline constexpr char kWatcherTooSlow[] = "WATCHER_TOO_SLOW";       // RESOURCE_EXHAUSTED, RetryInfo
inline constexpr char kMetadataTooLarge[] = "METADATA_TOO_LARGE";   // RESOURCE_EXHAUSTED
inline constexpr char kAnswerTooLarge[] = "ANSWER_TOO_LARGE";       // RESOURCE_EXHAUSTED
inline constexpr char kServerStopping[] = "SERVER_STOPPING";        // UNAVAILABLE
inline constexpr char kDraining[] = "DRAINING";                     // UNAVAILABLE
inline constexpr char kOutcomeUnknown[] = "OUTCOME_UNKNOWN";        // UNAVAILABLE, RetryInfo
inline constexpr char kInternal[] = "INTERNAL";                     // INTERNAL

struct FieldViolation {
  std::string field;        // path as a client writes it: "delegation.members[3].role_title"
  std::string description;  // what is wrong and what would be right
};
inline constexpr std::size_t kMaxViolations = 20;  // that one answer lists

// Adds a detail of any message type.
void AddDetail(absl::Status& status, const google::protobuf::Message& detail);
// Reads a detail back; false if the status has none of that type.
bool GetDetail(const absl::Status& status, google::protobuf::Message* detail);

absl::Status Make(absl::StatusCode code, std::string_view reason, std::string_view message);

// INVALID_ARGUMENT with BadRequest; at least one violation. Of more than kMaxViolations the first
// are listed, and the message says how many there are.
absl::Status InvalidArgument(const std::vector<FieldViolation>& violations,
                             std::string_view reason = kInvalidRequest);
absl::Status InvalidField(std::string field, std::string description);

// Absent and hidden alike.
absl::Status NotFound(std::string_view name);
// With the field of the request that names it.
absl::Status NotFoundAt(std::string_view name, std::string field);
absl::Status AlreadyExists(std::string_view name);
// ALREADY_EXISTS: what is to be brought back is there.
absl::Status NotDeleted(std::string_view name);
// `field`: where the request has the etag.
absl::Status StaleEtag(std::string_view name, std::string field = "etag");

// The same status of a part of the request: its message, fields and ErrorInfo (metadata "within")
// say which, "requests[3]".
absl::Status Within(const absl::Status& status, const std::string& place);

// FAILED_PRECONDITION with PreconditionFailure of one violation of type `reason`.
absl::Status Precondition(std::string_view reason, std::string_view subject,
                          std::string_view description);
absl::Status BookingConflict(const letan::v1::ConflictDetails& details);

// A limit as ServerInfo.limits has it.
struct Limit {
  std::string_view name;  // empty: nothing that is configured
  std::int64_t value = 0;
};
// RESOURCE_EXHAUSTED with ErrorInfo.metadata["limit"], its name, and ["limit_value"].
absl::Status LimitReached(const Limit& limit, std::string_view reason, std::string_view what);
absl::Status Overloaded(std::string_view what, int retry_after_millis, const Limit& limit = {});
// The same with RetryInfo: when it is worth to try again. Not negative.
absl::Status RetryAfter(absl::Status status, std::int64_t micros);
absl::Status PermissionDenied(std::string_view what);
// Whatever is wrong with what the caller presents: no more is said to those who are not known.
absl::Status Unauthenticated();
absl::Status Draining();
absl::Status Stopping();

}  // namespace letan::errors

#endif  // LETAN_SERVICES_ERRORS_ERRORS_H_
