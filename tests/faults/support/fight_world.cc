#include "tests/faults/support/fight_world.h"

#include <grpcpp/grpcpp.h>

#include "letan/v1/resource_service.grpc.pb.h"
#include "services/entity/time_codec.h"
#include "tests/faults/support/recording_client.h"

namespace letan::faults {
namespace {

// By how much a batch may be older than the calls in it, with much to spare.
constexpr std::int64_t kClockSlack = std::int64_t{10} * 1'000'000;
constexpr std::int64_t kHalfGap = 15 * kMinuteMicros;

void Add(World& world, const std::string& name, World::Model model, std::int64_t capacity = 1,
         World::Role role = World::OTHER) {
  World::Resource* resource = world.add_resources();
  resource->set_name(name);
  resource->set_model(model);
  resource->set_role(role);
  resource->set_capacity(capacity);
}

v1::ResourceKind KindOf(const World::Resource& resource) {
  if (resource.role() == World::VEHICLE) return v1::RESOURCE_KIND_VEHICLE;
  if (resource.role() == World::DRIVER) return v1::RESOURCE_KIND_DRIVER;
  if (resource.model() == World::PER_NIGHT) return v1::RESOURCE_KIND_HOTEL_ROOM_BLOCK;
  if (resource.model() == World::SHARED) return v1::RESOURCE_KIND_HALL;
  return v1::RESOURCE_KIND_MEETING_ROOM;
}

std::string IdOf(const std::string& name) { return name.substr(name.find('/') + 1); }

absl::Status FromGrpc(const std::string& what, const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  return absl::InternalError(what + ": " + status.error_message());
}

absl::Status CreateResource(v1::ResourceService::Stub& stub, const World::Resource& resource) {
  v1::CreateResourceRequest request;
  request.set_resource_id(IdOf(resource.name()));
  v1::Resource& made = *request.mutable_resource();
  made.set_kind(KindOf(resource));
  made.set_display_name(IdOf(resource.name()));
  if (resource.model() == World::SHARED) {
    made.set_capacity_model(v1::CAPACITY_MODEL_SHARED);
    made.set_capacity(resource.capacity());
  }
  if (resource.model() == World::PER_NIGHT) made.set_capacity(resource.capacity());
  if (resource.gap() != 0) {
    *made.mutable_buffer_before() = entity::ToDuration(resource.gap() - kHalfGap);
    *made.mutable_buffer_after() = entity::ToDuration(kHalfGap);
  }
  grpc::ClientContext context;
  v1::Resource answer;
  return FromGrpc(resource.name(), stub.CreateResource(&context, request, &answer));
}

absl::Status CreateStock(v1::ResourceService::Stub& stub, const World::Resource& item) {
  const bool returnable = item.model() == World::RETURNABLE;
  v1::CreateStockItemRequest request;
  request.set_stock_item_id(IdOf(item.name()));
  v1::StockItem& made = *request.mutable_stock_item();
  made.set_kind(returnable ? v1::StockItem::KIND_FLAG : v1::StockItem::KIND_GIFT);
  made.set_display_name(IdOf(item.name()));
  made.set_returnable(returnable);
  grpc::ClientContext context;
  v1::StockItem answer;
  return FromGrpc(item.name(), stub.CreateStockItem(&context, request, &answer));
}

}  // namespace

World FightWorld() {
  World world;
  world.set_noon(5 * 60 * kMinuteMicros);
  world.set_clock_slack(kClockSlack);
  for (int i = 1; i <= kVehicles; ++i) {
    Add(world, "resources/car-" + std::to_string(i), World::EXCLUSIVE, 1, World::VEHICLE);
    Add(world, "resources/driver-" + std::to_string(i), World::EXCLUSIVE, 1, World::DRIVER);
  }
  Add(world, "resources/room", World::EXCLUSIVE);
  Add(world, "resources/salon", World::EXCLUSIVE);
  world.mutable_resources()->rbegin()->set_gap(2 * kHalfGap);
  Add(world, "resources/hall", World::SHARED, kHallSeats);
  Add(world, "resources/hotel", World::PER_NIGHT, kHotelRooms);
  Add(world, "stockItems/gift", World::CONSUMABLE);
  Add(world, "stockItems/flag", World::RETURNABLE);
  return world;
}

absl::Status CreateFightWorld(const std::string& address) {
  const auto stub = v1::ResourceService::NewStub(Connect(address));
  const World world = FightWorld();
  for (const World::Resource& resource : world.resources()) {
    const bool stock =
        resource.model() == World::CONSUMABLE || resource.model() == World::RETURNABLE;
    absl::Status status = stock ? CreateStock(*stub, resource) : CreateResource(*stub, resource);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace letan::faults
