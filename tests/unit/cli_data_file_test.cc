#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "clients/cli/data_file.h"
#include "letan/v1/booking_service.pb.h"

namespace letan::cli {
namespace {

using ::testing::HasSubstr;

TEST(DataFileTest, ReadsRecordsAndSkipsCommentsAndBlankLines) {
  const auto records =
      ParseDataText("demo.jsonl",
                    "{\"comment\": \"minh họa\"}\n"
                    "\n"
                    "{\"method\": \"A.B\", \"request\": {\"x\": 1}, \"as\": \"b\"}\r\n"
                    "{\"method\": \"A.C\", \"comment\": \"why\"}");
  ASSERT_TRUE(records.ok()) << records.status();
  ASSERT_EQ(records->size(), 2U);
  EXPECT_EQ((*records)[0].where, "demo.jsonl:3");
  EXPECT_EQ((*records)[0].method, "A.B");
  EXPECT_EQ((*records)[0].as, "b");
  EXPECT_EQ((*records)[0].request.fields().at("x").number_value(), 1);
  EXPECT_EQ((*records)[1].method, "A.C");
}

TEST(DataFileTest, NamesTheLineOfWhatIsWrong) {
  for (const char* line :
       {"not json", "[]", "{\"request\": {}}", "{}", "{\"method\": \"A.B\", \"requests\": {}}",
        "{\"method\": \"A.B\", \"request\": 1}", "{\"method\": 1}"}) {
    const auto records = ParseDataText("demo.jsonl", std::string("\n") + line);
    ASSERT_FALSE(records.ok()) << line;
    EXPECT_THAT(std::string(records.status().message()), HasSubstr("demo.jsonl:2: ")) << line;
  }
}

class BindingsTest : public ::testing::Test {
 protected:
  BindingsTest() {
    v1::BookResponse response;
    response.add_bookings()->set_name("bookings/1");
    response.add_bookings()->set_name("bookings/2");
    bindings_.Bind("visit", response);
  }
  // The text after substitution, inside a nested list, or the error.
  std::string Substituted(const std::string& text) {
    google::protobuf::Struct request;
    (*request.mutable_fields())["list"]
        .mutable_list_value()
        ->add_values()
        ->mutable_struct_value()
        ->mutable_fields()
        ->insert({"text", [&] {
                    google::protobuf::Value value;
                    value.set_string_value(text);
                    return value;
                  }()});
    const absl::Status status = bindings_.Substitute(&request);
    if (!status.ok()) return std::string(status.message());
    return request.fields()
        .at("list")
        .list_value()
        .values(0)
        .struct_value()
        .fields()
        .at("text")
        .string_value();
  }
  Bindings bindings_;
};

TEST_F(BindingsTest, PutsInFieldsOfEarlierAnswers) {
  EXPECT_EQ(Substituted("${visit.bookings.1.name}"), "bookings/2");
  EXPECT_EQ(Substituted("a ${visit.bookings.0.name} b ${visit.bookings.1.name} c"),
            "a bookings/1 b bookings/2 c");
  EXPECT_EQ(Substituted("no reference, 5$ {x}"), "no reference, 5$ {x}");
}

TEST_F(BindingsTest, RefusesWhatIsNotThere) {
  EXPECT_THAT(Substituted("${other.name}"), HasSubstr("nothing is known as \"other\""));
  EXPECT_THAT(Substituted("${visit.bookings.2.name}"), HasSubstr("no text there"));
  EXPECT_THAT(Substituted("${visit.bookings}"), HasSubstr("no text there"));
  EXPECT_THAT(Substituted("${visit.bookings.0.name"), HasSubstr("without }"));
}

}  // namespace
}  // namespace letan::cli
