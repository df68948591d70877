#include <cstdlib>
#include <iostream>

#include "clients/cli/app.h"

int main(int argc, char** argv) {
  // What gRPC itself prints of a failed connection would stand before our own words on it.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  return letan::cli::RunLetan(argc, argv, std::cout, std::cerr);
}
