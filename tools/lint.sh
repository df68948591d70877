#!/usr/bin/env bash
# Static checks. Usage: tools/lint.sh [--all] [format|shell|buf|tidy]…
#   format  clang-format on every C++ source
#   shell   shellcheck on every shell script
#   buf     buf lint, and buf breaking against proto/baseline.binpb where there is one
#   tidy    clang-tidy on every source but those of tests; with --all on these too. Needs
#           build/release, for the generated code and the compile commands.
# Without names: all four. Exit code 1: something was found; 69: a tool could not be installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

all_sources=false

sources() {
  git ls-files -co --exclude-standard -- '*.cc' '*.h' | while read -r file; do
    if [[ -f $file ]]; then echo "$file"; fi
  done
}

lint_format() {
  sources | xargs clang-format --dry-run -Werror
}

lint_shell() {
  git ls-files -co --exclude-standard | while read -r file; do
    if head -c 64 "$file" | head -n 1 | grep -qE '^#!.*\b(bash|sh)\b'; then echo "$file"; fi
  done | xargs -r shellcheck --severity=warning
}

lint_buf() {
  tools/buf/buf.sh lint
  if [[ -f proto/baseline.binpb ]]; then
    tools/buf/buf.sh breaking --against proto/baseline.binpb
  fi
}

# Reads sources as they are compiled, a dozen at a time. What is included into a unit is reported as
# headers are; that sources are included at all is no offence there.
lint_tidy() {
  if [[ ! -f build/release/compile_commands.json ]]; then
    echo "no build/release: run tests/run.sh first"
    return 1
  fi
  local units
  units="$(python3 -B tools/tidy_commands.py build/release build/tidy)"
  if ! $all_sources; then units="$(grep -vE '(^|/)tests/' <<<"$units")"; fi
  xargs -P "$(nproc)" -n 1 clang-tidy-14 -p build/tidy --quiet \
    --header-filter='/(services|storage|clients|tests)/[^.]*\.(h|cc)$' \
    --checks=-bugprone-suspicious-include <<<"$units" 2> >(grep -v 'warnings generated' >&2)
}

main() {
  local names=()
  for argument in "$@"; do
    case "$argument" in
      --all) all_sources=true ;;
      format | shell | buf | tidy) names+=("$argument") ;;
      -h | --help)
        sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
        return 0
        ;;
      *)
        echo "unknown argument: $argument (see --help)" >&2
        return 2
        ;;
    esac
  done
  if ((${#names[@]} == 0)); then names=(format shell buf tidy); fi
  for name in "${names[@]}"; do
    echo "lint: $name"
    "lint_$name"
  done
}

main "$@"
