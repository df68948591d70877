#include "services/access/permission_file.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "letan/internal/v1/permissions.pb.h"

namespace letan::access {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::MethodDescriptor;
using letan::internal::v1::Permissions;

constexpr char kPackage[] = "letan.v1.";

absl::Status Wrong(const std::string& what) {
  return absl::InvalidArgumentError("permissions: " + what);
}

// Keeps the first complaint.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (!text_.empty()) return;
    text_ = "line " + std::to_string(line + 1) + ", column " + std::to_string(column + 1) + ": " +
            message;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// "DelegationService.CreateDelegation" → "letan.v1.DelegationService/CreateDelegation".
std::string FullName(const std::string& method) {
  const std::size_t dot = method.find('.');
  if (dot == std::string::npos) return "";
  return kPackage + method.substr(0, dot) + "/" + method.substr(dot + 1);
}

Part PartOf(Permissions::Part part) {
  switch (part) {
    case Permissions::PART_INVOLVED:
      return Part::kInvolved;
    case Permissions::PART_COORDINATES:
      return Part::kCoordinates;
    case Permissions::PART_LEADS:
      return Part::kLeads;
    default:
      return Part::kNone;
  }
}

bool IsRoleName(const std::string& name) {
  return !name.empty() && name.size() <= 63 && name.front() != '-' &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

absl::Status CheckField(const Schema& schema, const std::string& field) {
  const std::size_t dot = field.find('.');
  const Descriptor* message =
      dot == std::string::npos ? nullptr : schema.find_message(kPackage + field.substr(0, dot));
  if (message == nullptr || message->FindFieldByName(field.substr(dot + 1)) == nullptr) {
    return Wrong("there is no field \"" + field + "\"");
  }
  return absl::OkStatus();
}

class Reader {
 public:
  explicit Reader(const Schema& schema) : schema_(schema) {}

  absl::StatusOr<std::unique_ptr<const PermissionTable>> Read(const Permissions& file) {
    for (const auto& role : file.roles()) {
      if (absl::Status status = AddRole(role); !status.ok()) return status;
    }
    for (const auto& rule : file.rules()) {
      if (absl::Status status = AddRule(rule); !status.ok()) return status;
    }
    return std::make_unique<const PermissionTable>(std::move(roles_), std::move(rules_));
  }

 private:
  absl::Status AddRole(const Permissions::Role& role) {
    if (!IsRoleName(role.name()) || role.name() == kAnyone || role.name() == kSignedIn) {
      return Wrong("\"" + role.name() + "\" cannot be the name of a role");
    }
    if (!names_.insert(role.name()).second) {
      return Wrong("the role \"" + role.name() + "\" is given twice");
    }
    roles_.push_back({role.name(), role.title(), role.sees_internal(), role.administrator()});
    return absl::OkStatus();
  }

  absl::Status AddRule(const Permissions::Rule& proto) {
    if (proto.methods().empty() || proto.roles().empty()) {
      return Wrong("a rule names methods and roles");
    }
    Rule rule;
    rule.part = PartOf(proto.part());
    rule.states = {proto.states().begin(), proto.states().end()};
    rule.only_fields = {proto.only_fields().begin(), proto.only_fields().end()};
    rule.except_fields = {proto.except_fields().begin(), proto.except_fields().end()};
    rule.roles = {proto.roles().begin(), proto.roles().end()};
    if (!rule.only_fields.empty() && !rule.except_fields.empty()) {
      return Wrong("a rule for " + proto.methods(0) + " has only_fields and except_fields");
    }
    for (const std::string& role : rule.roles) {
      if (role != kAnyone && role != kSignedIn && !names_.contains(role)) {
        return Wrong("there is no role \"" + role + "\", which a rule for " + proto.methods(0) +
                     " names");
      }
    }
    for (const auto* fields : {&rule.only_fields, &rule.except_fields}) {
      for (const std::string& field : *fields) {
        if (absl::Status status = CheckField(schema_, field); !status.ok()) return status;
      }
    }
    for (const std::string& method : proto.methods()) {
      if (absl::Status status = AddMethod(method, rule); !status.ok()) return status;
    }
    rules_.push_back(std::move(rule));
    return absl::OkStatus();
  }

  absl::Status AddMethod(const std::string& method, Rule& rule) {
    const std::string full = FullName(method);
    const MethodDescriptor* descriptor = full.empty() ? nullptr : schema_.find_method(full);
    if (descriptor == nullptr) return Wrong("there is no method \"" + method + "\"");
    if (rule.conditional() && !Mutates(*descriptor)) {
      return Wrong("a rule for " + method +
                   " has conditions, but that only reads: what is seen depends on the handling "
                   "level");
    }
    rule.methods.push_back(full);
    return absl::OkStatus();
  }

  const Schema& schema_;
  std::set<std::string> names_;
  std::vector<Role> roles_;
  std::vector<Rule> rules_;
};

}  // namespace

bool Mutates(const MethodDescriptor& method) {
  return method.input_type()->FindFieldByName("validate_only") != nullptr ||
         method.input_type()->FindFieldByName("request_id") != nullptr;
}

Schema LinkedSchema() {
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  return {[pool](const std::string& name) {
            std::string dotted = name;
            std::replace(dotted.begin(), dotted.end(), '/', '.');
            return pool->FindMethodByName(dotted);
          },
          [pool](const std::string& name) { return pool->FindMessageTypeByName(name); }};
}

absl::StatusOr<std::unique_ptr<const PermissionTable>> ParsePermissions(const std::string& text,
                                                                        const Schema& schema) {
  Permissions file;
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (!parser.ParseFromString(text, &file)) return Wrong(error.text());
  return Reader(schema).Read(file);
}

std::vector<std::string> MethodsWithoutRule(
    const PermissionTable& table,
    const std::vector<const google::protobuf::ServiceDescriptor*>& services) {
  std::vector<std::string> missing;
  for (const auto* service : services) {
    for (int i = 0; i < service->method_count(); ++i) {
      const std::string name = service->full_name() + "/" + service->method(i)->name();
      if (!table.Has(name)) missing.push_back(name);
    }
  }
  return missing;
}

}  // namespace letan::access
