// What makes single values well-formed, whatever field they are in.
#ifndef LETAN_SERVICES_ENTITY_VALUE_CHECKS_H_
#define LETAN_SERVICES_ENTITY_VALUE_CHECKS_H_

#include <string>

#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "letan/v1/common.pb.h"
#include "services/entity/field_rules.h"

namespace letan::entity {

// Each says what is wrong and what would be right, or nothing.
std::string WrongWithTime(const google::protobuf::Timestamp& time);
std::string WrongWithDuration(const google::protobuf::Duration& duration, bool may_be_negative);
// Of an interval whose two ends are well-formed. `max_days` 0: any length.
std::string WrongWithOrder(const v1::TimeInterval& interval, int max_days);
std::string WrongWithDate(const v1::Date& date);
std::string WrongWithMoney(const v1::Money& money);
// References may be empty: whether one is required is said elsewhere. Of bytes only the length is
// looked at.
std::string WrongWithText(const std::string& text, const FieldRule& rule);

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_VALUE_CHECKS_H_
