// What the client knows of each kind of entity: where its names are and how to read it.
#ifndef LETAN_CLIENTS_CLI_KINDS_H_
#define LETAN_CLIENTS_CLI_KINDS_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/caller.h"

namespace letan::cli {

struct Kind {
  std::string collection;   // "agencies": the segment before the id
  std::string get;          // "DirectoryService.GetAgency"
  std::string list;         // "DirectoryService.ListAgencies"
  std::string title_field;  // what people call it: "display_name"
};

const std::vector<Kind>& Kinds();

// The kind whose collection the second last segment of `name` is; null if none.
const Kind* KindOfName(std::string_view name);
// The kind that `get` reads; null if none.
const Kind* KindOfGet(std::string_view get);

// "resources/car-1" of "car-1" and "resources"; a text with "/" stays as it is.
std::string Qualify(std::string_view collection, std::string_view text);

// Reads titles once each. What cannot be read is called by its name.
class NameBook {
 public:
  explicit NameBook(Caller& caller) : caller_(caller) {}

  // "Hội trường 300 chỗ"; empty for an empty name.
  const std::string& Title(const std::string& name);
  // "Hội trường 300 chỗ (resources/hall-300)".
  std::string TitleAndName(const std::string& name);

 private:
  Caller& caller_;
  std::map<std::string, std::string> titles_;
};

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_KINDS_H_
