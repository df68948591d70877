#!/usr/bin/env bash
# From a clean checkout on Debian 12 to a server with the demo data and a first delegation scheduled
# on it: installs what is missing, builds, starts letand on SQLite, loads deploy/demo through the
# public API, schedules an inbound and an outbound delegation, shows the agenda, and shows two
# requests being refused.
#
#   quickstart.sh [--serve] [DIR]
#
#   DIR      where the database is kept; nothing: a temporary directory, removed at the end. The
#            same DIR can be used again.
#   --serve  goes on serving until Ctrl-C.
#
# LETAN_BIN=DIRECTORY uses the programs in it, and installs and builds nothing.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
serve=no
data_dir=
for argument in "$@"; do
  case "$argument" in
    --serve) serve=yes ;;
    -h | --help)
      sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    -*)
      echo "quickstart.sh: unknown option $argument" >&2
      exit 2
      ;;
    *) data_dir="$argument" ;;
  esac
done

bold=
plain=
if [ -t 1 ]; then
  bold=$'\033[1m'
  plain=$'\033[0m'
fi
heading() { printf '\n%s== %s%s\n\n' "$bold" "$*" "$plain"; }
fail() {
  printf 'quickstart.sh: %s\n' "$*" >&2
  exit 1
}

server_pid=
temporary=
finish() {
  local status=$?
  trap - EXIT INT TERM
  if [ -n "$server_pid" ] && kill "$server_pid" 2>/dev/null; then
    wait "$server_pid" || true
  fi
  if [ -n "$temporary" ]; then rm -rf "$temporary"; fi
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# --- Build -------------------------------------------------------------------------------------

if [ -n "${LETAN_BIN:-}" ]; then
  bin="$(cd "$LETAN_BIN" && pwd)"
else
  heading "Packages and build"
  "$root/deploy/install_packages.sh" build
  (cd "$root" && cmake --preset release && cmake --build --preset release --target letand letan)
  bin="$root/build/release/bin"
fi
letan() { "$bin/letan" "$@"; }

# --- Server ------------------------------------------------------------------------------------

if [ -z "$data_dir" ]; then
  temporary="$(mktemp -d "${TMPDIR:-/tmp}/letan.XXXXXX")"
  data_dir="$temporary"
fi
mkdir -p "$data_dir"
data_dir="$(cd "$data_dir" && pwd)"
log="$data_dir/letand.log"

heading "Server"
: >"$log"
"$bin/letand" --storage="sqlite:$data_dir/letan.db" --listen=127.0.0.1:0 --anonymous \
  >"$log" 2>&1 &
server_pid=$!
address=
for _ in $(seq 300); do
  address="$(sed -n 's/^.*listening on //p' "$log" | head -n 1)"
  [ -n "$address" ] && break
  kill -0 "$server_pid" 2>/dev/null || break
  sleep 0.1
done
if [ -z "$address" ]; then
  cat "$log" >&2
  fail "letand did not start"
fi
export LETAN_SERVER="$address"
echo "letand serves $address from $data_dir/letan.db"

# --- Demo data ---------------------------------------------------------------------------------

heading "Demo data: Thái Nguyên 2017"
letan load "$root"/deploy/rules/*.jsonl "$root"/deploy/demo/*.jsonl

# --- Two delegations, from nothing to fully booked ------------------------------------------------

# Steps that an earlier run on the same directory has made are left as they are.
#
# ensure_delegation TITLE ARGUMENTS…: sets $delegation.
ensure_delegation() {
  local title="$1"
  shift
  delegation="$(letan --quiet delegation list --title "$title" | head -n 1)"
  if [ -z "$delegation" ]; then
    delegation="$(letan --quiet delegation create --title "$title" "$@")"
  fi
}
ensure_activity() {
  local activity="$1"
  shift
  if ! letan itinerary show "$delegation" | grep -qF "$activity"; then
    letan --quiet itinerary add "$delegation" --title "$activity" "$@" >/dev/null
  fi
}
# Books what is not booked yet, approves, and shows.
book_and_show() {
  local activity
  for activity in $(letan --quiet itinerary show "$delegation"); do
    letan --quiet itinerary book "$activity" >/dev/null
  done
  if letan delegation show "$delegation" | grep -q '^  state: *draft$'; then
    letan --quiet delegation submit "$delegation" >/dev/null
    letan --quiet delegation approve "$delegation" >/dev/null
  fi
  letan delegation show "$delegation"
}

heading "An inbound delegation, 14–15/2/2017: itinerary, interpreter, car with driver, room, hotel, gifts"
ensure_delegation "Đoàn Sở Ngoại vụ tỉnh Luang Prabang (minh họa)" --direction inbound \
  --from "2017-02-14 09:00" --to "2017-02-15 12:00" --country LA --language lo --class C \
  --organisation "Sở Ngoại vụ tỉnh Luang Prabang" --head-count 5 \
  --entry noi-bai --exit noi-bai --purpose "Trao đổi về hợp tác năm 2017" \
  --lead so-ngoai-vu --coordinate vp-ubnd \
  --member "Giám đốc, Trưởng đoàn rank=1 lang=lo" --member "Trưởng phòng lễ tân rank=2 lang=lo"
ensure_activity "Đón đoàn tại sân bay Nội Bài" --place noi-bai \
  --from "2017-02-14 09:00" --to 09:45 --participant people/tp-le-tan \
  --need "interpreter language=lo" --need "vehicle resource=car-7-2 party=5" \
  --need "driver resource=driver-8"
ensure_activity "Làm việc với Sở Ngoại vụ" --place tru-so-ubnd \
  --from "2017-02-14 14:00" --to 16:00 --participant people/gd-so-ngoai-vu \
  --need "interpreter language=lo" --need "meeting-room party=15" \
  --need "leader resource=leader-gd-so-ngoai-vu" --need "stock resource=tea-gift-box qty=5" \
  --need "stock resource=flags-la qty=1"
ensure_activity "Tiễn đoàn tại sân bay Nội Bài" --place noi-bai \
  --from "2017-02-15 10:30" --to 12:00 \
  --need "interpreter language=lo" --need "vehicle resource=car-7-2 party=5" \
  --need "driver resource=driver-8"
if [ -z "$(letan --quiet bookings --owner "$delegation" --resource hotel-superior)" ]; then
  letan --quiet book --owner "$delegation" --resource hotel-superior --quantity 3 \
    --from "2017-02-14 12:00" --to "2017-02-15 12:00" --place khach-san >/dev/null
fi
book_and_show

heading "An outbound delegation, 13–16/3/2017: the way out and back, interpreter, gifts"
ensure_delegation "Đoàn Sở Ngoại vụ thăm Luang Prabang (minh họa)" --direction outbound \
  --from "2017-03-13 14:00" --to "2017-03-16 18:00" --country LA \
  --organisation "Sở Ngoại vụ tỉnh Luang Prabang" --purpose "Đáp lễ; kế hoạch hợp tác năm 2017" \
  --lead so-ngoai-vu --member "Giám đốc Sở Ngoại vụ, Trưởng đoàn rank=1 person=people/gd-so-ngoai-vu" \
  --member "Trưởng phòng lễ tân rank=2 person=people/tp-le-tan"
ensure_activity "Họp chuẩn bị đoàn ra" --place tru-so-ubnd --from "2017-03-13 14:00" --to 15:30 \
  --participant people/gd-so-ngoai-vu --need "meeting-room party=6" \
  --need "leader resource=leader-gd-so-ngoai-vu"
ensure_activity "Ra sân bay Nội Bài" --place noi-bai --from "2017-03-14 08:30" --to 09:30 \
  --need "vehicle resource=car-7-2 party=4" --need "driver resource=driver-8"
ensure_activity "Làm việc với Sở Ngoại vụ tỉnh Luang Prabang" \
  --from "2017-03-15 09:00" --to 11:00 --participant people/gd-so-ngoai-vu \
  --need "interpreter language=lo" --need "stock resource=tea-gift-box qty=4"
ensure_activity "Đón đoàn về tại sân bay Nội Bài" --place noi-bai \
  --from "2017-03-16 15:00" --to 16:00 \
  --need "vehicle resource=car-7-2 party=4" --need "driver resource=driver-8"
book_and_show

# --- What there is -----------------------------------------------------------------------------

heading "Agenda, 1–16 February 2017"
letan agenda --from 2017-02-01 --to 2017-02-16

heading "The Gyeongsangbuk delegation, fully booked"
gyeongsangbuk="$(letan --quiet delegation list --title "Đoàn tỉnh Gyeongsangbuk" | head -n 1)"
[ -n "$gyeongsangbuk" ] || fail "the Gyeongsangbuk delegation is not there"
letan delegation show "$gyeongsangbuk"

heading "The festivals of the first month, by the lunar calendar"
letan festival list --from 2017-01-28 --to 2017-02-28
letan festival editions chua-hang --from 2017 --to 2020

heading "Until when it had to be prepared: Tết moves the deadlines of February"
letan deadline list --all --from 2017-01-01 --to 2017-04-30
letan deadline preview press.nonresident 2017-02-08

# --- What does not fit -------------------------------------------------------------------------

# must_be_refused WHO LETAN-ARGUMENTS…: the server must refuse, because WHO has it, and say when it
# would fit.
must_be_refused() {
  local who="$1" answer status=0
  shift
  answer="$(letan "$@" 2>&1)" || status=$?
  printf '%s\n' "$answer"
  [ "$status" -eq 1 ] || fail "this should have been refused (exit code 1), not $status"
  grep -qF "in the way: $who" <<<"$answer" || fail "the refusal does not say that $who has it"
  grep -qE "nearest time that fits: [A-Z][a-z]{2} [0-9]" <<<"$answer" ||
    fail "the refusal does not say when it would fit"
}

heading "Refused: Đài MBC Daegu asks for the only Korean interpreter, 8/2/2017 15:00–17:30"
must_be_refused "Đoàn tỉnh Gyeongsangbuk" book --label "Đài MBC Daegu: phỏng vấn tại Tân Cương" \
  --resource interpreter-ko-1 --place tan-cuong --from "8/2/2017 15:00" --to 17:30

heading "Refused: the Lồng Tồng art troupe asks for the 45-seat coach, 6/2/2017 07:00–11:00"
must_be_refused "Đoàn Quảng Tây" book \
  --label "Đoàn nghệ thuật, Lễ hội Lồng Tồng ATK Định Hóa" --place phu-dinh \
  --from "6/2/2017 07:00" --to 11:00 --leg "coach-45 party=40" --leg driver-4

if [ "$serve" = yes ]; then
  heading "Serving until Ctrl-C"
  cat <<EOF
  export LETAN_SERVER=$address
  export PATH="$bin:\$PATH"
  letan --help
  letan agenda --from 2017-02-01 --to 2017-02-16
  letan free --kind interpreter --language ko --from "8/2/2017 15:00" --to 17:30 --all
  letan delegation show $gyeongsangbuk
  letan call --list
EOF
  trap 'exit 0' INT TERM
  wait "$server_pid"
fi

heading "Done"
