// Catalogue entries of any kind, printed by descriptor.
#ifndef LETAN_CLIENTS_CLI_CATALOGUE_TEXT_H_
#define LETAN_CLIENTS_CLI_CATALOGUE_TEXT_H_

#include <string>
#include <vector>

#include "clients/cli/session.h"

namespace letan::cli {

struct CatalogueKind {
  std::string word;                  // the command, "agency"
  std::string collection;            // "agencies"
  std::string what;                  // one line of help
  std::vector<std::string> columns;  // fields shown by the list, before the name
};

struct ListArgs {
  std::string filter;
  std::string order_by;
  bool deleted = false;
};

// Both throw ServerError.
void ListCatalogue(Session& session, const CatalogueKind& kind, const ListArgs& args);
void ShowCatalogueEntry(Session& session, const CatalogueKind& kind, const std::string& name);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_CATALOGUE_TEXT_H_
