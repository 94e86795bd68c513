# shellcheck shell=bash disable=SC2154
# The largest process at growing lists.

scenario_memory() {
  begin "memory-$1"
  local codes round tool lists=$CODES
  [ "$1" = memory ] || lists=$DISK_CODES
  for round in $(seq "$RUNS"); do
    for codes in $lists; do
      list_codes "$codes" > "$work/codes"
      sed "s|.*|${at[http]}/tiny/&|" "$work/codes" > "$work/urls"
      sed "s|.*|url=\"${at[http]}/tiny/&\"\noutput=\"$2/files/&\"|" "$work/codes" \
        > "$work/curl.conf"
      for tool in hoist curl ${have[wget2]+wget2} ${have[aria2c]+aria2}; do
        memory_run "memory-$1" "$2" "$round" "$tool" "$codes"
      done
    done
  done
  empty "$2"
}

memory_run() {
  local directory=$2 run=(gauged "$1" "$3") which=("$2" -limit "$LIMIT" -files "$5" -bytes "$5" --)
  case $4 in
    hoist) # hoist has to reach the end of the list
      "${run[@]}" '**hoist**' "$directory" -files "$5" -bytes "$5" -- \
        "$hoist" -q -w "$inflight" --url "${at[http]}/tiny/{code}" -f "$work/codes" \
        -o "$directory/files" --log /dev/null
      ;;
    curl)
      "${run[@]}" '`curl -Z -K`' "${which[@]}" \
        curl -sS -Z --parallel-max "$inflight" -K "$work/curl.conf"
      ;;
    wget2)
      "${run[@]}" '`wget2 -i`' "${which[@]}" wget2 -q --no-hsts --max-threads="$inflight" \
        -P "$directory/files" -i "$work/urls"
      ;;
    aria2)
      "${run[@]}" '`aria2c -i`' "${which[@]}" aria2c -q -j "$inflight" --file-allocation=none \
        -d "$directory/files" -i "$work/urls"
      ;;
  esac
}
