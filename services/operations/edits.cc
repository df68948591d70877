#include "services/operations/edits.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/util/message_differencer.h"
#include "letan/v1/annotations.pb.h"
#include "services/core/lifecycle/edit.h"
#include "services/entity/date_codec.h"
#include "services/errors/errors.h"
#include "services/operations/calendar_data.h"
#include "services/operations/event_message.h"

namespace letan::operations {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The top-level fields that a client says and that differ.
std::vector<std::string> EditedFields(const Message& before, const Message& after) {
  std::vector<std::string> fields;
  const auto* type = before.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->options().GetExtension(v1::field).output_only()) continue;
    google::protobuf::util::MessageDifferencer differencer;
    if (!differencer.CompareWithFields(before, after, {field}, {field})) {
      fields.push_back(field->name());
    }
  }
  return fields;
}

}  // namespace

absl::Status NoteEdit(storage::WriteTransaction& write, const Message& before, Message& after,
                      const entity::Procedure& procedure) {
  const std::vector<std::string> fields = EditedFields(before, after);
  lifecycle::Process process = ProcessOf(after);
  if (fields.empty() || process.steps.empty()) return absl::OkStatus();
  lifecycle::Act act;
  act.actor.subject = write.viewer().subject;
  act.actor.acting_for = write.viewer().acting_for;
  act.at = write.now();
  act.due_of = DueOfIn(write, procedure);
  const lifecycle::Process as_it_was = process;
  const auto reopened = lifecycle::Edited(process, fields, act);
  if (absl::IsFailedPrecondition(reopened.status())) {
    return errors::Precondition(errors::kTooMany, "process",
                                std::string(reopened.status().message()));
  }
  if (!reopened.ok()) return reopened.status();
  if (process == as_it_was) return absl::OkStatus();
  SetProcess(process, "", after);
  return absl::OkStatus();
}

lifecycle::DueOf DueOfIn(storage::ReadTransaction& read, const entity::Procedure& procedure) {
  struct Days {
    std::optional<calendar::WorkingDays> known;
  };
  return [&read, procedure, days = std::make_shared<Days>()](
             lifecycle::Micros opened, int working_days) -> absl::StatusOr<lifecycle::Micros> {
    if (!days->known.has_value()) {
      auto loaded = LoadWorkingDays(read);
      if (!loaded.ok()) return loaded.status();
      days->known = *std::move(loaded);
    }
    const absl::TimeZone zone = entity::ZoneOf(procedure.time_zone);
    const absl::CivilDay from = absl::ToCivilDay(absl::FromUnixMicros(opened), zone);
    const auto last = days->known->Count(from, working_days, procedure.audience);
    if (!last.ok()) {
      return errors::Precondition(errors::kNotCountable, procedure.name,
                                  std::string(last.status().message()));
    }
    return absl::ToUnixMicros(absl::FromCivil(last->day + 1, zone));
  };
}

}  // namespace letan::operations
