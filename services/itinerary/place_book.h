// Places by what people write for them.
#ifndef LETAN_SERVICES_ITINERARY_PLACE_BOOK_H_
#define LETAN_SERVICES_ITINERARY_PLACE_BOOK_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "storage/transaction.h"

namespace letan::services {

struct FoundPlace {
  std::string name;   // empty if it is not known which is meant,
  std::string wrong;  // and why
};

// Looks up each text once.
class PlaceBook {
 public:
  // `most_words`: of a search, see storage::EntitySearch.
  PlaceBook(storage::ReadTransaction& read, std::int64_t most_words)
      : read_(read), most_words_(most_words) {}

  // By its name, "places/…", or its whole display name, whatever accents and case it has.
  absl::StatusOr<FoundPlace> Find(const std::string& text);

 private:
  absl::StatusOr<FoundPlace> ByName(const std::string& name);
  absl::StatusOr<FoundPlace> ByTitle(const std::string& title);

  storage::ReadTransaction& read_;
  const std::int64_t most_words_;
  std::map<std::string, FoundPlace> known_;
};

}  // namespace letan::services

#endif  // LETAN_SERVICES_ITINERARY_PLACE_BOOK_H_
