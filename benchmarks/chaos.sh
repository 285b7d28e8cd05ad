#!/usr/bin/env bash
# Each fault alone, then all of them together: blast chaos. A quarter of an hour for 100,000.
#
#   benchmarks/chaos.sh [RECIPIENTS [SEED]]
set -euo pipefail
cd "$(dirname "$0")/.."
exec ./blast chaos --each --recipients "${1:-100000}" --seed "${2:-1}"
