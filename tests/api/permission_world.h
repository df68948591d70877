// A world in which every condition of permissions occurs: events of each level and state, led by
// one agency, coordinated by another, to be approved by a third; users of each role in each agency.
#ifndef LETAN_TESTS_API_PERMISSION_WORLD_H_
#define LETAN_TESTS_API_PERMISSION_WORLD_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/identity_world.h"
#include "tests/support/small_world.h"

namespace letan::testing {

enum class Level { kPublic, kInternal, kRestricted, kRestrictedListed };

// DRAFT, SUBMITTED, APPROVED, IN_PROGRESS, COMPLETED, CANCELLED.
inline constexpr char kStates[] = "DSAICX";

// How strong an agency's part is, "outside" least.
inline const std::vector<std::string> kAgencies = {"outside", "approve", "coordinate", "lead"};

struct Event {
  Level level;
  char state;
  std::string delegation;
  std::string activity;
  std::string booking;
};

struct User {
  char role;  // a letter of the table in the tests
  int part;   // index of kAgencies
  std::shared_ptr<grpc::Channel> channel;
};

class PermissionWorld {
 public:
  PermissionWorld();

  const std::vector<Event>& events() const { return events_; }
  const std::vector<User>& users() const { return users_; }
  TestServer& server() { return server_; }

 private:
  void AddUsers();
  void AddEvent(Level level, char state);
  void Bring(const std::string& delegation, char state);

  TestServer server_;
  IdentityWorld identity_;
  SmallWorld small_;
  std::vector<Event> events_;
  std::vector<User> users_;
};

// What each letter stands for.
const std::map<char, std::string>& RoleNames();

}  // namespace letan::testing

#endif  // LETAN_TESTS_API_PERMISSION_WORLD_H_
