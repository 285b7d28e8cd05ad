#!/usr/bin/env bash
# Kills Blast (kill -9) at a random moment of a run, resumes it, and asks the provider who was
# reached how often. In every fourth round the resumed run is killed too.
#
#   benchmarks/kill-resume.sh [ROUNDS [RECIPIENTS [SEED]]]
#
# Exit code 0 when every round was good: everybody sent, the books closed, and nobody reached twice
# who was not named as in flight at the kill. KEEP=1 leaves the files of the rounds.
set -euo pipefail
# shellcheck source=benchmarks/common.sh
. "$(dirname "$0")/common.sh"

rounds=${1:-20}
recipients=${2:-20000}
RANDOM=${3:-1}

# PID LIMIT: kills it when the provider has accepted a random number up to LIMIT, and some
# milliseconds more; a number below zero means while it starts, one above LIMIT while it closes.
# Sets sent_before, and killed to whether there was still something to kill.
kill_at_a_random_moment() {
  local pid=$1 limit=$2 target now
  target=$((limit * (RANDOM % 1200 - 100) / 1000))
  if [ "$target" -lt 0 ]; then
    sleep "$(printf '%d.%03d' $((RANDOM % 3)) $((RANDOM % 1000)))"
  else
    [ "$target" -lt "$limit" ] || target=$limit
    while kill -0 "$pid" 2>/dev/null; do
      now=$(accepted)
      [ "$now" -lt "$target" ] || break
      sleep 0.01
    done
    sleep "0.$(printf '%03d' $((RANDOM % 100)))"
  fi
  killed=yes
  kill -KILL "$pid" 2>/dev/null || killed=no
  wait "$pid" 2>/dev/null || true
  sent_before=$(accepted)
}

# the run that the data folder knows; empty when the kill came before it was written down
run_id() {
  "$root/blast" status --json --data "$dir/data" 2>/dev/null |
    grep -oE 'kill-resume@[0-9]{8}T[0-9]{6}Z' | head -n 1 || true
}

is_closed() { # RUN
  "$root/blast" status "$1" --json --data "$dir/data" 2>/dev/null | grep -q '"state":"CLOSED"'
}

one_round() { # NUMBER
  local started pid run kill_ms resumes=()
  dir=$scratch/round-$1
  mkdir -p "$dir"
  start_provider "$dir/provider" 2
  webhook_campaign kill-resume "$dir/campaign.yaml" 64 ../audience.csv
  started=$(milliseconds)
  "$root/blast" run "$dir/campaign.yaml" --now --data "$dir/data" </dev/null >"$dir/run.out" 2>&1 &
  pid=$!
  kill_at_a_random_moment "$pid" "$recipients"
  kill_ms=$(($(milliseconds) - started))
  local first_sent=$sent_before first_killed=$killed
  run=$(run_id)
  if [ -z "$run" ]; then
    "$root/blast" run "$dir/campaign.yaml" --now --data "$dir/data" </dev/null >"$dir/again.out" 2>&1 || true
    run=$(run_id)
  elif [ $(($1 % 4)) = 0 ]; then
    "$root/blast" resume "$run" --data "$dir/data" </dev/null >"$dir/resume-1.out" 2>&1 &
    pid=$!
    kill_at_a_random_moment "$pid" "$recipients"
    resumes+=("$dir/resume-1.out")
  fi
  local code=0
  # a kill that came too late, or before there was a run, leaves nothing to resume
  if ! is_closed "$run"; then
    "$root/blast" resume "$run" --json --data "$dir/data" </dev/null >"$dir/resume.out" 2>"$dir/resume.err" || code=$?
    resumes+=("$dir/resume.out")
  fi
  "$root/blast" status "$run" --json --data "$dir/data" >"$dir/status.json" || code=$?
  stop_provider
  local finding=0 line
  line=$(java_main KillAudit "$scratch/audience.csv" "$dir/provider/counts.tsv" "$dir/status.json" "${resumes[@]}") || finding=1
  [ "$code" = 0 ] || finding=1
  printf 'round %d: killed=%s at %d ms, %d sent before, %d kills, exit code %d, %s\n' \
    "$1" "$first_killed" "$kill_ms" "$first_sent" "${#resumes[@]}" "$code" "$line"
  return "$finding"
}

ready
audience "$recipients" "$scratch/audience.csv"
good=0
for ((round = 1; round <= rounds; round++)); do
  if one_round "$round"; then
    good=$((good + 1))
    [ -n "${KEEP-}" ] || rm -rf "$scratch/round-$round"
  else
    KEEP=1
    say "the files of this round are in $scratch/round-$round"
    tail -n 5 "$scratch/round-$round"/*.out "$scratch/round-$round"/*.err >&2 || true
  fi
done
echo "$good of $rounds rounds: everybody sent, books closed, no repeat outside what was in flight"
[ "$good" = "$rounds" ]
