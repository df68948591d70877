#include "services/access/guard.h"

#include <utility>

#include "letan/v1/common.pb.h"
#include "services/access/guarded_write.h"
#include "services/core/fault.h"
#include "services/entity/names.h"
#include "services/errors/errors.h"

namespace letan::access {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

Part PartOfRole(v1::Participation::Role role) {
  switch (role) {
    case v1::Participation::ROLE_LEAD:
      return Part::kLeads;
    case v1::Participation::ROLE_COORDINATE:
      return Part::kCoordinates;
    case v1::Participation::ROLE_UNSPECIFIED:
      return Part::kNone;
    default:
      return Part::kInvolved;
  }
}

std::vector<Participant> ParticipantsOf(const Message& event) {
  std::vector<Participant> participants;
  const FieldDescriptor* field = event.GetDescriptor()->FindFieldByName("participations");
  if (field == nullptr || field->message_type() != v1::Participation::descriptor()) return {};
  const auto* reflection = event.GetReflection();
  for (int i = 0; i < reflection->FieldSize(event, field); ++i) {
    const auto& one =
        static_cast<const v1::Participation&>(reflection->GetRepeatedMessage(event, field, i));
    participants.push_back({one.agency(), PartOfRole(one.role())});
  }
  return participants;
}

}  // namespace

std::vector<std::string> EventsNamedIn(const Message& request) {
  std::vector<std::string> events;
  const auto* descriptor = request.GetDescriptor();
  const auto* reflection = request.GetReflection();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    if (field->is_repeated()) continue;
    std::string name;
    if (field->type() == FieldDescriptor::TYPE_STRING &&
        (field->name() == "name" || field->name() == "parent" || field->name() == "owner")) {
      name = reflection->GetString(request, field);
    } else if (field->message_type() != nullptr && reflection->HasField(request, field)) {
      const FieldDescriptor* inner = field->message_type()->FindFieldByName("name");
      if (inner == nullptr || inner->type() != FieldDescriptor::TYPE_STRING) continue;
      const Message& entity = reflection->GetMessage(request, field);
      name = entity.GetReflection()->GetString(entity, inner);
    }
    std::string event = EventOf(name);
    if (!event.empty()) events.push_back(std::move(event));
  }
  return events;
}

storage::WriteBody Guard(std::shared_ptr<const Permit> permit, const Prototypes& prototypes,
                         const Message& request, storage::WriteBody body) {
  if (!permit->conditional()) return body;
  return [permit = std::move(permit), &prototypes, events = EventsNamedIn(request),
          body = std::move(body)](storage::WriteTransaction& write) -> absl::StatusOr<std::string> {
    GuardedWrite guarded(write, *permit, prototypes);
    for (const std::string& event : events) {
      if (absl::Status may = guarded.JudgeNamed(event); !may.ok()) return may;
    }
    return body(guarded);
  };
}

absl::StatusOr<Effect> EffectOn(const storage::EntityRow& event, const Prototypes& prototypes) {
  Effect effect;
  effect.state = event.state;
  const auto prototype = prototypes.find(event.kind);
  if (prototype == prototypes.end()) return effect;
  const std::unique_ptr<Message> message(prototype->second->New());
  if (!message->ParseFromString(event.body)) {
    return Fault(absl::StatusCode::kDataLoss, "a stored body does not parse", event.name);
  }
  effect.participants = ParticipantsOf(*message);
  return effect;
}

std::string EventOf(const std::string& name) {
  std::string top = name;
  for (std::string parent = entity::ParentOfName(top); !parent.empty();
       parent = entity::ParentOfName(top)) {
    top = parent;
  }
  const entity::Kind* kind = entity::KindOfName(top);
  return kind != nullptr && kind->is_event ? top : "";
}

absl::Status ToStatus(const Verdict& verdict, const std::string& subject) {
  const std::string of = subject.empty() ? "this" : subject;
  switch (verdict.objection) {
    case Objection::kNone:
      return absl::OkStatus();
    case Objection::kPart:
      return errors::PermissionDenied("none of the caller's agencies takes the part in " + of +
                                      " that this needs");
    case Objection::kState:
      return errors::PermissionDenied("the caller may not do this in the state that " + of +
                                      " is in");
    case Objection::kField:
      return errors::PermissionDenied("the caller may not change " + verdict.field + " of " + of);
  }
  return errors::PermissionDenied("the caller may not do this");
}

}  // namespace letan::access
