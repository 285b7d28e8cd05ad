#!/usr/bin/env bash
# What watching a run costs, and how soon its page is there: a run in one process, a dashboard in
# another, one page that listens from the run's start to its end.
#
#   benchmarks/dashboard.sh [ROWS]
#
# A small run is watched first: what the dashboard needs to start and to show its first run it needs
# once. Prints that, the CPU of the run and of the dashboard while it is watched, and the seconds
# that each thing takes which the page asks for when it opens.
set -euo pipefail
# shellcheck source=benchmarks/common.sh
. "$(dirname "$0")/common.sh"

rows=${1:-1000000}
ready
"$root/blast" sample-audience --rows "$rows" --out "$scratch/million.csv" >&2
cp "$root/campaign-samples/million.yaml" "$scratch/million.yaml"

# PROCESS: the hundredths of a second of CPU that it has used
cpu_of() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }

"$root/blast" dashboard --port 0 --data "$scratch/data" >"$scratch/dashboard.out" &
provider_pid=$!
until grep -q http "$scratch/dashboard.out"; do sleep 0.1; done
address=$(awk '{ print $2 }' "$scratch/dashboard.out")

# CAMPAIGN ID: sends it while one page listens; sets run, run_cpu and dashboard_cpu
watched() {
  local before run_pid page_pid
  before=$(cpu_of "$provider_pid")
  "$root/blast" run "$1" --now --data "$scratch/data" >&2 &
  run_pid=$!
  run=
  until [ -n "$run" ]; do
    sleep 0.1
    run=$(find "$scratch/data/runs" -maxdepth 1 -name "$2@*" -printf '%f\n' 2>/dev/null | head -n 1 || true)
  done
  curl -sN -H "Accept: text/event-stream" "${address}api/live?run=$run" >"$scratch/heard" &
  page_pid=$!
  while kill -0 "$run_pid" 2>/dev/null; do
    run_cpu=$(cpu_of "$run_pid" 2>/dev/null || echo "${run_cpu-0}")
    sleep 0.2
  done
  wait "$run_pid" || true
  dashboard_cpu=$(($(cpu_of "$provider_pid") - before))
  kill "$page_pid" 2>/dev/null || true
}

started=$(cpu_of "$provider_pid")
watched "$root/campaign-samples/morning-coupon.yaml" morning-coupon
started=$((started + dashboard_cpu))
watched "$scratch/million.yaml" million

# PATH: the seconds until it is there, whole
opens() { curl -s -o /dev/null -w '%{time_total}' "$address$1"; }

echo "| rows | CPU of the run | CPU of watching it, one page | start and first run | told the page | page | run | history |"
echo "|---|---|---|---|---|---|---|---|"
echo "| $rows | $run_cpu/100 s | $dashboard_cpu/100 s | $started/100 s | $(grep -c '^data' "$scratch/heard") times |" \
  "$(opens '') s | $(opens "api/runs/$run") s | $(opens "api/runs/$run/history") s |"
