#!/usr/bin/env bash
# quickstart_test.sh BIN_DIRECTORY QUICKSTART: runs the quickstart twice in one directory, the second
# time with nothing left to do, and looks at what it shows.
set -euo pipefail

export LETAN_BIN="$1"
quickstart="$2"
directory="$(mktemp -d)"
trap 'rm -rf "$directory"' EXIT

for run in first second; do
  echo "== $run run"
  "$quickstart" "$directory" >"$directory/$run.txt" 2>&1 || {
    cat "$directory/$run.txt"
    echo "the $run run failed"
    exit 1
  }
done
expect() {
  grep -qF -- "$2" "$directory/$1.txt" || {
    cat "$directory/$1.txt"
    echo "the $1 run does not show: $2"
    exit 1
  }
}
for run in first second; do
  expect "$run" "Phiên dịch tiếng Hàn"
  expect "$run" "direction:    inbound"
  expect "$run" "direction:    outbound"
  expect "$run" "in the way: Đoàn tỉnh Gyeongsangbuk"
  expect "$run" "in the way: Đoàn Quảng Tây"
  expect "$run" "nearest time that fits: Thu 2017-02-09 17:00–19:30"
  expect "$run" "nearest time that fits: Mon 2017-02-06 15:00–19:00"
  # By the lunar calendar, and by working days that Tết takes away.
  expect "$run" "Sun 2017-02-05 – Mon 2017-02-06 (all day)  9/1"
  expect "$run" "2017-02-16  2017-02-16  20/1"
  expect "$run" "2017-01-18  2017-01-18  Nộp hồ sơ báo chí nước ngoài"
done
# Loading again makes nothing anew.
expect second "0 created, 228 unchanged"
