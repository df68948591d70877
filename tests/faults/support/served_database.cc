#include "tests/faults/support/served_database.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <stdlib.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "storage/key_ring.h"
#include "storage/sqlite/sqlite_engine.h"

namespace letan::faults {
namespace {

constexpr char kReady[] = "listening on ";

absl::StatusOr<std::string> ReadSecret(const std::string& path) {
  try {
    const SQLite::Database database(path, SQLite::OPEN_READONLY);
    SQLite::Statement query(database, "SELECT value FROM meta WHERE key = 'secret'");
    if (!query.executeStep()) return absl::NotFoundError("the database has no secret");
    return query.getColumn(0).getString();
  } catch (const SQLite::Exception& exception) {
    return absl::InternalError(exception.what());
  }
}

absl::StatusOr<std::unique_ptr<storage::Engine>> OpenForChecks(const std::string& path,
                                                               const std::string& keys) {
  storage::SqliteOptions options;
  options.path = path;
  options.create = false;
  if (!keys.empty()) {
    auto ring = storage::ReadKeyFile(keys);
    if (!ring.ok()) return ring.status();
    options.keys = *std::move(ring);
  }
  return storage::OpenSqlite(options);
}

// Every row before and after, opened.
absl::Status ReadWholeLog(storage::Engine& engine) {
  const auto read = engine.BeginRead(storage::Viewer::Administrator());
  if (!read.ok()) return read.status();
  constexpr int kAtOnce = 500;
  for (std::int64_t after = 0;;) {
    const auto records = (*read)->ListChanges(after, kAtOnce);
    if (!records.ok()) return records.status();
    if (records->empty()) return absl::OkStatus();
    after = records->back().sequence;
  }
}

}  // namespace

ServedDatabase::ServedDatabase(const std::string& program, bool sealing) : program_(program) {
  std::string pattern = std::filesystem::temp_directory_path() / "letan_faults_XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) {
    std::perror("mkdtemp");
    std::abort();
  }
  directory_ = pattern;
  database_ = directory_ + "/letan.db";
  if (!sealing) return;
  keys_ = directory_ + "/keys";
  if (const auto made = storage::MakeKeyFile(keys_); !made.ok()) {
    std::fprintf(stderr, "%s\n", made.status().ToString().c_str());
    std::abort();
  }
}

ServedDatabase::~ServedDatabase() {
  process_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

// A socket of its own each time, so that no connection waits for one that is gone.
std::vector<std::string> ServedDatabase::Arguments() {
  address_ = "unix:" + directory_ + "/" + std::to_string(++starts_);
  std::vector<std::string> arguments = {program_, "--storage=sqlite:" + database_,
                                        "--listen=" + address_, "--anonymous"};
  if (sealing()) arguments.push_back("--keys=" + keys_);
  return arguments;
}

absl::Status ServedDatabase::Start() {
  process_ = std::make_unique<testing::ChildProcess>(Arguments());
  const auto line = process_->ReadLine();
  if (!line.has_value() || line->rfind(kReady, 0) != 0) {
    const std::string said = process_->ReadErrors();
    return absl::FailedPreconditionError("the server ended with " +
                                         std::to_string(process_->Wait()) + ": " + said);
  }
  if (tokens_ != nullptr) return absl::OkStatus();
  const auto secret = ReadSecret(database_);
  if (!secret.ok()) return secret.status();
  tokens_ = std::make_unique<rpc::RevisionTokens>(*secret);
  return absl::OkStatus();
}

void ServedDatabase::StartAndKill() {
  process_ = std::make_unique<testing::ChildProcess>(Arguments());
  Kill();
}

void ServedDatabase::Kill() {
  process_->Signal(SIGKILL);
  process_->Wait();
}

int ServedDatabase::Stop() {
  process_->Signal(SIGTERM);
  return process_->Wait();
}

absl::Status ServedDatabase::CheckCopy() const {
  const std::string copy = directory_ + "/copy.db";
  for (const std::string end : {"", "-wal", "-shm"}) {
    std::error_code failure;
    std::filesystem::remove(copy + end, failure);
    // The index in memory (-shm) is of no use after a crash, and is not copied.
    if (end == "-shm" || !std::filesystem::exists(database_ + end)) continue;
    std::filesystem::copy_file(database_ + end, copy + end, failure);
    if (failure) return absl::InternalError("cannot copy the database: " + failure.message());
  }
  return CheckDatabase(copy, keys_);
}

absl::Status ServedDatabase::CheckAtEnd() const {
  absl::Status status = CheckDatabase(database_, keys_);
  if (!status.ok() || !sealing()) return status;
  // A database in which something is sealed does not open without keys.
  if (!OpenForChecks(database_, "").ok()) return absl::OkStatus();
  return absl::FailedPreconditionError("nothing is sealed: nothing was shown");
}

absl::Status CheckDatabase(const std::string& path, const std::string& keys) {
  const auto engine = OpenForChecks(path, keys);
  if (!engine.ok()) return engine.status();
  const auto report = (*engine)->CheckIntegrity();
  if (!report.ok()) return report.status();
  if (report->findings.empty()) {
    if (keys.empty()) return absl::OkStatus();
    const absl::Status opened = ReadWholeLog(**engine);
    if (opened.ok()) return opened;
    return absl::DataLossError(path + " cannot be opened with its keys: " + opened.ToString());
  }
  std::string text;
  for (const std::string& finding : report->findings) text += "\n  " + finding;
  return absl::DataLossError(path + " is not sound:" + text);
}

}  // namespace letan::faults
