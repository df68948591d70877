// The fixture of the tests that run for each kind of the catalogue: a server, and the standard
// methods in short.
#ifndef LETAN_TESTS_SUPPORT_CATALOGUE_TEST_H_
#define LETAN_TESTS_SUPPORT_CATALOGUE_TEST_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/support/catalogue_kinds.h"
#include "tests/support/test_server.h"

namespace letan::testing {

using CatalogueKinds =
    ::testing::Types<AgencyKind, PersonKind, PlaceKind, ResourceEntityKind, StockItemKind>;

template <class Kind>
class CatalogueTest : public ::testing::Test {
 protected:
  using Entity = typename Kind::Entity;
  using Traits = entity::EntityTraits<Entity>;
  static constexpr const char* kKind = Traits::kKind;
  static constexpr const char* kCollection = Traits::kCollection;

  static std::string NameOf(const std::string& id) {
    return std::string(Traits::kCollection) + "/" + id;
  }
  // "agency.display_name".
  static std::string Path(const std::string& field) {
    return std::string(Traits::kKind) + "." + field;
  }

  typename Traits::CreateRequest CreateRequestOf(const std::string& id,
                                                 const std::string& title = "title") {
    typename Traits::CreateRequest request;
    Kind::Fill(*EntityOf<Kind>(request));
    SetText(*EntityOf<Kind>(request), Kind::kTitle, title);
    SetText(request, std::string(Traits::kKind) + "_id", id);
    return request;
  }
  Answer<Entity> Create(const typename Traits::CreateRequest& request) {
    return Call(*stub_, Kind::kCreate, request);
  }
  Entity MustCreate(const std::string& id) {
    const auto answer = Create(CreateRequestOf(id));
    EXPECT_TRUE(answer.ok()) << answer.message();
    return answer.response;
  }

  Answer<Entity> Get(const std::string& name) {
    typename Traits::GetRequest request;
    request.set_name(name);
    return Call(*stub_, Kind::kGet, request);
  }

  typename Traits::UpdateRequest UpdateRequestOf(const Entity& entity,
                                                 const std::vector<std::string>& paths = {}) {
    typename Traits::UpdateRequest request;
    *EntityOf<Kind>(request) = entity;
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    return request;
  }
  Answer<Entity> Update(const Entity& entity, const std::vector<std::string>& paths = {}) {
    return Call(*stub_, Kind::kUpdate, UpdateRequestOf(entity, paths));
  }

  Answer<Entity> Delete(const std::string& name, const std::string& etag = "") {
    typename Traits::DeleteRequest request;
    request.set_name(name);
    request.set_etag(etag);
    return Call(*stub_, Kind::kDelete, request);
  }

  auto List(int page_size, const std::string& token = "", bool show_deleted = false) {
    typename Traits::ListRequest request;
    request.set_page_size(page_size);
    request.set_page_token(token);
    request.set_show_deleted(show_deleted);
    return Call(*stub_, Kind::kList, request);
  }
  // Every name, page by page.
  std::vector<std::string> AllNames(int page_size, bool show_deleted = false) {
    std::vector<std::string> names;
    std::string token;
    do {
      const auto page = List(page_size, token, show_deleted);
      EXPECT_TRUE(page.ok()) << page.message();
      EXPECT_LE(Kind::Items(page.response).size(), page_size);
      for (const Entity& entity : Kind::Items(page.response)) names.push_back(entity.name());
      token = page.response.next_page_token();
    } while (!token.empty() && names.size() < 10'000);
    return names;
  }

  TestServer server_;
  std::unique_ptr<typename Kind::Service::Stub> stub_ = Kind::Service::NewStub(server_.channel());
};

}  // namespace letan::testing

#endif  // LETAN_TESTS_SUPPORT_CATALOGUE_TEST_H_
