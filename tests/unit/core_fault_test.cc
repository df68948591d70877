// What an error brings for the log, and what it does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "services/core/fault.h"
#include "services/core/log_event.h"
#include "storage/sqlite/error.h"
#include "storage/sqlite/file_lock.h"

namespace letan {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

// "key=value", in order; "where" without the line's number.
std::vector<std::string> Facts(const absl::Status& status) {
  std::vector<std::string> facts;
  for (const LogField& fact : FactsOf(status)) {
    const auto* text = std::get_if<std::string>(&fact.value);
    std::string value =
        text != nullptr ? *text : "#" + std::to_string(std::get<std::int64_t>(fact.value));
    if (fact.key == "where") value.resize(value.rfind(':'));
    facts.push_back(fact.key + "=" + value);
  }
  return facts;
}

TEST(FaultTest, TheDetailIsInTheMessageAndNotInTheFacts) {
  const absl::Status status =
      WithFact(WithFact(Fault(absl::StatusCode::kDataLoss, "a row is damaged", "Guest"), "size", 7),
               "message", ProgramText("letan.v1.Agency\n"));
  EXPECT_EQ(status.message(), "a row is damaged: Guest");
  EXPECT_THAT(Facts(status),
              ElementsAre("what=a row is damaged", "where=tests/unit/core_fault_test.cc", "size=#7",
                          "message=letan.v1.Agency "));
}

TEST(FaultTest, OtherErrorsHaveNoFacts) {
  EXPECT_THAT(Facts(absl::OkStatus()), ElementsAre());
  EXPECT_THAT(Facts(absl::InternalError("what=x")), ElementsAre());
}

TEST(FaultTest, WhatWasThrownIsToldByItsType) {
  const absl::Status status = [] {
    try {
      throw std::length_error("Guest");
    } catch (const std::exception& thrown) {
      return ThrownFault(&thrown);
    }
  }();
  EXPECT_EQ(status.message(), "an exception was thrown: Guest");
  EXPECT_THAT(Facts(status), ElementsAre("what=an exception was thrown", StartsWith("where="),
                                         "type=std::length_error"));
  EXPECT_THAT(Facts(ThrownFault(nullptr)),
              ElementsAre("what=an exception was thrown", StartsWith("where=")));
}

TEST(FaultTest, AnErrorThatStandsForAnotherHasItsFacts) {
  const absl::Status cause = WithFact(absl::UnavailableError("cause"), "errno", 5);
  EXPECT_THAT(Facts(WithFactsOf(WithFact(absl::InternalError("no"), "size", 1), cause)),
              ElementsAre("size=#1", "errno=#5"));
}

TEST(FaultTest, OfAStatementWhatStandsBeforeTheFirstQuoteIsAFact) {
  EXPECT_THAT(Facts(storage::sqlite::SqliteError(
                  1802, "UPDATE entities SET title = 'Guest' WHERE version = 1", 28)),
              ElementsAre("what=UPDATE entities SET title = ", "sqlite_code=#1802", "errno=#28"));
}

TEST(FaultTest, OfASystemCallThePathIsNoFact) {
  EXPECT_THAT(Facts(storage::sqlite::SystemError(13, "open", "/guests/guest.db")),
              ElementsAre("what=open", "errno=#13"));
}

}  // namespace
}  // namespace letan
