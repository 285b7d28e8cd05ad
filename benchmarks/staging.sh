#!/usr/bin/env bash
# Staging beside commons-csv alone, in turns, over one made-up audience of six columns.
#
#   benchmarks/staging.sh [ROWS [ROUNDS]]
set -euo pipefail
# shellcheck source=benchmarks/common.sh
. "$(dirname "$0")/common.sh"

ready
measured_main StagingBenchmark "$@"
