# shellcheck shell=bash
# What the benchmarks share; sourced by them.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/blast-benchmark.XXXXXX")
provider_pid=

clean_up() {
  [ -z "$provider_pid" ] || kill "$provider_pid" 2>/dev/null || true
  [ -n "${KEEP-}" ] || rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say() { printf '%s\n' "$*" >&2; }

# The command and the benchmarks' own classes, built when they are not.
ready() {
  "$root/blast" --version >/dev/null
  java_home=$(BLAST_TASK=java-home "$root/blast")
  if [ ! -d "$root/benchmarks/target/classes/dev" ] || [ ! -d "$root/benchmarks/target/lib" ]; then
    (cd "$root" && JAVA_HOME=$java_home ./mvnw -q -B -DskipTests package -pl benchmarks -am) >&2
  fi
}

# CLASS ARGUMENT...: becomes a class of the benchmarks
java_main() {
  exec "$java_home/bin/java" -Xmx256m -XX:+UseSerialGC -Xlog:disable \
    -cp "$root/benchmarks/target/classes:$root/campaign-cli/target/blast.jar" "dev.blast.benchmarks.$1" "${@:2}"
}

# CLASS ARGUMENT...: runs a class that measures itself, in the heap of blast; BLAST_JAVA_OPTS reach it
measured_main() {
  # shellcheck disable=SC2086 # options are words
  "$java_home/bin/java" -Xmx768m -XX:+UseParallelGC -XX:+UseCompactObjectHeaders -Xlog:disable \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 ${BLAST_JAVA_OPTS-} \
    -cp "$root/benchmarks/target/classes:$root/benchmarks/target/lib/*" "dev.blast.benchmarks.$1" "${@:2}"
}

# CLASS DIR ARGUMENT...: starts a server that writes DIR/port; sets provider_pid and port
start_server() {
  mkdir -p "$2"
  rm -f "$2/port"
  java_main "$@" &
  provider_pid=$!
  until [ -s "$2/port" ]; do
    kill -0 "$provider_pid" 2>/dev/null || { say "the server did not start"; exit 3; }
    sleep 0.05
  done
  port=$(<"$2/port")
}

# DIR [LATENCY_MS [SHARE_503 [SHARE_429]]]: starts a counting provider; sets provider_pid and port
start_provider() {
  start_server Provider "$@"
}

# ends the provider, which then writes its counts
stop_provider() {
  kill "$provider_pid" 2>/dev/null || true
  wait "$provider_pid" 2>/dev/null || true
  provider_pid=
}

# how many messages the provider has accepted so far
accepted() {
  local line answer=
  exec 9<>"/dev/tcp/127.0.0.1/$port" || return 1
  printf 'GET /counts HTTP/1.1\r\nHost: localhost\r\n\r\n' >&9
  while IFS= read -r line <&9; do
    [ "$line" = $'\r' ] && break
  done
  IFS= read -r -d '}' answer <&9
  exec 9>&-
  answer=${answer#*\"accepted\":}
  echo "${answer%%,*}"
}

# ROWS FILE: an audience of customer_id, email, first_name
audience() {
  awk -v rows="$1" 'BEGIN {
    print "customer_id,email,first_name"
    for (i = 1; i <= rows; i++) printf "r%07d,r%07d@example.com,Name %d\n", i, i, i
  }' >"$2"
}

# ID FILE CONCURRENCY AUDIENCE: a campaign that posts to the provider
webhook_campaign() {
  cat >"$2" <<YAML
id: $1
audience: { path: $4, columns: { id: customer_id, address: email } }
message:
  channel: { type: webhook, url: "http://127.0.0.1:$port/send", concurrency: $3 }
  subject: "Good morning {{first_name|there}}"
  body: "Your code is {{coupon}}."
coupon: { code: MORNING20 }
attempts: { max: 5, firstDelay: 200ms, maxDelay: 2s }
YAML
}

milliseconds() { local now=${EPOCHREALTIME/[.,]/}; echo $((now / 1000)); }

# COMMAND...: runs it and sets code, wall_ms, cpu_ms (user and system) and rss_kib (its peak)
# shellcheck disable=SC2034 # its callers use them
measure() {
  local started pid status stat ticks=0 fields
  started=$(milliseconds)
  rss_kib=0
  "$@" &
  pid=$!
  # the last reading before the end stands for the whole: 50 ms of CPU at most are missed
  while kill -0 "$pid" 2>/dev/null; do
    status='' stat=''
    { read -r -d '' status <"/proc/$pid/status"; read -r -d '' stat <"/proc/$pid/stat"; } 2>/dev/null || true
    if [[ $status =~ VmHWM:[[:space:]]*([0-9]+) ]]; then
      rss_kib=${BASH_REMATCH[1]}
      # behind the name in brackets, utime and stime are the 12th and 13th: proc(5)
      read -r -a fields <<<"${stat##*) }"
      ticks=$((fields[11] + fields[12]))
    fi
    sleep 0.05
  done
  code=0
  wait "$pid" || code=$?
  wall_ms=$(($(milliseconds) - started))
  cpu_ms=$((ticks * 1000 / $(getconf CLK_TCK)))
}

seconds() { printf '%d.%01d' $(($1 / 1000)) $(($1 % 1000 / 100)); }
