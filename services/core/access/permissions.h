// Who may call what, and on which conditions: a table of methods, roles and conditions, and how it
// is judged. Pure: no gRPC, no SQL, no messages. What is not in the table is denied.
#ifndef LETAN_SERVICES_CORE_ACCESS_PERMISSIONS_H_
#define LETAN_SERVICES_CORE_ACCESS_PERMISSIONS_H_

#include <string>
#include <unordered_map>
#include <vector>

namespace letan::access {

// Roles that nobody is given: whoever calls has the first, whoever is known has the second.
inline constexpr char kAnyone[] = "anyone";
inline constexpr char kSignedIn[] = "signed-in";

// What part an agency takes in an event; the order is that of strength.
enum class Part {
  kNone,
  kInvolved,  // advises, approves, is informed
  kCoordinates,
  kLeads,
};

struct Role {
  std::string name;   // "planner"
  std::string title;  // for people
  bool sees_internal = false;
  bool administrator = false;  // sees every entity
};

// Allows its methods to its roles, where its conditions hold.
struct Rule {
  std::vector<std::string> methods;  // "letan.v1.DelegationService/CreateDelegation"
  std::vector<std::string> roles;
  // The least part that the role's agency takes in the event, before the call. Where nobody leads
  // it, who coordinates is taken to; where nobody does that either, anyone.
  Part part = Part::kNone;
  std::vector<std::string> states;  // of the event, before the call; empty: any
  // Fields that may change, "Delegation.cost_lines"; both empty: any.
  std::vector<std::string> only_fields;
  std::vector<std::string> except_fields;

  bool conditional() const {
    return part != Part::kNone || !states.empty() || !only_fields.empty() || !except_fields.empty();
  }
};

// A role that a caller has, for an agency or, where that is empty, for all.
struct Grant {
  std::string agency;
  std::string role;
};

// An agency's part in an event.
struct Participant {
  std::string agency;
  Part part = Part::kNone;
};

// A change of an event, or of what belongs to it, as conditions see it.
struct Effect {
  std::vector<Participant> participants;    // before; of what is new: after
  std::string state;                        // before; empty: it is new, or has none
  std::vector<std::string> changed_fields;  // "Delegation.title"
};

// Why a change is not allowed: one of these, the most telling.
enum class Objection {
  kNone,
  kPart,   // the caller's agencies take no such part
  kState,  // not in that state
  kField,  // `field` is not theirs to change
};

struct Verdict {
  Objection objection = Objection::kNone;
  std::string field;
  bool allowed() const { return objection == Objection::kNone; }
};

// The rules that let one caller call one method.
class Permit {
 public:
  // Everything, for callers whom nobody asks who they are.
  static Permit Everything();

  bool allowed() const { return everything_ || !clauses_.empty(); }
  // Whether effects have to be judged at all; and whether their fields matter.
  bool conditional() const { return conditional_; }
  bool asks_for_fields() const { return asks_for_fields_; }

  Verdict Judge(const Effect& effect) const;

 private:
  friend class PermissionTable;
  struct Clause {
    const Rule* rule;
    bool everywhere = false;            // the role is held for all agencies
    std::vector<std::string> agencies;  // or for these
  };

  static bool PartFits(const Clause& clause, const Effect& effect);
  static bool StateFits(const Rule& rule, const Effect& effect);
  static bool MayChange(const Rule& rule, const std::string& field);
  void Add(Clause clause);

  bool everything_ = false;
  bool conditional_ = false;
  bool asks_for_fields_ = false;
  std::vector<Clause> clauses_;
};

// Read-only once made; permits point into it.
class PermissionTable {
 public:
  PermissionTable(std::vector<Role> roles, std::vector<Rule> rules);
  PermissionTable(const PermissionTable&) = delete;
  PermissionTable& operator=(const PermissionTable&) = delete;

  const std::vector<Role>& roles() const { return roles_; }
  const std::vector<Rule>& rules() const { return rules_; }
  // Null if there is no such role that can be given.
  const Role* FindRole(const std::string& name) const;
  bool Has(const std::string& method) const { return by_method_.contains(method); }

  // `known`: the caller proved who they are.
  Permit For(const std::vector<Grant>& grants, bool known, const std::string& method) const;
  // The roles that may call a method, for messages.
  std::vector<std::string> RolesFor(const std::string& method) const;

 private:
  const std::vector<Role> roles_;
  const std::vector<Rule> rules_;
  // A rule of a method, with what is asked of it at each call.
  struct Entry {
    const Rule* rule;
    bool for_anyone;
    bool for_signed_in;
  };
  std::unordered_map<std::string, std::vector<Entry>> by_method_;
};

}  // namespace letan::access

#endif  // LETAN_SERVICES_CORE_ACCESS_PERMISSIONS_H_
