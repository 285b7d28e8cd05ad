#!/usr/bin/env bash
# Checks the Terraform files: their form with terraform, and, when ../shared/tfcheck is there, the
# rest with the real `terraform validate` and `plan` against the provider's schema, offline.
# What cannot be checked for lack of a tool is said at the end, and is a failure where the environment
# says CI_TERRAFORM=required.
# usage: infra/check.sh [TFCHECK.MJS]
set -euo pipefail
cd "$(dirname "$0")/.."

# beside this folder, or, in a worktree, beside the folder of worktrees
tfcheck=${1:-../shared/tfcheck/tfcheck.mjs}
[ -f "$tfcheck" ] || tfcheck=../$tfcheck

left_out() {
  echo "NOT CHECKED: $1"
  [ "${CI_TERRAFORM-}" != required ] || exit 1
  exit 0
}

command -v terraform >/dev/null || left_out "infra/*.tf at all, not even their form: there is no terraform here; install 1.11 or newer"
terraform fmt -check -diff infra
echo "terraform fmt: nothing to change"
# tfcheck is not part of this repository: without it the form is all that can be checked offline.
if [ ! -f "$tfcheck" ]; then
  echo "NOT CHECKED: validate and plan of infra/*.tf: there is no tfcheck here"
  exit 0
fi
command -v node >/dev/null || left_out "validate and plan of infra/*.tf: tfcheck is here, and no node to run it; install 20 or newer"

# A plan needs the functions' packages to be there, whatever is in them.
zip=$(mktemp)
trap 'rm -f "$zip"' EXIT
echo "in place of a package" >"$zip"
packages=(--var "scheduler_package=$zip" --var "sender_package=$zip")

echo "validate"
node "$tfcheck" infra --strict

plan() {
  echo "plan: $1"
  shift
  node "$tfcheck" infra --strict --plan "${packages[@]}" "$@"
}
email=(--var alarm_email=operator@example.com)
pollers=(--var 'sender_pollers={minimum=2,maximum=200}')
plan "standard queues, concurrency"
plan "standard queues, concurrency, e-mail" "${email[@]}"
plan "standard queues, pollers" "${pollers[@]}"
plan "standard queues, pollers, e-mail" "${pollers[@]}" "${email[@]}"
plan "FIFO queues, concurrency" --var fifo=true
plan "FIFO queues, concurrency, e-mail" --var fifo=true "${email[@]}"
plan "FIFO queues, pollers" --var fifo=true "${pollers[@]}"
plan "FIFO queues, pollers, e-mail" --var fifo=true "${pollers[@]}" "${email[@]}"
plan "everything else that may be chosen" --var name=spring-2 --var region=eu-central-1 --var recipient_queues=10 \
  --var sender_window=5 --var sender_timeout=900 --var keep_data=false --var 'warm_throughput={reads=20000,writes=20000}' \
  --var 'audience_buckets=["audiences.example"]' --var 'channel_secrets={TOKEN="x"}' --var 'tags={team="crm"}' \
  --var 'secret_parameters={KEY="/blast/spring/key",OTHER="arn:aws:ssm:eu-central-1:123456789012:parameter/other"}' \
  --var 'secret_keys=["arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d"]' --var keep_audiences_days=400

refused() {
  local why=$1 answer
  shift
  if answer=$(node "$tfcheck" infra --plan --no-fmt "${packages[@]}" "$@" 2>&1); then
    echo "was not refused: $*" >&2
    exit 1
  fi
  grep -qF "$why" <<<"$answer" || {
    printf 'was refused, but not because of "%s":\n%s\n' "$why" "$answer" >&2
    exit 1
  }
  echo "refused: $*"
}
refused "set sender_window to 0" --var fifo=true --var sender_window=5
refused "from 2 to 1000 for each of recipient_queues" --var recipient_queues=3 --var sender_concurrency=4
refused "whole seconds from 30 to 900" --var sender_timeout=29
refused "There is no such file" --var sender_package=/no/such.zip
refused "does not begin with AWS_, LAMBDA_ or BLAST_" --var 'channel_secrets={BLAST_TABLE="x"}'
refused "does not begin with AWS_, LAMBDA_ or BLAST_" --var 'secret_parameters={BLAST_TABLE="x"}'
refused "Give the name of a parameter" --var 'secret_parameters={TOKEN="no such:name"}'
refused "at least a week more than keep_days" --var keep_audiences_days=90
