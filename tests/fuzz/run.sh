#!/usr/bin/env bash
# Builds the fuzz targets and runs each from its corpus. Usage: tests/fuzz/run.sh [options] [TARGET]…
#   --seconds N   how long each runs (default 20)
#   -h, --help    this text
# Targets: csv, filter, jwt, name, page_token, request; without names, all. An input that ends a
# target is left in build/fuzz/findings, new ones that cover more in build/fuzz/found. Exit code 1: there
# was a finding, or a target did not run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

seconds=20
targets=()
findings=build/fuzz/findings

parse_arguments() {
  while (($# > 0)); do
    case "$1" in
      --seconds)
        seconds="${2:?--seconds needs a number}"
        shift
        ;;
      -h | --help)
        sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
        exit 0
        ;;
      csv | filter | jwt | name | page_token | request) targets+=("$1") ;;
      *)
        echo "unknown argument: $1 (see --help)" >&2
        exit 2
        ;;
    esac
    shift
  done
  if ((${#targets[@]} == 0)); then targets=(csv filter jwt name page_token request); fi
}

# Options of libFuzzer for a target, by name.
options_of() {
  local dictionary="tests/fuzz/$1.dict"
  echo -timeout=10 -rss_limit_mb=2048 -max_len=2048 -artifact_prefix="$findings/$1-"
  if [[ -f $dictionary ]]; then echo "-dict=$dictionary"; fi
}

# What is found goes to the first directory; the corpus in the tree is only read.
run_target() {
  local target="$1" found="build/fuzz/found/$1" corpus="tests/fuzz/corpus/$1"
  mkdir -p "$found"
  # shellcheck disable=SC2046  # several options
  "build/fuzz/bin/${target}_fuzz" $(options_of "$target") -max_total_time="$seconds" -verbosity=0 \
    -print_final_stats=1 -print_funcs=0 "$found" "$corpus" 2>&1 | sed '/# Uses: [0-9]*$/d'
}

parse_arguments "$@"
cmake --preset fuzz
cmake --build --preset fuzz
mkdir -p "$findings"
failed=()
for target in "${targets[@]}"; do
  echo "fuzz: $target, $seconds s"
  run_target "$target" || failed+=("$target")
done
if ((${#failed[@]} > 0)); then
  echo "findings: ${failed[*]}, see $findings" >&2
  exit 1
fi
echo "fuzz: no findings"
