#!/usr/bin/env bash
# A throttled run of 70 seconds: how near its rate is to the one that was asked for, over the minute
# that follows the first five seconds, by the clock of the provider.
#
#   benchmarks/throttle.sh [RECIPIENTS_A_SECOND [RATE_FROM_THE_MIDDLE_ON]]
#
# With a second rate, "blast throttle" asks for it when half of the recipients have arrived; then
# the script says how long it took until the provider saw it, and the minute is no figure.
# Exit code 0 when the run is closed and, with one rate, the minute is within 3 % of it.
set -euo pipefail
# shellcheck source=benchmarks/common.sh
. "$(dirname "$0")/common.sh"

rate=${1:-500}
later=${2-}
recipients=$((rate * 70))

# NUMBER: waits until so many have arrived
until_arrived() {
  until [ "$(accepted)" -ge "$1" ]; do sleep 0.1; done
}

change_the_rate() {
  local run before started now
  until_arrived $((recipients / 2))
  run=$("$root/blast" status --json --data "$scratch/data" | grep -oE 'throttle-benchmark@[0-9]{8}T[0-9]{6}Z')
  "$root/blast" throttle "$run" "$later/s" --data "$scratch/data" >&2
  started=$(milliseconds)
  # a window of half a second after another, until one is nearer to the new rate than to the old
  before=$(accepted)
  while sleep 0.5; do
    now=$(accepted)
    awk -v seen=$(((now - before) * 2)) -v old="$rate" -v new="$later" \
      'BEGIN { o = seen - old; n = seen - new; exit !(n * n < o * o) }' && break
    before=$now
  done
  say "the provider saw the rate of $later/s $(($(milliseconds) - started)) ms after blast throttle had ended"
}

ready
start_provider "$scratch/provider"
audience "$recipients" "$scratch/audience.csv"
webhook_campaign throttle-benchmark "$scratch/campaign.yaml" 64 audience.csv
echo "throttle: { perSecond: $rate }" >>"$scratch/campaign.yaml"
changing=
if [ -n "$later" ]; then
  change_the_rate &
  changing=$!
fi
measure "$root/blast" run "$scratch/campaign.yaml" --now --data "$scratch/data" >&2
[ -z "$changing" ] || wait "$changing"
stop_provider
summary=$(<"$scratch/provider/summary.json")

figure() { grep -oE "\"$1\":[0-9.]+" <<<"$summary" | cut -d: -f2; }

echo "| asked | over a minute, per second | off by | worst second at the provider | all of it | CPU | exit code |"
echo "|---|---|---|---|---|---|---|"
awk -v asked="$rate" -v minute="$(figure minute)" -v worst="$(figure worstSecond)" \
  -v arrivals="$(figure arrivals)" -v seconds="$(figure seconds)" -v cpu="$(seconds "$cpu_ms")" \
  -v code="$code" -v later="$later" 'BEGIN {
    off = (minute / 60 / asked - 1) * 100
    printf "| %d/s | %.1f | %+.2f %% | %d (%+.1f %%) | %d in %.1f s | %s s | %d |\n",
      asked, minute / 60, off, worst, (worst / asked - 1) * 100, arrivals, seconds, cpu, code
    exit code != 0 || (later == "" && (off > 3 || off < -3))
  }'
