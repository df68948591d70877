#include <gtest/gtest.h>

#include "storage/memory/memory_engine.h"
#include "tests/conformance/harness.h"

namespace letan::storage::conformance {
namespace {

class MemoryHarness : public EngineHarness {
 public:
  explicit MemoryHarness(Micros start) : EngineHarness(start) {}

  Capabilities capabilities() const override { return kMemoryCapabilities; }
  void Open(const std::function<void(EngineOptions&)>& adjust) override {
    engine_ = NewMemoryEngine(Options(adjust));
  }
  void Close() override { engine_.reset(); }
  void CrashAndReopen(int, const DoomedWork&) override {
    FAIL() << "what is in memory does not survive";
  }
};

}  // namespace

std::unique_ptr<EngineHarness> NewMemoryHarness(Micros start) {
  return std::make_unique<MemoryHarness>(start);
}

}  // namespace letan::storage::conformance
