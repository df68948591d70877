#!/usr/bin/env bash
# Builds and runs the tests. Usage: tests/run.sh [PRESET] [options]
#   --preset PRESET   release (default), asan or tsan
#   -L LABEL          only tests with this label (a regular expression): unit, fast, api, …
#   -LE LABEL         no tests with this label
#   -R NAME           only tests whose name matches
#   --no-install      do not install missing Debian packages first
#   -h, --help        this text
# Ends with ctest's summary; the exit code is ctest's, or that of the build if it failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset=release
install=true
selection=()

usage() {
  sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
}

parse_arguments() {
  while (($# > 0)); do
    case "$1" in
      --preset)
        preset="${2:?--preset needs a name}"
        shift
        ;;
      -L | -LE | -R)
        selection+=("$1" "${2:?$1 needs a value}")
        shift
        ;;
      --no-install) install=false ;;
      -h | --help)
        usage
        exit 0
        ;;
      release | asan | tsan) preset="$1" ;;
      *)
        echo "unknown argument: $1 (see --help)" >&2
        exit 2
        ;;
    esac
    shift
  done
}

# Findings of the sanitizers end the program, so that the test fails.
set_sanitizer_options() {
  export ASAN_OPTIONS="detect_stack_use_after_return=1:strict_string_checks=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
  export UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1${UBSAN_OPTIONS:+:$UBSAN_OPTIONS}"
  export TSAN_OPTIONS="suppressions=$PWD/tests/support/tsan.supp:halt_on_error=1:second_deadlock_stack=1${TSAN_OPTIONS:+:$TSAN_OPTIONS}"
}

# All, or only what is needed where one label alone is asked for.
target() {
  local wanted="tests_${selection[1]:-}"
  if [[ ${selection[0]:-} == -L ]] &&
    ninja -C "build/$preset" -t targets all | grep "^$wanted: " >/dev/null; then
    echo "$wanted"
  else
    echo all
  fi
}

parse_arguments "$@"
if $install; then deploy/install_packages.sh build tests; fi
cmake --preset "$preset"
cmake --build --preset "$preset" --target "$(target)"
set_sanitizer_options
ctest --test-dir "build/$preset" -j2 --output-on-failure ${selection[@]+"${selection[@]}"}
