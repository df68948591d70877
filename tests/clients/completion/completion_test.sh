#!/usr/bin/env bash
# What `letan completion bash` prints completes commands and options in bash. Argument: letan.
set -euo pipefail

letan="$1"
# shellcheck source=/dev/null
source <("$letan" completion bash)
script="$("$letan" completion bash)"

# completes "WORD WORD… PREFIX" EXPECTED…: exactly these, in any order.
completes() {
  local -a COMP_WORDS
  local line="$1" COMP_CWORD said wanted
  shift
  IFS=' ' read -r -a COMP_WORDS <<<"$line"
  if [[ $line == *' ' ]]; then COMP_WORDS+=(""); fi
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  COMPREPLY=()
  _letan
  said="$(printf '%s\n' ${COMPREPLY[@]+"${COMPREPLY[@]}"} | sort)"
  wanted="$(printf '%s\n' "$@" | sort)"
  if [[ $said != "$wanted" ]]; then
    printf '"%s" completes to:\n%s\nbut must to:\n%s\n' "$line" "$said" "$wanted" >&2
    exit 1
  fi
}

completes "letan comp" completion
completes "letan delegation canc" cancel
completes "letan delegation create --dir" --direction
completes "letan --json delegation li" list
completes "letan agenda --fr" --from
completes "letan agenda --time-z" --time-zone
completes "letan no-such-command-of-ours deleg" delegation
completes "letan agenda --hel" --help
completes "letan itinerary shift --lat" --later
completes "letan audit ver" verify
completes "letan audit list --rea" --reads
completes "letan audit verify --pub" --public-key
completes "letan zzz" ""

# Every command of the help is there.
help="$("$letan" --help | sed -n '/^Subcommands:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p')"
if [[ -z $help ]]; then
  echo "the help lists no commands" >&2
  exit 1
fi
for command in $help; do
  if [[ $script != *"\"letan $command\")"* ]]; then
    echo "no completion behind \"letan $command\"" >&2
    exit 1
  fi
done
[[ "$("$letan" completion zsh)" == *"bashcompinit"*"$script" ]]
