#!/usr/bin/env bash
# Installs what is missing of the Debian 12 packages that Letan needs. Asks apt only when something
# is missing. As root, or through sudo.
#
#   install_packages.sh [build] [tests] [lint] [fuzz]      (nothing: build)
set -euo pipefail

build_packages=(build-essential g++ cmake ninja-build ccache lld pkg-config
  nlohmann-json3-dev
  libgrpc++-dev libprotobuf-dev protobuf-compiler protobuf-compiler-grpc libabsl-dev
  libsqlitecpp-dev libsqlite3-dev libgtest-dev libgmock-dev libbenchmark-dev libicu-dev
  libcli11-dev libcsv-dev libssl-dev libsodium-dev libjemalloc-dev prometheus-cpp-dev tzdata)
tests_packages=(python3 python3-grpcio python3-protobuf python3-h2 haproxy openssl sqlite3 nodejs npm)
lint_packages=(clang-format clang-tidy shellcheck nodejs npm)
# Debian's clang-14 recommends what the sanitizers and libFuzzer need to run.
fuzz_packages=(clang-14 libclang-rt-14-dev llvm-14)
# A package that is as good as installed when there is such a command: Node.js often comes from
# elsewhere than Debian, and Debian's npm refuses to stand beside it.
declare -A command_of=([nodejs]=node [npm]=npm)

wanted=()
for group in "${@:-build}"; do
  case "$group" in
    build) wanted+=("${build_packages[@]}") ;;
    tests) wanted+=("${tests_packages[@]}") ;;
    lint) wanted+=("${lint_packages[@]}") ;;
    fuzz) wanted+=("${fuzz_packages[@]}") ;;
    *)
      echo "install_packages.sh: \"$group\" is not a group; known are: build tests lint fuzz" >&2
      exit 2
      ;;
  esac
done

installed() {
  local command="${command_of[$1]:-}"
  if [ -n "$command" ] && command -v "$command" >/dev/null; then return; fi
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]
}

missing=()
for package in "${wanted[@]}"; do
  installed "$package" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "These packages are missing, and there is no sudo to install them with:" >&2
    echo "  apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

echo "Installing: ${missing[*]}"
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${missing[@]}"
