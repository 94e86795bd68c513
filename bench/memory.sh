# shellcheck shell=bash disable=SC2154
# The largest process at growing lists.

scenario_memory() {
  begin memory
  local codes round tool
  for round in $(seq "$MEMORY_RUNS"); do
    for codes in $CODES; do
      list_codes "$codes" > "$work/codes"
      sed "s|.*|${at[http]}/tiny/&|" "$work/codes" > "$work/urls"
      sed "s|.*|url=\"${at[http]}/tiny/&\"\noutput=\"$work/files/&\"|" "$work/codes" > "$work/curl.conf"
      for tool in hoist curl ${have[wget2]+wget2} ${have[aria2c]+aria2}; do
        memory_run "$round" "$tool" "$codes"
      done
    done
  done
  empty "$work"
}

memory_run() {
  local run=(gauged memory "$1") which=("$work" -limit "$LIMIT" -files "$3" -bytes "$3" --)
  case $2 in
    hoist) # which has to get to the end
      "${run[@]}" '**hoist**' "$work" -files "$3" -bytes "$3" -- "$hoist" -q -w "$inflight" --url "${at[http]}/tiny/{code}" -f "$work/codes" \
        -o "$work/files" --log /dev/null
      ;;
    curl) "${run[@]}" '`curl -Z -K`' "${which[@]}" curl -sS -Z --parallel-max "$inflight" -K "$work/curl.conf" ;;
    wget2) "${run[@]}" '`wget2 -i`' "${which[@]}" wget2 -q --no-hsts --max-threads="$inflight" -P "$work/files" -i "$work/urls" ;;
    aria2) "${run[@]}" '`aria2c -i`' "${which[@]}" aria2c -q -j "$inflight" --file-allocation=none -d "$work/files" -i "$work/urls" ;;
  esac
}
