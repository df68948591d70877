// What makes two requests the same request.
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "google/protobuf/struct.pb.h"
#include "letan/v1/booking_service.pb.h"
#include "services/rpc/fingerprint.h"

namespace letan::rpc {
namespace {

TEST(FingerprintTest, IsSha256OfMethodAndEncoding) {
  // printf 'a.B/C\0' | sha256sum
  EXPECT_EQ(absl::BytesToHexString(Fingerprint("a.B/C", v1::BookRequest())),
            "54582fa01e0134b5ff483dd72499b861171ee8ad5f1c410d0ecad5b709667949");
}

TEST(FingerprintTest, DiffersByMethodAndByEveryField) {
  v1::BookRequest request;
  request.set_owner_label("one");
  const std::string first = Fingerprint("a.B/C", request);
  EXPECT_EQ(first, Fingerprint("a.B/C", request));
  EXPECT_NE(first, Fingerprint("a.B/D", request));
  request.set_owner_label("two");
  EXPECT_NE(first, Fingerprint("a.B/C", request));
}

TEST(FingerprintTest, DoesNotDependOnTheOrderInWhichAMapWasFilled) {
  google::protobuf::Struct forward;
  google::protobuf::Struct backward;
  for (int i = 0; i < 100; ++i) {
    (*forward.mutable_fields())[std::to_string(i)].set_number_value(i);
    (*backward.mutable_fields())[std::to_string(99 - i)].set_number_value(99 - i);
  }
  EXPECT_EQ(Fingerprint("a.B/C", forward), Fingerprint("a.B/C", backward));
}

}  // namespace
}  // namespace letan::rpc
