#include "clients/cli/sign_in_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

namespace letan::cli {
namespace {

absl::Status FileTrouble(const std::string& what, const std::string& path) {
  return absl::FailedPreconditionError(what + " " + path + ": " + std::strerror(errno));
}

const char* Environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread
  return value == nullptr || *value == '\0' ? nullptr : value;
}

absl::Status WriteWhole(const std::string& path, const std::string& text) {
  const std::string fresh = path + ".new";
  const int fd = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return FileTrouble("cannot write", fresh);
  const bool written = fchmod(fd, 0600) == 0 &&
                       write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       fsync(fd) == 0;
  close(fd);
  if (!written || rename(fresh.c_str(), path.c_str()) != 0) {
    return FileTrouble("cannot write", path);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> SignInPath() {
  if (const char* config = Environment("XDG_CONFIG_HOME")) {
    return std::string(config) + "/letan/sessions";
  }
  if (const char* home = Environment("HOME")) {
    return std::string(home) + "/.config/letan/sessions";
  }
  return absl::FailedPreconditionError(
      "neither XDG_CONFIG_HOME nor HOME says where sessions are kept");
}

absl::StatusOr<SignInFile> SignInFile::Open(const std::string& path) {
  std::error_code error;
  const std::filesystem::path directory = std::filesystem::path(path).parent_path();
  const bool fresh = std::filesystem::create_directories(directory, error);
  if (fresh) chmod(directory.c_str(), 0700);
  const std::string lock_path = path + ".lock";
  const int lock = open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return FileTrouble("cannot open", lock_path);
  SignInFile file(path, lock);
  if (flock(lock, LOCK_EX) != 0) return FileTrouble("cannot lock", lock_path);
  if (absl::Status read = file.Read(); !read.ok()) return read;
  return file;
}

SignInFile::SignInFile(SignInFile&& other) noexcept
    : path_(std::move(other.path_)),
      lock_(std::exchange(other.lock_, -1)),
      servers_(std::move(other.servers_)) {}

SignInFile::~SignInFile() {
  if (lock_ >= 0) close(lock_);
}

// A line a server: its address, the access token, when that expires, the refresh token.
absl::Status SignInFile::Read() {
  struct stat info {};
  if (stat(path_.c_str(), &info) != 0) {
    return errno == ENOENT ? absl::OkStatus() : FileTrouble("cannot look at", path_);
  }
  if ((info.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(path_ + " can be read by others: chmod 600 it");
  }
  std::ifstream file(path_);
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream parts(line);
    std::string server;
    std::int64_t expires = 0;
    SignedIn signed_in;
    if (parts >> server >> signed_in.access_token >> expires >> signed_in.refresh_token) {
      signed_in.access_expire_time = absl::FromUnixSeconds(expires);
      servers_[server] = signed_in;
    }
  }
  return absl::OkStatus();
}

std::optional<SignedIn> SignInFile::Find(const std::string& server) const {
  const auto found = servers_.find(server);
  return found == servers_.end() ? std::nullopt : std::optional<SignedIn>(found->second);
}

absl::Status SignInFile::Put(const std::string& server, const std::optional<SignedIn>& signed_in) {
  if (signed_in.has_value()) {
    servers_[server] = *signed_in;
  } else {
    servers_.erase(server);
  }
  std::string text;
  for (const auto& [address, one] : servers_) {
    text += address + " " + one.access_token + " " +
            std::to_string(absl::ToUnixSeconds(one.access_expire_time)) + " " + one.refresh_token +
            "\n";
  }
  return WriteWhole(path_, text);
}

}  // namespace letan::cli
