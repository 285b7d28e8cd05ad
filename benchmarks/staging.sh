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
"$java_home/bin/java" -Xmx768m -Djava.io.tmpdir="$scratch" \
  -cp "$root/benchmarks/target/classes:$root/campaign-cli/target/blast.jar" \
  dev.blast.benchmarks.StagingBenchmark "$@"
