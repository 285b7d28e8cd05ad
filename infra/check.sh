#!/usr/bin/env bash
# Checks the Terraform files: their form with terraform, and, when ../shared/tfcheck is there, the
# rest with the real `terraform validate` and `plan` against the provider's schema, offline.
# usage: infra/check.sh [TFCHECK.MJS]
set -euo pipefail
cd "$(dirname "$0")/.."

# beside this folder, or, in a worktree, beside the folder of worktrees
tfcheck=${1:-../shared/tfcheck/tfcheck.mjs}
[ -f "$tfcheck" ] || tfcheck=../$tfcheck

if ! command -v terraform >/dev/null; then
  echo "left out: there is no terraform here"
  exit 0
fi
terraform fmt -check -diff infra
echo "terraform fmt: nothing to change"
if [ ! -f "$tfcheck" ] || ! command -v node >/dev/null; then
  echo "left out: validate and plan, there is no tfcheck here"
  exit 0
fi

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
  --var sender_window=5 --var keep_data=false --var 'warm_throughput={reads=20000,writes=20000}' \
  --var 'audience_buckets=["audiences.example"]' --var 'channel_secrets={TOKEN="x"}' --var 'tags={team="crm"}'

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
refused "There is no such file" --var sender_package=/no/such.zip
refused "does not begin with AWS_, LAMBDA_ or BLAST_" --var 'channel_secrets={BLAST_TABLE="x"}'
