# shellcheck shell=bash disable=SC2154
# The time for 20 codes of a server that takes 200 ms for each answer.

site= # URL of that server, once it is running

scenario_latency() {
  begin "latency-$1"
  [ "$site" ] || start_delay
  printf '%s\n' BD BR CD CN DE EG ET FR ID IN IR JP MX NG PH PK RU TR US VN > "$work/codes"
  sed "s|.*|\L$site/&/&.gif|" "$work/codes" > "$work/urls"
  local expected round tool
  expected=$(delay_bytes)
  for round in $(seq "$RUNS"); do
    for tool in $(turned "$round" hoist-20 hoist-1 ${have[httpx]+httpx-20 httpx-1}); do
      latency_run "latency-$1" "$2" "$round" "$tool" "$expected"
    done
  done
}

start_delay() {
  "$hoist" serve --port 0 --min-delay 200ms --max-delay 200ms delay > "$work/delay.log" 2>&1 &
  servers+=($!)
  until [ "$site" ]; do
    sleep 0.1
    site=$(sed -n 's|.*\(http://[^;]*\);.*|\1|p' "$work/delay.log")
  done
}

# delay_bytes prints the number of bytes that curl gets. All other tools must get the same number.
delay_bytes() { xargs -a "$work/urls" -P 20 -n 1 curl -sSf | wc -c; }

latency_run() {
  local directory=$2 run=(gauged "$1" "$3") have_all=(-files 20 -bytes "$5")
  local workers=${4#*-}
  case $4 in
    hoist-*)
      "${run[@]}" "**hoist** \`-w $workers\`" "$directory" "${have_all[@]}" -- \
        "$hoist" -q -w "$workers" --url "$site/{lower}/{lower}.gif" -f "$work/codes" \
        -o "$directory/files" --log "$directory/log/hoist"
      ;;
    httpx-*)
      "${run[@]}" "Python \`httpx.get\`, $workers at a time" "$directory" "${have_all[@]}" -- \
        "$python" "$here/pool.py" "$workers" "" "$directory/files" "$work/urls"
      ;;
  esac
}
