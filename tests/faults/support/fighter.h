// One client of a fight: what it does next is a matter of chance.
#ifndef LETAN_TESTS_FAULTS_SUPPORT_FIGHTER_H_
#define LETAN_TESTS_FAULTS_SUPPORT_FIGHTER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tests/faults/support/pool.h"
#include "tests/faults/support/recording_client.h"

namespace letan::faults {

class Fighter {
 public:
  Fighter(RecordingClient& client, Pool& pool, std::uint64_t seed)
      : client_(client), pool_(pool), random_(seed) {}

  // One write: a booking or a hold; in 30 of 100 cases a cancellation or a move, in some a
  // confirmation, a movement of stock, or the repetition of an earlier call. Then perhaps a read.
  // Returns the write; its outcome may be UNKNOWN.
  Ask Step();
  // Asks again, with the same request_id.
  Operation Repeat(const Ask& ask);
  // Reads all that there is on each resource.
  void ReadAll();

 private:
  Ask Make(Operation::Kind kind);
  Ask AnyBooking();
  Ask AnyChange();
  Ask Release(const Party& party);
  Ask Move(const Party& party);
  Ask AnyMovement();
  void AnyRead();
  Leg RandomLeg();
  void AddTrip(Operation* operation);
  Operation Do(const Ask& ask);

  RecordingClient& client_;
  Pool& pool_;
  Random random_;
};

// Movements that bring in the stock with which the fight begins.
std::vector<Operation> FirstStock(Pool& pool);

}  // namespace letan::faults

#endif  // LETAN_TESTS_FAULTS_SUPPORT_FIGHTER_H_
