#include "services/access/answer_sight.h"

#include <map>
#include <memory>
#include <vector>

#include "google/protobuf/any.pb.h"
#include "letan/v1/booking.pb.h"
#include "letan/v1/conflict.pb.h"
#include "services/access/guard.h"
#include "services/core/fault.h"
#include "services/errors/errors.h"

namespace letan::access {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

class AnswerWalk {
 public:
  explicit AnswerWalk(storage::ReadTransaction& read) : read_(read) {}

  // False at the first thing that is hidden.
  absl::StatusOr<bool> Sees(const Descriptor* type, const std::string& bytes) {
    const std::unique_ptr<Message> message(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
    if (!message->ParseFromString(bytes)) {
      return Fault(absl::StatusCode::kDataLoss, "a stored answer does not parse");
    }
    return Sees(*message);
  }

 private:
  absl::StatusOr<bool> Sees(const Message& message) {
    const Descriptor* type = message.GetDescriptor();
    if (type == google::protobuf::Any::descriptor()) {
      return SeesPacked(static_cast<const google::protobuf::Any&>(message));
    }
    absl::StatusOr<bool> seen = true;
    if (type == v1::Booking::descriptor()) {
      seen = SeesBooking(static_cast<const v1::Booking&>(message));
    } else if (type == v1::StandingConflict::descriptor()) {
      seen = SeesLive(static_cast<const v1::StandingConflict&>(message).booking());
    } else if (type == v1::BlockingBooking::descriptor()) {
      const auto& blocking = static_cast<const v1::BlockingBooking&>(message);
      if (blocking.owner().empty()) seen = SeesLive(blocking.booking());
    }
    std::vector<const FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      if (!seen.ok() || !*seen) return seen;
      seen = SeesField(message, field);
    }
    return seen;
  }

  absl::StatusOr<bool> SeesField(const Message& message, const FieldDescriptor* field) {
    const auto* reflection = message.GetReflection();
    const bool text = field->type() == FieldDescriptor::TYPE_STRING;
    if (!text && field->message_type() == nullptr) return true;
    const int size = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      absl::StatusOr<bool> seen = true;
      if (text) {
        seen = SeesEventOf(field->is_repeated() ? reflection->GetRepeatedString(message, field, i)
                                                : reflection->GetString(message, field));
      } else {
        seen = Sees(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                         : reflection->GetMessage(message, field));
      }
      if (!seen.ok() || !*seen) return seen;
    }
    return true;
  }

  absl::StatusOr<bool> SeesPacked(const google::protobuf::Any& packed) {
    const std::string type = packed.type_url().substr(packed.type_url().rfind('/') + 1);
    const Descriptor* known =
        google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
    if (known == nullptr) {
      return Fault(absl::StatusCode::kDataLoss, "a stored answer is of no known type");
    }
    return Sees(known, packed.value());
  }

  // What belongs to an event is as visible as that, and an event's row never goes.
  absl::StatusOr<bool> SeesEventOf(const std::string& name) {
    const std::string event = EventOf(name);
    if (event.empty()) return true;
    const auto known = events_.find(event);
    if (known != events_.end()) return known->second;
    const auto row = read_.FindEntity(event);
    if (!row.ok()) return row.status();
    return events_[event] = row->has_value();
  }

  // One that nobody owns keeps its level for good.
  absl::StatusOr<bool> SeesBooking(const v1::Booking& booking) {
    return !booking.owner().empty() ||
           storage::MaySee(read_.viewer(),
                           static_cast<storage::HandlingLevel>(booking.handling_level()), {});
  }

  // Where nothing tells how visible a booking was that is gone.
  absl::StatusOr<bool> SeesLive(const std::string& booking) {
    if (booking.empty()) return true;
    const auto row = read_.FindBooking(booking);
    if (!row.ok()) return row.status();
    return row->has_value();
  }

  storage::ReadTransaction& read_;
  std::map<std::string, bool> events_;
};

}  // namespace

absl::Status CheckAnswerIsSeen(storage::ReadTransaction& read, const Descriptor* type,
                               const std::string& answer) {
  if (read.viewer().administrator) return absl::OkStatus();
  const auto seen = AnswerWalk(read).Sees(type, answer);
  if (!seen.ok()) return seen.status();
  if (*seen) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kPermissionDenied, errors::kAnswerWithheld,
                      "this request was carried out before; what it was answered is not the "
                      "caller's to see any more");
}

}  // namespace letan::access
