#!/usr/bin/env bash
# Recipients through HTTP to a provider on this machine: what one costs the sender in CPU.
#
#   benchmarks/webhook.sh [RECIPIENTS [LATENCY_MS [SHARE_503 [SHARE_429]]]]
#
# The provider runs in a process of its own and is not counted.
set -euo pipefail
# shellcheck source=benchmarks/common.sh
. "$(dirname "$0")/common.sh"

recipients=${1:-100000}
ready
start_provider "$scratch/provider" "${2:-0}" "${3:-0}" "${4:-0}"
audience "$recipients" "$scratch/audience.csv"
webhook_campaign webhook-benchmark "$scratch/campaign.yaml" 64 audience.csv
measure "$root/blast" run "$scratch/campaign.yaml" --now --data "$scratch/data" >&2
stop_provider
echo "| recipients | wall | CPU | CPU per recipient | peak memory | exit code |"
echo "|---|---|---|---|---|---|"
echo "| $recipients | $(seconds "$wall_ms") s | $(seconds "$cpu_ms") s | $((cpu_ms * 1000 / recipients)) µs | $((rss_kib / 1024)) MiB | $code |"
echo "provider: $(<"$scratch/provider/summary.json")"
exit "$code"
