// Included by entity_handlers.h only.
#ifndef LETAN_SERVICES_ENTITY_ENTITY_HANDLERS_IMPL_H_
#define LETAN_SERVICES_ENTITY_ENTITY_HANDLERS_IMPL_H_

#include <memory>
#include <utility>
#include <vector>

#include "services/entity/entity_handlers.h"
#include "services/entity/entity_rows.h"
#include "services/entity/field_mask.h"
#include "services/entity/listing.h"
#include "services/entity/names.h"
#include "services/entity/references.h"
#include "services/entity/shape.h"

namespace letan::entity {
namespace internal {

template <class T>
using SharedHooks = std::shared_ptr<const EntityHooks<T>>;

// A client's entity as the server takes it: without what is not the client's to say.
template <class T>
T FromClient(const google::protobuf::Message& request) {
  T entity = static_cast<const T&>(EntityField(request, EntityTraits<T>::kKind));
  ClearOutputOnly(entity);
  return entity;
}

template <class T>
absl::Status ValidateWhole(T& entity) {
  std::vector<errors::FieldViolation> violations;
  EntityTraits<T>::Validate(entity, violations);
  return CheckWhole(entity, EntityTraits<T>::kKind, std::move(violations));
}

template <class T>
absl::StatusOr<T> ApplyCreate(storage::WriteTransaction& write, const Identity& identity, T entity,
                              const EntityHooks<T>& hooks) {
  if (absl::Status status = CheckReferences(write, entity, EntityTraits<T>::kKind); !status.ok()) {
    return status;
  }
  if (hooks.before_write) {
    if (absl::Status status = hooks.before_write(write, nullptr, entity); !status.ok()) {
      return status;
    }
  }
  storage::EntityRow row;
  row.name = identity.name;
  row.uid = identity.uid;
  row.parent = identity.parent;
  FillRow(entity, row);
  if (absl::Status status = InsertNew(write, row); !status.ok()) return status;
  SetRowFields(row, entity);
  if (hooks.after_write) {
    if (absl::Status status = hooks.after_write(write, nullptr, entity); !status.ok()) {
      return status;
    }
  }
  return entity;
}

template <class T>
absl::StatusOr<call::Apply<T>> PrepareCreate(const call::CallContext& context,
                                             const google::protobuf::Message& request,
                                             const SharedHooks<T>& hooks) {
  using Traits = EntityTraits<T>;
  auto identity =
      NewIdentity(context, request, Traits::kKind, Traits::kChosenId, Traits::kHasParent);
  if (!identity.ok()) return identity.status();
  auto entity = std::make_shared<T>(FromClient<T>(request));
  entity->set_name(identity->name);
  if (absl::Status status = ValidateWhole(*entity); !status.ok()) return status;
  return call::Apply<T>(
      [identity = *std::move(identity), entity, hooks](storage::WriteTransaction& write) {
        return ApplyCreate<T>(write, identity, *entity, *hooks);
      });
}

template <class T>
struct Update {
  std::string name;
  std::string etag;
  T patch;
  UpdateMask mask;
};

template <class T>
absl::StatusOr<T> ApplyUpdate(storage::WriteTransaction& write, const Update<T>& update,
                              const EntityHooks<T>& hooks) {
  auto row = FindLive(write, EntityTraits<T>::kKind, update.name, update.etag,
                      std::string(EntityTraits<T>::kKind) + ".etag");
  if (!row.ok()) return row.status();
  auto before = FromRow<T>(*row);
  if (!before.ok()) return before.status();
  T after = *before;
  absl::Status status = update.mask.Apply(update.patch, EntityTraits<T>::kKind, after);
  if (status.ok()) status = ValidateWhole(after);
  if (status.ok()) status = CheckNewReferences(write, *before, after, EntityTraits<T>::kKind);
  if (status.ok() && hooks.before_write) status = hooks.before_write(write, &*before, after);
  if (!status.ok()) return status;
  storage::EntityRow updated = *row;
  ResetColumns(updated);
  FillRow(after, updated);
  if (SameContent(*row, updated)) return *before;
  if (status = Replace(write, updated, /*deleted=*/false); !status.ok()) return status;
  SetRowFields(updated, after);
  if (hooks.after_write) {
    if (status = hooks.after_write(write, &*before, after); !status.ok()) return status;
  }
  return after;
}

template <class T>
absl::StatusOr<call::Apply<T>> PrepareUpdate(const google::protobuf::Message& request,
                                             const SharedHooks<T>& hooks) {
  const auto& entity = static_cast<const T&>(EntityField(request, EntityTraits<T>::kKind));
  if (!IsName(entity.name(), EntityTraits<T>::kKind)) {
    return errors::InvalidField(std::string(EntityTraits<T>::kKind) + ".name",
                                "must be the name of the entity to update, such as \"" +
                                    std::string(EntityTraits<T>::kCollection) + "/…\"");
  }
  auto mask = UpdateMask::Parse(T::descriptor(), MaskField(request, "update_mask"));
  if (!mask.ok()) return mask.status();
  auto update = std::make_shared<const Update<T>>(
      Update<T>{entity.name(), entity.etag(), FromClient<T>(request), *std::move(mask)});
  return call::Apply<T>([update, hooks](storage::WriteTransaction& write) {
    return ApplyUpdate<T>(write, *update, *hooks);
  });
}

template <class T>
absl::StatusOr<T> ApplyDelete(storage::WriteTransaction& write, const std::string& name,
                              const std::string& etag, const EntityHooks<T>& hooks) {
  auto row = FindLive(write, EntityTraits<T>::kKind, name, etag);
  if (!row.ok()) return row.status();
  auto entity = FromRow<T>(*row);
  if (!entity.ok()) return entity.status();
  if (hooks.before_delete) {
    if (absl::Status status = hooks.before_delete(write, *entity); !status.ok()) return status;
    // The hook may have stored the entity itself.
    row = FindLive(write, EntityTraits<T>::kKind, name, "");
    if (!row.ok()) return row.status();
  }
  if (absl::Status status = Replace(write, *row, /*deleted=*/true); !status.ok()) return status;
  return FromRow<T>(*row);
}

template <class T>
absl::StatusOr<T> ApplyUndelete(storage::WriteTransaction& write, const std::string& name,
                                const std::string& etag, const EntityHooks<T>& hooks) {
  auto row = FindDeleted(write, EntityTraits<T>::kKind, name, etag);
  if (!row.ok()) return row.status();
  auto entity = FromRow<T>(*row);
  if (!entity.ok()) return entity.status();
  const booking::Micros delete_time = row->delete_time;
  absl::Status status = CheckReferences(write, *entity, EntityTraits<T>::kKind);
  if (status.ok() && hooks.before_undelete) status = hooks.before_undelete(write, *entity);
  const T before = *entity;
  if (status.ok() && hooks.before_write) status = hooks.before_write(write, &before, *entity);
  if (!status.ok()) return status;
  row->delete_time = 0;
  ResetColumns(*row);
  FillRow(*entity, *row);
  if (status = Replace(write, *row, /*deleted=*/false); !status.ok()) return status;
  SetRowFields(*row, *entity);
  if (hooks.after_write) status = hooks.after_write(write, nullptr, *entity);
  if (status.ok() && hooks.after_undelete) {
    status = hooks.after_undelete(write, *entity, delete_time);
  }
  if (!status.ok()) return status;
  return entity;
}

template <class T>
ListedKind ListedKindOf() {
  using Traits = EntityTraits<T>;
  ListedKind kind = {Traits::kKind, Traits::kTitleField, Traits::kListOrder, T::descriptor(),
                     Traits::ListResponse::descriptor()};
  if constexpr (requires { Traits::kStartField; }) {
    kind.start_field = Traits::kStartField;
  } else if (T::descriptor()->FindFieldByName("interval") != nullptr) {
    kind.start_field = "interval.start_time";
  }
  return kind;
}

template <class T>
absl::StatusOr<call::Encoded> ListPage(const call::CallContext& context,
                                       storage::ReadTransaction& read,
                                       const typename EntityTraits<T>::ListRequest& request,
                                       const PageTokens& tokens, const EntityHooks<T>& hooks) {
  const ListedKind kind = ListedKindOf<T>();
  auto listing = MakeListing(context, read, request, kind, tokens);
  if (!listing.ok()) return listing.status();
  if (hooks.narrow_list) {
    if (absl::Status status = hooks.narrow_list(request, listing->query); !status.ok()) {
      return status;
    }
  }
  if (absl::Status status = CheckWindowOrder(listing->query, kind); !status.ok()) return status;
  Lister lister;
  lister.find = [&](const storage::EntityQuery& query) {
    return hooks.find_rows ? hooks.find_rows(read, request, query) : read.ListEntities(query);
  };
  lister.count = [&](const storage::EntityQuery& query, std::int64_t most) {
    return hooks.count_rows ? hooks.count_rows(read, request, query, most)
                            : read.CountListed(query, most);
  };
  lister.show = [&](const std::string& name) { read.NoteShown(name); };
  return AnswerListing(context, request, kind, tokens, *listing, lister);
}

}  // namespace internal

template <class T>
absl::StatusOr<T> Load(storage::ReadTransaction& read, const std::string& name,
                       const std::string& etag) {
  auto row = internal::FindLive(read, EntityTraits<T>::kKind, name, etag);
  if (!row.ok()) return row.status();
  return FromRow<T>(*row);
}

template <class T>
absl::StatusOr<T> Store(storage::WriteTransaction& write, const T& entity) {
  auto row = internal::FindLive(write, EntityTraits<T>::kKind, entity.name(), entity.etag());
  if (!row.ok()) return row.status();
  internal::ResetColumns(*row);
  FillRow(entity, *row);
  if (absl::Status status = internal::Replace(write, *row, /*deleted=*/false); !status.ok()) {
    return status;
  }
  T stored = entity;
  SetRowFields(*row, stored);
  return stored;
}

template <class T>
absl::StatusOr<T> Insert(storage::WriteTransaction& write, const Identity& identity, T entity) {
  entity.set_name(identity.name);
  if (absl::Status status = internal::ValidateWhole(entity); !status.ok()) return status;
  return internal::ApplyCreate<T>(write, identity, std::move(entity), {});
}

namespace internal {

template <class T>
void AddReadMethods(call::ServiceTable& table, const PageTokens& tokens,
                    const SharedHooks<T>& shared) {
  using Traits = EntityTraits<T>;
  table.Read<typename Traits::GetRequest, T>(
      MethodOf(Traits::GetRequest::descriptor()),
      [](const call::CallContext&, storage::ReadTransaction& read,
         const typename Traits::GetRequest& request) {
        return GetEncoded(read, request, Traits::kKind, T::descriptor());
      },
      call::Cost::kPoint);
  table.Read<typename Traits::ListRequest, typename Traits::ListResponse>(
      MethodOf(Traits::ListRequest::descriptor()),
      [shared, &tokens](const call::CallContext& context, storage::ReadTransaction& read,
                        const typename Traits::ListRequest& request) {
        return ListPage<T>(context, read, request, tokens, *shared);
      });
}

template <class T>
void AddWriteMethods(call::ServiceTable& table, const SharedHooks<T>& shared) {
  using Traits = EntityTraits<T>;
  table.Write<typename Traits::CreateRequest, T>(
      MethodOf(Traits::CreateRequest::descriptor()),
      [shared](const call::CallContext& context, const typename Traits::CreateRequest& request) {
        return PrepareCreate<T>(context, request, shared);
      });
  table.Write<typename Traits::UpdateRequest, T>(
      MethodOf(Traits::UpdateRequest::descriptor()),
      [shared](const call::CallContext&, const typename Traits::UpdateRequest& request) {
        return PrepareUpdate<T>(request, shared);
      });
  table.Write<typename Traits::DeleteRequest, T>(
      MethodOf(Traits::DeleteRequest::descriptor()),
      [shared](const call::CallContext&,
               const typename Traits::DeleteRequest& request) -> absl::StatusOr<call::Apply<T>> {
        return call::Apply<T>([shared, name = request.name(),
                               etag = request.etag()](storage::WriteTransaction& write) {
          return ApplyDelete<T>(write, name, etag, *shared);
        });
      });
  table.Write<typename Traits::UndeleteRequest, T>(
      MethodOf(Traits::UndeleteRequest::descriptor()),
      [shared](const call::CallContext&,
               const typename Traits::UndeleteRequest& request) -> absl::StatusOr<call::Apply<T>> {
        return call::Apply<T>([shared, name = request.name(),
                               etag = request.etag()](storage::WriteTransaction& write) {
          return ApplyUndelete<T>(write, name, etag, *shared);
        });
      });
}

}  // namespace internal

template <class T>
void AddReadMethods(call::ServiceTable& table, const PageTokens& tokens, EntityHooks<T> hooks) {
  internal::AddReadMethods<T>(table, tokens,
                              std::make_shared<const EntityHooks<T>>(std::move(hooks)));
}

template <class T>
void AddStandardMethods(call::ServiceTable& table, const PageTokens& tokens, EntityHooks<T> hooks) {
  const auto shared = std::make_shared<const EntityHooks<T>>(std::move(hooks));
  internal::AddReadMethods<T>(table, tokens, shared);
  internal::AddWriteMethods<T>(table, shared);
}

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_ENTITY_HANDLERS_IMPL_H_
