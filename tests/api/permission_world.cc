#include "tests/api/permission_world.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "services/entity/time_codec.h"

namespace letan::testing {
namespace {

using Delegations = v1::DelegationService::Stub;

v1::HandlingLevel ProtoOf(Level level) {
  switch (level) {
    case Level::kPublic:
      return v1::HANDLING_LEVEL_PUBLIC;
    case Level::kInternal:
      return v1::HANDLING_LEVEL_INTERNAL;
    default:
      return v1::HANDLING_LEVEL_RESTRICTED;
  }
}

void Participate(const std::string& agency, v1::Participation::Role role, v1::Delegation& event) {
  auto& participation = *event.add_participations();
  participation.set_agency("agencies/" + agency);
  participation.set_role(role);
}

}  // namespace

const std::map<char, std::string>& RoleNames() {
  static const auto* names = new std::map<char, std::string>{
      {'A', "administrator"}, {'S', "security"}, {'U', "auditor"},    {'P', "planner"},
      {'V', "approver"},      {'F', "finance"},  {'D', "dispatcher"}, {'C', "catalogue"},
      {'R', "reader"},        {'G', "guest"}};
  return *names;
}

PermissionWorld::PermissionWorld() : server_(AskingOptions()), identity_(server_), small_(server_) {
  for (const std::string& agency : kAgencies) identity_.AddAgency(agency);
  for (const Level level :
       {Level::kPublic, Level::kInternal, Level::kRestricted, Level::kRestrictedListed}) {
    for (const char* state = kStates; *state != '\0'; ++state) AddEvent(level, *state);
  }
  AddUsers();
}

void PermissionWorld::AddUsers() {
  for (const auto& [letter, role] : RoleNames()) {
    for (std::size_t part = 0; part < kAgencies.size(); ++part) {
      const std::string id = role + "-" + kAgencies[part];
      identity_.AddUser(id, {kAgencies[part] + "=" + role});
      users_.push_back(
          {letter, static_cast<int>(part), server_.NewChannel(WithToken(identity_.TokenOf(id)))});
    }
  }
}

void PermissionWorld::AddEvent(Level level, char state) {
  const double hour = 100.0 * static_cast<double>(events_.size() + 1);
  v1::CreateDelegationRequest request;
  v1::Delegation& delegation = *request.mutable_delegation();
  delegation.set_title("matrix " + std::to_string(events_.size()));
  delegation.set_direction(v1::Delegation::DIRECTION_INBOUND);
  *delegation.mutable_interval() = Span(hour, hour + 48);
  delegation.set_handling_level(ProtoOf(level));
  Participate("lead", v1::Participation::ROLE_LEAD, delegation);
  Participate("coordinate", v1::Participation::ROLE_COORDINATE, delegation);
  Participate("approve", v1::Participation::ROLE_APPROVE, delegation);
  if (level == Level::kRestrictedListed) {
    for (const std::string& agency : kAgencies) delegation.add_need_to_know("agencies/" + agency);
  }
  const auto made = Call(small_.delegations(), &Delegations::CreateDelegation, request);
  EXPECT_TRUE(made.ok()) << made.message();
  Event event{level, state, made.response.name(), "", ""};
  event.activity = small_.NewActivity(event.delegation, "matrix", hour + 1, hour + 2).name();
  const auto booked =
      small_.Book({LegOf("resources/interpreter-ko", hour + 1, hour + 2)}, event.delegation);
  EXPECT_TRUE(booked.ok()) << booked.message();
  event.booking = booked.response.bookings(0).name();
  Bring(event.delegation, state);
  events_.push_back(event);
}

void PermissionWorld::Bring(const std::string& delegation, char state) {
  static const std::map<char, std::string> kActs = {{'D', ""},
                                                    {'X', "cancel"},
                                                    {'S', "submit"},
                                                    {'A', "submit approve"},
                                                    {'I', "submit approve start"},
                                                    {'C', "submit approve start complete"}};
  small_.Advance(delegation, kActs.at(state));
}

}  // namespace letan::testing
