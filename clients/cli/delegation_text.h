// A delegation for people.
#ifndef LETAN_CLIENTS_CLI_DELEGATION_TEXT_H_
#define LETAN_CLIENTS_CLI_DELEGATION_TEXT_H_

#include <string>
#include <vector>

#include "clients/cli/session.h"
#include "letan/v1/delegation.pb.h"

namespace letan::cli {

// Cells of a list: when, title, direction, state, people, name.
std::vector<std::string> DelegationRow(Session& session, const v1::Delegation& delegation);

// Title, facts, members in order of precedence, agencies, papers, gifts, costs.
std::string DelegationText(Session& session, const v1::Delegation& delegation);

// Prints DelegationText, or the JSON or the name alone as the options ask.
void ShowDelegation(Session& session, const v1::Delegation& delegation);

// Its itinerary and everything booked for it. Throws ServerError.
std::string DelegationPlan(Session& session, const v1::Delegation& delegation);

// Where a delegation is to start. A date alone keeps the time of day, for which it is read.
absl::Time NewStart(Session& session, const std::string& name, const std::string& text);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_DELEGATION_TEXT_H_
