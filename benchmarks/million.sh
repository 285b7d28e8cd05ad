#!/usr/bin/env bash
# One million recipients, demo channel, default settings: from "blast run --now" to CLOSED.
#
#   benchmarks/million.sh [ROWS]
#
# Prints a row of the README's table. BLAST_JAVA_OPTS reaches the JVM.
set -euo pipefail
# shellcheck source=benchmarks/common.sh
. "$(dirname "$0")/common.sh"

rows=${1:-1000000}
ready
audience_file=$root/campaign-samples/million.csv
campaign=$root/campaign-samples/million.yaml
if [ "$rows" != 1000000 ]; then
  audience_file=$scratch/million.csv
  campaign=$scratch/million.yaml
  cp "$root/campaign-samples/million.yaml" "$campaign"
fi
if [ ! -f "$audience_file" ]; then
  say "making $audience_file"
  "$root/blast" sample-audience --rows "$rows" --out "$audience_file" >&2
fi

measure "$root/blast" run "$campaign" --now --data "$scratch/data" >&2
echo "| rows | wall | CPU | CPU per million | peak memory | exit code |"
echo "|---|---|---|---|---|---|"
echo "| $rows | $(seconds "$wall_ms") s | $(seconds "$cpu_ms") s | $(seconds $((cpu_ms * 1000000 / rows))) s | $((rss_kib / 1024)) MiB | $code |"
exit "$code"
