#include "clients/cli/secret_input.h"

#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iostream>

#include "clients/cli/exit.h"

namespace letan::cli {
namespace {

std::string FirstLine(std::istream& in, const std::string& what) {
  std::string line;
  if (!std::getline(in, line) || line.empty()) throw UsageError(what + " has no first line");
  if (line.back() == '\r') line.pop_back();
  return line;
}

}  // namespace

std::string ReadSecretFile(const std::string& path) {
  if (path == "-") return FirstLine(std::cin, "standard input");
  struct stat info {};
  std::ifstream file(path);
  if (!file || stat(path.c_str(), &info) != 0) throw UsageError("cannot read " + path);
  if (S_ISREG(info.st_mode) && (info.st_mode & 077) != 0) {
    throw UsageError(path + " can be read by others: chmod 600 it");
  }
  return FirstLine(file, path);
}

std::string AskSecret(const std::string& prompt) {
  termios before{};
  if (isatty(STDIN_FILENO) == 0 || tcgetattr(STDIN_FILENO, &before) != 0) {
    throw UsageError("there is no terminal to ask at: give a file, or - for standard input");
  }
  std::fputs(prompt.c_str(), stderr);
  termios silent = before;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  std::string line;
  const bool read = static_cast<bool>(std::getline(std::cin, line));
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  std::fputs("\n", stderr);
  if (!read || line.empty()) throw UsageError("nothing was typed");
  return line;
}

}  // namespace letan::cli
