// People, places, resources and stock that only the hidden event refers to: who manages the
// catalogue and does not know of the event edits and deletes them.
#include "absl/strings/str_cat.h"
#include "tests/api/leak_world.h"

namespace letan::testing {
namespace {

Step Made(const std::string& method, const std::string& request) {
  return {false, {method, request}, ""};
}

}  // namespace

std::vector<Step> CatalogueSteps() {
  std::vector<Step> steps;
  for (const std::string id : {"truong-phong", "khach-kin"}) {
    steps.push_back(
        Made("DirectoryService.CreatePerson",
             absl::StrCat("person { role_title: \"", id, "\" } person_id: \"", id, "\"")));
  }
  steps.push_back(Made("DirectoryService.CreatePlace",
                       R"(place { display_name: "kin" travel_times { place: "places/office"
                          duration { seconds: 600 } } } place_id: "kin")"));
  for (const std::string id : {"xe-kin", "giu-kin", "xong-kin", "xe-mo"}) {
    steps.push_back(Made("ResourceService.CreateResource",
                         absl::StrCat("resource { kind: RESOURCE_KIND_EQUIPMENT display_name: \"",
                                      id, "\" } resource_id: \"", id, "\"")));
  }
  for (const std::string id : {"khach-san-kin", "khach-san-mo"}) {
    steps.push_back(Made("ResourceService.CreateResource",
                         absl::StrCat("resource { kind: RESOURCE_KIND_HOTEL_ROOM_BLOCK capacity: 3 "
                                      "display_name: \"",
                                      id, "\" } resource_id: \"", id, "\"")));
  }
  for (const std::string id : {"tra-kin", "tra-mo"}) {
    steps.push_back(Made("ResourceService.CreateStockItem",
                         absl::StrCat("stock_item { kind: KIND_GIFT display_name: \"", id,
                                      "\" } stock_item_id: \"", id, "\"")));
    steps.push_back(Made(
        "ResourceService.CreateStockMovement",
        "parent: \"stockItems/" + id + "\" stock_movement { kind: KIND_RECEIPT quantity: 5 }"));
  }
  return steps;
}

namespace {

void AddDirectory(std::vector<Question>& questions) {
  const auto ask = [&](const std::string& method, const std::string& request) {
    questions.push_back({"DirectoryService." + method, request});
  };
  ask("UpdatePerson",
      R"(person { name: "people/khach-kin" role_title: "x" } update_mask { paths: "role_title" })");
  ask("UpdateAgency", R"(agency { name: "agencies/phong-kin" display_name: "x" }
                         update_mask { paths: "display_name" })");
  ask("UpdatePlace", R"(place { name: "places/kin" display_name: "x" }
                        update_mask { paths: "display_name" })");
  // So far that the hidden booking there cannot be reached any more.
  for (const std::string seconds : {"72000", "600"}) {
    ask("UpdatePlace", R"(place { name: "places/kin" travel_times { place: "places/office"
                          duration { seconds: )" +
                           seconds + R"( } } } update_mask { paths: "travel_times" })");
  }
  const std::vector<std::pair<std::string, std::string>> named = {
      {"Person", "people/khach-kin"}, {"Agency", "agencies/phong-kin"}, {"Place", "places/kin"}};
  for (const auto& [kind, name] : named) {
    ask("Delete" + kind, "name: \"" + name + "\" etag: \"wrong\"");
    ask("Delete" + kind, "name: \"" + name + "\"");
    ask("Get" + kind, "name: \"" + name + "\"");
    ask("Undelete" + kind, "name: \"" + name + "\"");
  }
}

// Edits under hidden bookings are accepted as those of what is free.
void AddResources(std::vector<Question>& questions) {
  const auto edit = [&](const std::string& id, const std::string& fields, const std::string& path) {
    questions.push_back(
        {"ResourceService.UpdateResource", "resource { name: \"resources/" + id + "\" " + fields +
                                               " } update_mask { paths: \"" + path + "\" }"});
  };
  for (const std::string id : {"xe-kin", "giu-kin", "khach-san-kin", "room"}) {
    edit(id, R"(display_name: "x")", "display_name");
    edit(id, R"(blackouts { interval: <29..33> reason: "x" })", "blackouts");
    edit(id, "", "blackouts");
    edit(id, "working_hours { day_of_week: 3 open_minute: 60 close_minute: 120 }", "working_hours");
    edit(id, "", "working_hours");
    edit(id, "buffer_before { seconds: 90000 }", "buffer_before");
    edit(id, "buffer_before { seconds: 1800 }", "buffer_before");
    edit(id, "out_of_service: true", "out_of_service");
    edit(id, "out_of_service: false", "out_of_service");
    edit(id, "kind: RESOURCE_KIND_VEHICLE", "kind");
    edit(id, "capacity_model: CAPACITY_MODEL_SHARED", "capacity_model");
  }
  edit("khach-san-kin", "capacity: 1", "capacity");
  edit("khach-san-kin", "capacity: 3", "capacity");
  for (const std::string item : {"tra-kin", "gift-box"}) {
    for (const std::string field : {"display_name: \"x\"", "out_of_service: true",
                                    "out_of_service: false", "returnable: true"}) {
      questions.push_back(
          {"ResourceService.UpdateStockItem",
           absl::StrCat("stock_item { name: \"stockItems/", item, "\" ", field,
                        " } update_mask { paths: \"", field.substr(0, field.find(':')), "\" }")});
    }
  }
}

}  // namespace

std::vector<Question> CatalogueQuestions() {
  std::vector<Question> questions;
  AddDirectory(questions);
  AddResources(questions);
  // What was taken and given back is as free as what never was.
  for (const std::string method : {"Delete", "Get", "Undelete"}) {
    questions.push_back(
        {"ResourceService." + method + "Resource", R"(name: "resources/xong-kin")"});
  }
  return questions;
}

}  // namespace letan::testing
