// Marks of state secrets are found, and ordinary words are not taken for them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "letan/v1/booking_service.pb.h"
#include "letan/v1/delegation_service.pb.h"
#include "services/entity/state_secrets.h"
#include "services/entity/text_folding.h"

namespace letan::entity {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kMarked[] = {
    "MẬT",
    "Mật",
    "mật",
    " MẬT ",
    "MẬT.",
    "(MẬT)",
    "[Mật] Kế hoạch đón đoàn",
    "Kế hoạch đón đoàn (mật)",
    "Kế hoạch đón đoàn - Mật",
    "Kế hoạch 119/KH-MẬT",
    "Công văn MẬT số 12",
    "MẬT BÁO CÁO SỐ 7",
    "MẬT\nBÁO CÁO SỐ 7",
    "MẬT Báo cáo về đoàn",
    "MẬT NGHỊ QUYẾT SỐ 3",
    "MẬT THƯ CÔNG",
    "MẬT KẾ HOẠCH ĐÓN ĐOÀN",
    "TỐI MẬT BÁO CÁO",
    "Dòng một\nMẬT\nDòng ba",
    "Dòng một\r\nMật\r\nDòng ba",
    "MẬT\u00a0",
    "M\u200bẬT",
    "TỐI MẬT",
    "Tối mật",
    "tối mật",
    "Tối Mật",
    "tỐI mẬT",
    "Tài liệu tối mật của đoàn",
    "TỐI  MẬT",
    "TỐI\tMẬT",
    "TỐI\u00a0MẬT",
    "TỐI-MẬT",
    "*TỐI MẬT*",
    "TUYỆT MẬT",
    "TUYỆT MẬT BÁO CÁO SỐ 7",
    "TUYỆT MẬT THƯ SỐ 3",
    "TỐI MẬT LỆNH 5",
    "Tối mật do Bộ Công an ban hành",
    "TUYET MAT DO BO CONG AN",
    "Tuyệt mật",
    "tuyệt mật",
    "Tuyệt Mật: phương án bảo vệ",
    "Kế hoạch tuyệt mật số 7",
    "TOI MAT",
    "TUYET MAT",
    "Phuong an TUYET MAT so 7",
    "Kế hoạch (TOI MAT)",
    "Độ mật: Mật",
    "độ mật: tối mật",
    "ĐỘ MẬT: A",
    "Độ mật : B",
    "Số 12; độ mật: C",
};

constexpr const char* kOrdinary[] = {
    "",
    "Kế hoạch đón đoàn",
    "Tập huấn bảo vệ bí mật nhà nước",
    "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
    "Bí mật",
    "bí mật kinh doanh",
    "mật ong",
    "Mật ong rừng",
    "MẬT ONG",
    "MẬT NGỌT TÂY NGUYÊN",
    "LỄ HỘI MẬT NGỌT",
    "Mật ngọt Tây Nguyên",
    "buổi tối mật ngọt",
    "BUỔI TỐI MẬT NGỌT",
    "MẬT BÁO",
    "BẢO MẬT BÁO CÁO TÀI CHÍNH",
    "mật báo cáo già",
    "MẬT NGHỊ HỒNG Y",
    "MẬT THƯ TRÒ CHƠI",
    "Quà: mật ong",
    "Hội chợ (mật ong)",
    "mật-ong",
    "buổi tối mật ong và trà",
    "bảo mật",
    "BẢO MẬT THÔNG TIN",
    "Cam kết bảo mật",
    "thân mật",
    "Bữa cơm thân mật",
    "Tiệc trà (thân mật)",
    "mật độ",
    "MẬT ĐỘ DÂN SỐ",
    "mật độ: 120",
    "mật khẩu",
    "Đổi mật khẩu",
    "mật mã",
    "Ban Cơ yếu, mật mã",
    "cơ mật",
    "Viện Cơ mật",
    "sữa, mật, đường",
    "mật mía",
    "chim hút mật",
    "túi mật",
    "Đại hội Mật tông",
    "mật thư trò chơi",
    "độ mật của tài liệu là việc của người khác",
    "Mặt trận Tổ quốc",
    "MẶT TRẬN TỔ QUỐC",
    "MAT",
    "Ra mat san pham",
    "TOI MATSUMOTO",
    "MATSUMOTO",
    "FORMAT TOI",
    "tối mát trời",
    "toi mat vi",
    "Tuyệt vời, mật ngọt",
    "secret garden",
};

TEST(StateSecretsTest, MarksAreFound) {
  for (const char* text : kMarked) EXPECT_TRUE(BearsClassificationMark(ToNfc(text))) << text;
}

TEST(StateSecretsTest, OrdinaryWordsAreNotMarks) {
  for (const char* text : kOrdinary) EXPECT_FALSE(BearsClassificationMark(ToNfc(text))) << text;
}

TEST(StateSecretsTest, TextOfOtherFormsIsFoundOnceItIsNormal) {
  EXPECT_TRUE(BearsClassificationMark(ToNfc("MA\u0323\u0302T")));  // marks apart
  EXPECT_TRUE(BearsClassificationMark(ToNfc("MA\u0302\u0323T")));
}

std::vector<std::string> Refused(const google::protobuf::Message& message) {
  std::vector<errors::FieldViolation> violations;
  CheckNoStateSecrets(message, "", violations);
  EXPECT_EQ(CheckNoStateSecrets(message).ok(), violations.empty());
  std::vector<std::string> fields;
  for (const errors::FieldViolation& violation : violations) {
    EXPECT_EQ(violation.description.find("MẬT"), std::string::npos) << "what was sent is not told";
    fields.push_back(violation.field);
  }
  return fields;
}

TEST(StateSecretsTest, EveryTextOfARequestIsLookedAt) {
  v1::CreateDelegationRequest request;
  v1::Delegation& delegation = *request.mutable_delegation();
  delegation.set_title("Đoàn");
  EXPECT_THAT(Refused(request), IsEmpty());
  delegation.set_title("Đoàn (MẬT)");
  delegation.set_purpose("tối mật");
  delegation.add_members()->set_role_title("Trưởng đoàn");
  delegation.add_members()->set_diet("MẬT");
  delegation.mutable_inbound()->set_organisation("TUYET MAT");
  delegation.set_state_reason("MẬT");  // output only: nothing of it is kept
  EXPECT_THAT(Refused(request),
              ElementsAre("delegation.title", "delegation.purpose",
                          "delegation.inbound.organisation", "delegation.members[1].diet"));
}

TEST(StateSecretsTest, LabelsAndReasonsOfBookingsAreLookedAt) {
  v1::BookRequest request;
  request.set_owner_label("MẬT");
  request.add_legs()->mutable_override()->set_reason("Tuyệt mật");
  EXPECT_THAT(Refused(request), ElementsAre("owner_label", "legs[0].override.reason"));
}

TEST(StateSecretsTest, OfAPaperHandledOfflineOnlyNumberDateAndIssuerAreKept) {
  v1::UpdateDelegationRequest request;
  v1::DocumentRef& paper = *request.mutable_delegation()->add_documents();
  paper.set_handled_offline(true);
  paper.set_number("119");
  paper.mutable_issue_date()->set_year(2026);
  paper.set_issuer("UBND tỉnh");
  EXPECT_THAT(Refused(request), IsEmpty());
  paper.set_excerpt("x");
  paper.set_document_type("Kế hoạch");
  EXPECT_THAT(Refused(request), ElementsAre("delegation.documents[0].document_type",
                                            "delegation.documents[0].excerpt"));
  paper.set_handled_offline(false);
  EXPECT_THAT(Refused(request), IsEmpty());
}

}  // namespace
}  // namespace letan::entity
