#include <iostream>

#include "clients/cli/app.h"

int main(int argc, char** argv) { return letan::cli::RunLetan(argc, argv, std::cout, std::cerr); }
