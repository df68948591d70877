#include "tests/bench/servers.h"

#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace letan::bench {
namespace {

constexpr long kTmpfsMagic = 0x01021994;
constexpr char kListening[] = "listening on ";

}  // namespace

ScratchDirectory::ScratchDirectory(const std::string& wanted) {
  std::vector<std::string> parents{wanted};
  if (wanted.empty()) parents = {std::filesystem::temp_directory_path(), "/var/tmp", "."};
  for (const std::string& parent : parents) {
    struct statfs info {};
    if (statfs(parent.c_str(), &info) != 0 || info.f_type == kTmpfsMagic) continue;
    std::string pattern = parent + "/letan_bench.XXXXXX";
    if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
    if (!path_.empty()) return;
  }
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

std::optional<Target> StartServer(const std::vector<std::string>& arguments) {
  Target target;
  target.process = std::make_unique<testing::ChildProcess>(arguments);
  // It may say something before, such as where the administrator's token is.
  auto line = target.process->ReadLine();
  while (line.has_value() && line->rfind(kListening, 0) != 0) line = target.process->ReadLine();
  if (!line.has_value()) {
    std::fprintf(stderr, "%s does not start: %s\n", arguments[0].c_str(),
                 target.process->ReadErrors().c_str());
    return std::nullopt;
  }
  target.address = line->substr(sizeof(kListening) - 1);
  return target;
}

std::vector<std::string> LetandArguments(const std::string& program,
                                         const ScratchDirectory& scratch,
                                         const std::string& database) {
  return {program, "--anonymous", "--listen=127.0.0.1:0",
          "--storage=sqlite:" + scratch.path() + "/" + database + ".db"};
}

std::vector<std::string> AskingLetandArguments(const std::string& program,
                                               const ScratchDirectory& scratch,
                                               const std::string& database,
                                               const std::string& token_file) {
  return {program,
          "--listen=127.0.0.1:0",
          "--storage=sqlite:" + scratch.path() + "/" + database + ".db",
          "--administrator-token-file=" + token_file,
          "--requests-per-second-per-caller=1000000",
          "--request-burst-per-caller=10000000",
          "--max-calls-per-caller=65536"};
}

double CpuMicros(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  // The name of the program, which could contain anything, ends with the last parenthesis; user
  // and system time are the 12th and 13th fields after it.
  std::istringstream fields(text.substr(std::min(text.size(), text.rfind(')') + 1)));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) * 1e6 / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double ResidentMib(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/statm");
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

}  // namespace letan::bench
