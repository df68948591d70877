// Get, List, Create, Update, Delete and Undelete for every kind. A service adds its hooks and
// custom methods.
#ifndef LETAN_SERVICES_ENTITY_ENTITY_HANDLERS_H_
#define LETAN_SERVICES_ENTITY_ENTITY_HANDLERS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/call/service_table.h"
#include "services/entity/entity_codec.h"
#include "services/entity/entity_rows.h"
#include "services/entity/entity_traits.h"
#include "services/entity/page_token.h"

namespace letan::entity {

// Rules of a kind that need the transaction. Unset hooks do nothing.
template <class T>
struct EntityHooks {
  // Before a row is written. `before` is null at creation; `after` may be adjusted (output-only
  // fields that the service computes, level inherited from the parent).
  std::function<absl::Status(storage::WriteTransaction&, const T* before, T& after)> before_write;
  // After it was written, in the same transaction: derived rows. `answer` is what the caller will
  // get; fields filled here are not stored.
  std::function<absl::Status(storage::WriteTransaction&, const T* before, T& answer)> after_write;
  // Before it is marked deleted.
  std::function<absl::Status(storage::WriteTransaction&, const T& entity)> before_delete;
  // Before a deleted one comes back: its references and its parent are there. before_write follows,
  // with the entity as it is as both, then after_write as at a creation.
  std::function<absl::Status(storage::WriteTransaction&, const T& entity)> before_undelete;
  // After it came back; `delete_time` as it was.
  std::function<absl::Status(storage::WriteTransaction&, const T& entity,
                             booking::Micros delete_time)>
      after_undelete;
  // Narrows a listing by fields of its own request.
  std::function<absl::Status(const typename EntityTraits<T>::ListRequest&, storage::EntityQuery&)>
      narrow_list;
  // Finds the rows of a listing itself, where an EntityQuery cannot say what is wanted: in the
  // query's order, from its cursor on, at most its limit.
  std::function<absl::StatusOr<std::vector<storage::EntityRow>>(
      storage::ReadTransaction&, const typename EntityTraits<T>::ListRequest&,
      const storage::EntityQuery&)>
      find_rows;
  // How many there are, at most `most`; set where find_rows is.
  std::function<absl::StatusOr<std::int64_t>(storage::ReadTransaction&,
                                             const typename EntityTraits<T>::ListRequest&,
                                             const storage::EntityQuery&, std::int64_t most)>
      count_rows;
};

// Reads one that is not deleted for a custom method. NOT_FOUND if there is none, it is deleted or
// hidden; ABORTED if `etag` is given and stale.
template <class T>
absl::StatusOr<T> Load(storage::ReadTransaction& read, const std::string& name,
                       const std::string& etag = "");

// Writes one that Load read, with its new content; returns it as stored (new etag, update_time).
template <class T>
absl::StatusOr<T> Store(storage::WriteTransaction& write, const T& entity);

// Writes a new one as a custom method made it; returns it as stored. INVALID_ARGUMENT as a
// creation, with fields behind the name of the kind; NOT_FOUND if its parent is not there. No hooks
// are called.
template <class T>
absl::StatusOr<T> Insert(storage::WriteTransaction& write, const Identity& identity, T entity);

// Adds Get and List of T to the table, for a kind that the server itself writes. `tokens` must
// outlive it.
template <class T>
void AddReadMethods(call::ServiceTable& table, const PageTokens& tokens, EntityHooks<T> hooks = {});

// Adds the six standard methods of T to the table. `tokens` must outlive it. An update that
// changes nothing writes nothing: version, etag and times stay, after_write is not called.
template <class T>
void AddStandardMethods(call::ServiceTable& table, const PageTokens& tokens,
                        EntityHooks<T> hooks = {});

}  // namespace letan::entity

#include "services/entity/entity_handlers_impl.h"

#endif  // LETAN_SERVICES_ENTITY_ENTITY_HANDLERS_H_
