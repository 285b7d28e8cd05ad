#!/bin/bash
# Each fault alone, then all together, over so many recipients: blast chaos. Half an hour or more
# for 100,000.
set -euo pipefail
cd "$(dirname "$0")/.."
exec ./blast chaos --each --recipients "${1:-100000}" --seed "${2:-1}"
