// What an edit of an event undoes of its approval.
#ifndef LETAN_SERVICES_OPERATIONS_EDITS_H_
#define LETAN_SERVICES_OPERATIONS_EDITS_H_

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "services/core/lifecycle/process.h"
#include "services/entity/procedure.h"
#include "storage/transaction.h"

namespace letan::operations {

// Before an edited event is stored: returns the steps of its approval that depend on a field that
// differs, and sets state and process of `after` accordingly. `procedure`: whose days are counted.
// FAILED_PRECONDITION: the history of the event is full.
absl::Status NoteEdit(storage::WriteTransaction& write, const google::protobuf::Message& before,
                      google::protobuf::Message& after, const entity::Procedure& procedure);

// When an office must have answered: the end of that working day, by the days of the procedure. It
// reads the days off when it is first asked; the transaction must outlive it.
lifecycle::DueOf DueOfIn(storage::ReadTransaction& read, const entity::Procedure& procedure);

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_EDITS_H_
