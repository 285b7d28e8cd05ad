#!/usr/bin/env bash
# From the bytes of a CSV to acknowledged messages: CPU and wall time per recipient, beside peers.
#
#   benchmarks/dispatch.sh [--rows N,...] [--messages N] [--latency-ms MS,...] [--rounds N] [--only NAME,...]
#
# --help says more. Each contender has a JVM of its own, with BLAST_JAVA_OPTS; they take turns. The
# endpoint runs in a process of its own, too, and is not counted. Clients sign their
# requests and check every answer, as they would in production.
set -euo pipefail
# shellcheck source=benchmarks/common.sh
. "$(dirname "$0")/common.sh"

ready
mkdir -p "$scratch/audiences"
start_server dispatch.Endpoint "$scratch/endpoint"
export AWS_ENDPOINT_URL_SQS=http://127.0.0.1:$port AWS_REGION=us-east-1
export AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
unset AWS_SESSION_TOKEN AWS_PROFILE AWS_ENDPOINT_URL
measured_main dispatch.DispatchBenchmark --port "$port" --folder "$scratch/audiences" "$@"
stop_provider
