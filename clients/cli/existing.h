// What a data file asks for and is there already: so that loading twice makes nothing twice, even
// after the server has forgotten the request ids (24 h).
#ifndef LETAN_CLIENTS_CLI_EXISTING_H_
#define LETAN_CLIENTS_CLI_EXISTING_H_

#include <memory>
#include <set>
#include <string>

#include "clients/cli/caller.h"

namespace letan::cli {

class ExistingFinder {
 public:
  explicit ExistingFinder(Caller& caller) : caller_(caller) {}

  // True if data files may use the method: one whose effect can be found again.
  static bool CanLoad(const google::protobuf::MethodDescriptor& method);

  // If what `request` asks for is there already, fills `response` as the call would have and
  // answers true. An entity answers for one record only: two equal records are two entities.
  //
  //   Create with an id in the request      the entity of that name
  //   CreateDelegation                      same title, direction and interval
  //   CreateActivity                        same title, interval and place in the same event
  //   CreateStockMovement                   same kind, quantity, effective time and reason
  //   Book                                  for each leg a booking: same resource, interval,
  //                                         quantity, place, owner, label and activity
  //   CreateEdition                         the series has an edition of that year
  //   SubmitEvent and other lifecycle acts  the event's history has one of that verb and step
  //   RecordGift                            a gift with the same fields in the register
  //   BookActivity                          never: the server itself leaves what has a booking
  //
  // Throws ServerError when a look-up fails for another reason than that nothing is there.
  bool Find(const google::protobuf::MethodDescriptor& method,
            const google::protobuf::Message& request, google::protobuf::Message* response);

  // The answer of a call just made is of its record: no later record finds it.
  void Claim(const google::protobuf::Message& response);

  // BookActivity: how many bookings the activity has; -1 for other methods.
  int BookingsBefore(const google::protobuf::MethodDescriptor& method,
                     const google::protobuf::Message& request);

  // After a call of a method whose answer may have been a replay: false if what it answers has
  // been deleted or released since.
  bool IsLive(const google::protobuf::Message& response);

 private:
  bool FindNamed(const google::protobuf::MethodDescriptor& method,
                 const google::protobuf::Message& request, google::protobuf::Message* response);
  bool FindListed(const google::protobuf::MethodDescriptor& method,
                  const google::protobuf::Message& request, google::protobuf::Message* response);
  bool FindBookings(const google::protobuf::Message& request, google::protobuf::Message* response);
  bool FindAct(const google::protobuf::MethodDescriptor& method,
               const google::protobuf::Message& request, google::protobuf::Message* response);
  bool FindEdition(const google::protobuf::Message& request, google::protobuf::Message* response);
  bool FindGift(const google::protobuf::Message& request, google::protobuf::Message* response);

  // False for NOT_FOUND; throws for any other error.
  bool Read(const std::string& method, const google::protobuf::Message& request,
            google::protobuf::Message* response);
  bool ReadAll(const std::string& method, const google::protobuf::Message& request,
               google::protobuf::Message* response);
  // False if another record has it.
  bool Take(const std::string& name) { return claimed_.insert(name).second; }

  Caller& caller_;
  std::set<std::string> claimed_;
};

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_EXISTING_H_
