#!/usr/bin/env bash
# The sending function in a warm process beside the HTTP client that it calls: what a recipient
# costs beyond the HTTP call. "blast run" as a whole, queue and start included, is webhook.sh.
#
#   benchmarks/sender.sh [--recipients N] [--concurrency N] [--rounds N] [--only NAME]
#
# The provider runs in a process of its own and is not counted. Ledgers are written to the folder
# for temporary files (TMPDIR), which should be on a disk. BLAST_JAVA_OPTS reaches the JVM.
set -euo pipefail
# shellcheck source=benchmarks/common.sh
. "$(dirname "$0")/common.sh"

ready
start_provider "$scratch/provider"
mkdir -p "$scratch/ledgers"
measured_main sender.SenderBenchmark --port "$port" --folder "$scratch/ledgers" "$@"
stop_provider
