# shellcheck shell=bash disable=SC2154
# A web of many hosts. Some hang, stall, send slowly, reset connections, fail, or answer 429.

scenario_messy() {
  begin "messy-$1"
  [ "${web-}" ] || start_web
  local round tool
  for round in $(seq "$MESSY_RUNS"); do
    for tool in $(turned "$round" hoist curl ${have[aria2c]+aria2} ${have[wget2]+wget2}); do
      messy_run "messy-$1" "$round" "$tool" "$2"
    done
  done
}

# start_web starts the server. It ends when the pipe at its standard input is closed.
start_web() {
  say "start $HOSTS hosts"
  local ready
  coproc web_server { "$gauge" web -hosts "$HOSTS" -urls "$URLS" -list "$work/web"; }
  servers+=("$web_server_PID")
  read -r ready <&"${web_server[0]}"
  [ "$ready" = ready ]
  web=1
}

# Each tool has 200 requests in flight, a timeout of 6 s if it has that option, and 3 retries.
messy_run() {
  local directory=$4
  empty "$directory"
  awk -F/ -v to="$directory/files" '{ printf "url=\"%s\"\noutput=\"%s/%s\"\n", $0, to, $NF }' \
    "$work/web" > "$work/web.conf"
  local run=("$gauge" messy -results "$results" -hoist "$commit" -table "$1" -round "$2"
    -dir "$directory/files" -limit "$MESSY_LIMIT"
    -hosts "$HOSTS" -urls "$URLS" -stdout "$directory/log/stdout" -stderr "$work/stderr")
  case $3 in
    hoist)
      "${run[@]}" -tool '**hoist**' -- \
        "$hoist" -q -w 200 -t 6s --allow-private --url '{+code}' -n '{seq}' -f "$work/web" \
        -o "$directory/files" --log "$directory/log/hoist"
      ;;
    curl)
      "${run[@]}" -tool '`curl -Z --fail`' -- curl -sSf -Z --parallel-max 200 \
        --connect-timeout 6 --speed-limit 1 --speed-time 6 --retry 3 -K "$work/web.conf"
      ;;
    aria2)
      "${run[@]}" -tool '`aria2c`' -- aria2c -q -j 200 --file-allocation=none \
        --connect-timeout=6 --timeout=6 --max-tries=4 --retry-wait=1 \
        -d "$directory/files" -i "$work/web"
      ;;
    wget2)
      "${run[@]}" -tool '`wget2`' -- wget2 -q --no-hsts --max-threads=200 --timeout=6 \
        --tries=4 -P "$directory/files" -i "$work/web"
      ;;
  esac
}
