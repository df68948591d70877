#!/usr/bin/env bash
# Builds everything and runs every test. Usage: tests/run.sh [PRESET] [options]
#   --preset PRESET   release (default), asan or tsan
#   -L LABEL          only tests with this label (a regular expression): unit, fast, api, …
#   -LE LABEL         no tests with this label
#   -R NAME           only tests whose name matches
#   -E NAME           no tests whose name matches
#   --no-install      do not install missing Debian packages first
#   -h, --help        this text
# Ends with ctest's summary; the exit code is ctest's, or that of the build if it failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset=release
install=true
selection=()

usage() {
  sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
}

parse_arguments() {
  while (($# > 0)); do
    case "$1" in
      --preset)
        preset="${2:?--preset needs a name}"
        shift
        ;;
      -L | -LE | -R | -E)
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

# What to build: all, or, where labels are asked for by name ("unit|api"), what their tests need.
build_targets() {
  local known label targets=()
  known="$(ninja -C "build/$preset" -t targets all)"
  if [[ ${selection[0]:-} == -L ]]; then
    for label in ${selection[1]//|/ }; do
      if ! grep "^tests_$label: " <<<"$known" >/dev/null; then
        targets=()
        break
      fi
      targets+=("tests_$label")
    done
  fi
  echo "${targets[@]:-all}"
}

# Without its packages the test of the example in Node fails, and says which is missing.
install_node_client() {
  if [[ ! -d clients/node/node_modules ]] && command -v npm >/dev/null; then
    npm ci --prefix clients/node --ignore-scripts --no-fund --no-audit --prefer-offline || true
  fi
}

parse_arguments "$@"
if $install; then deploy/install_packages.sh build tests; fi
install_node_client
cmake --preset "$preset"
# shellcheck disable=SC2046  # several targets
cmake --build --preset "$preset" --target $(build_targets)
set_sanitizer_options
ctest --test-dir "build/$preset" -j2 --output-on-failure ${selection[@]+"${selection[@]}"}
