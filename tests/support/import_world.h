// An event to import spreadsheets into.
#ifndef LETAN_TESTS_SUPPORT_IMPORT_WORLD_H_
#define LETAN_TESTS_SUPPORT_IMPORT_WORLD_H_

#include <string>

#include "tests/support/small_world.h"

namespace letan::testing {

class ImportWorld {
 public:
  ImportWorld() : event_(world_.NewDelegation("Đoàn Đức", 24, 72).name()) {}

  v1::DirectoryService::Stub& directory() { return world_.directory(); }
  v1::DelegationService::Stub& delegations() { return world_.delegations(); }
  v1::LifecycleService::Stub& lifecycle() { return world_.lifecycle(); }
  const std::string& event() const { return event_; }
  TestServer& server() { return server_; }

  v1::ImportActivitiesRequest Request(const std::string& csv) const {
    v1::ImportActivitiesRequest request;
    request.set_parent(event_);
    request.set_csv(csv);
    return request;
  }
  Answer<v1::ImportActivitiesResponse> Send(const v1::ImportActivitiesRequest& request) {
    return Call(world_.itinerary(), &v1::ItineraryService::Stub::ImportActivities, request);
  }
  Answer<v1::ImportActivitiesResponse> Import(const std::string& csv) { return Send(Request(csv)); }

  // How many activities the event has.
  int Stored() {
    v1::ListActivitiesRequest request;
    request.set_parent(event_);
    request.set_page_size(1000);
    return Call(world_.itinerary(), &v1::ItineraryService::Stub::ListActivities, request)
        .response.activities_size();
  }
  storage::Revision Revision() {
    return (*server_.engine().BeginRead(storage::Viewer::Administrator()))->revision();
  }

 private:
  TestServer server_;
  SmallWorld world_{server_};
  std::string event_;
};

}  // namespace letan::testing

#endif  // LETAN_TESTS_SUPPORT_IMPORT_WORLD_H_
