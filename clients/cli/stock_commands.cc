// letan stock level, movements, receive, issue, return, write-off.
#include <memory>

#include "clients/cli/commands.h"
#include "clients/cli/message_text.h"
#include "clients/cli/text_table.h"
#include "letan/v1/resource_service.pb.h"

namespace letan::cli {
namespace {

struct StockArgs {
  std::string item;
  std::string at;
  std::string reason;
  std::string booking;
  std::int64_t quantity = 0;
};

v1::StockLevel ReadLevel(Session& session, const StockArgs& args) {
  v1::GetStockLevelRequest request;
  request.set_name(Qualify("stockItems", args.item));
  if (!args.at.empty()) *request.mutable_time() = ToProto(session.Time(args.at));
  return session.Call<v1::StockLevel>("ResourceService.GetStockLevel", request);
}

void PrintLevel(Session& session, const v1::StockLevel& level) {
  session.out() << session.names().TitleAndName(level.stock_item()) << ", "
                << FormatMoment(FromProto(level.time()), session.zone())
                << "\n  in the store:          " << level.on_hand()
                << "\n  not booked then:       " << level.available()
                << "\n  can still be promised: " << level.lowest() << "\n";
}

void AddLevel(CLI::App& stock, Session& session) {
  CLI::App* command =
      AddCommand(stock, "level", "How much there is and how much can still be promised",
                 "  letan stock level tea-gift-box --at 2017-02-08");
  auto args = std::make_shared<StockArgs>();
  command->add_option("ITEM", args->item, "stockItems/…")->required();
  command->add_option("--at", args->at, "seen from this time (default: now)");
  command->callback([&session, args] {
    const v1::StockLevel level = ReadLevel(session, *args);
    if (!session.PrintedJson(level)) PrintLevel(session, level);
  });
}

void AddMovements(CLI::App& stock, Session& session) {
  CLI::App* command = AddCommand(stock, "movements", "What came in and went out, by time",
                                 "  letan stock movements tea-gift-box");
  auto item = std::make_shared<std::string>();
  command->add_option("ITEM", *item, "stockItems/…")->required();
  command->callback([&session, item] {
    v1::ListStockMovementsRequest request;
    request.set_parent(Qualify("stockItems", *item));
    const auto response = session.CallAll<v1::ListStockMovementsResponse>(
        "ResourceService.ListStockMovements", request);
    if (session.PrintedJson(response)) return;
    TextTable table({"when", "what", "qty", "reason", "booking"});
    for (const v1::StockMovement& movement : response.stock_movements()) {
      table.Add({FormatMoment(FromProto(movement.effective_time()), session.zone()),
                 FieldText(movement, "kind", session.zone()), std::to_string(movement.quantity()),
                 movement.reason(), movement.booking()});
    }
    session.out() << table.Render();
  });
}

void AddMovement(CLI::App& stock, Session& session, const std::string& word,
                 v1::StockMovement::Kind kind, const std::string& what) {
  CLI::App* command =
      AddCommand(stock, word, what,
                 "  letan stock " + word + " tea-gift-box --quantity 10 --at \"2017-01-03 08:00\"");
  auto args = std::make_shared<StockArgs>();
  command->add_option("ITEM", args->item, "stockItems/…")->required();
  command->add_option("--quantity", args->quantity, "how many")->required();
  command->add_option("--at", args->at, "when it takes effect (default: now)");
  command->add_option("--reason", args->reason, "why, from where, to whom");
  if (kind == v1::StockMovement::KIND_ISSUE) {
    command->add_option("--booking", args->booking, "the booking that it settles");
  }
  command->callback([&session, args, kind] {
    v1::CreateStockMovementRequest request;
    request.set_parent(Qualify("stockItems", args->item));
    auto* movement = request.mutable_stock_movement();
    movement->set_kind(kind);
    movement->set_quantity(args->quantity);
    movement->set_reason(args->reason);
    movement->set_booking(Qualify("bookings", args->booking));
    if (!args->at.empty()) *movement->mutable_effective_time() = ToProto(session.Time(args->at));
    const auto made =
        session.Call<v1::StockMovement>("ResourceService.CreateStockMovement", request);
    if (session.PrintedJson(made) || session.PrintedName(made.name())) return;
    PrintLevel(session, ReadLevel(session, *args));
  });
}

}  // namespace

void AddStockCommands(CLI::App& stock, Session& session) {
  AddLevel(stock, session);
  AddMovements(stock, session);
  AddMovement(stock, session, "receive", v1::StockMovement::KIND_RECEIPT,
              "Bought, printed, delivered: quantity comes in");
  AddMovement(stock, session, "issue", v1::StockMovement::KIND_ISSUE,
              "Given out: quantity goes out");
  AddMovement(stock, session, "return", v1::StockMovement::KIND_RETURN,
              "Given back: quantity comes in");
  AddMovement(stock, session, "write-off", v1::StockMovement::KIND_WRITE_OFF,
              "Lost, broken, expired: quantity goes out");
}

}  // namespace letan::cli
