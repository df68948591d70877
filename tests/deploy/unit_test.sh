#!/usr/bin/env bash
# unit_test.sh LETAND UNIT: the unit has no setting that systemd does not know, letand knows every flag
# that it is started with, and its exposure stays as low as it is. Exit code 77: no systemd-analyze.
set -euo pipefail

letand="$1"
unit="$2"
readonly most_exposure=12 # tenths: systemd 252 rates it 1.1

command -v systemd-analyze >/dev/null || exit 77
directory="$(mktemp -d)"
trap 'rm -rf "$directory"' EXIT

# The program where it was built: that the installed one is there is not the unit's affair.
sed "s|^ExecStart=/usr/bin/letand |ExecStart=$letand |" "$unit" >"$directory/letand.service"
grep -qF "ExecStart=$letand " "$directory/letand.service" || {
  echo "ExecStart does not start /usr/bin/letand"
  exit 1
}
said="$(systemd-analyze verify --man=no "$directory/letand.service" 2>&1)" || {
  echo "systemd-analyze verify: $said"
  exit 1
}
if grep -F letand.service <<<"$said"; then exit 1; fi # warnings; other units' are not ours
systemd-analyze security --offline=true --no-pager --threshold="$most_exposure" \
  "$directory/letand.service" >"$directory/security" || {
  cat "$directory/security"
  exit 1
}

help="$("$letand" --help)"
for flag in $(grep '^ExecStart=' "$unit" | grep -oE -- '--[a-z-]+'); do
  grep -qF -- "$flag" <<<"$help" || {
    echo "letand has no flag $flag"
    exit 1
  }
done
