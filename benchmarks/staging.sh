#!/usr/bin/env bash
# Staging beside commons-csv alone, plain and .gz, in the heap that runs have.
#
#   benchmarks/staging.sh [ROWS [ROUNDS]]
#
# Compare CPU a row, of the last round: the first one warms up.
set -euo pipefail
# shellcheck source=benchmarks/common.sh
. "$(dirname "$0")/common.sh"

ready
measured_main StagingBenchmark "$@"
