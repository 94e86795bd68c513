# shellcheck shell=bash disable=SC2154
# The largest process at growing lists with columns.

# Each tool is hoist with another list or another template. The disk makes no difference.
scenario_tables() {
  [ "$1" = memory ] || return 0
  begin tables-memory
  local codes round tool
  for codes in $CODES; do
    seq "$codes" > "$work/rows"
    rows > "$work/rows.csv"
    for round in $(seq "$RUNS"); do
      for tool in $(turned "$round" lines csv names); do
        tables_run "$2" "$round" "$tool" "$codes"
      done
    done
  done
  rm "$work/rows" "$work/rows.csv"
  empty "$2"
}

# rows prints a table with the SHA-256 of the body. Each name differs, but no column proves that.
rows() {
  local sha
  sha=$(printf x | sha256sum | cut -d ' ' -f 1)
  awk -v sha="$sha" 'BEGIN { print "id,name,sha" } { print $1 ",name " $1 "," sha }' "$work/rows"
}

tables_run() {
  local directory=$1 codes=$4
  local run=(gauged tables-memory "$2") whole=("$1" -files "$4" -bytes "$4" -limit 30m --)
  local hoist_cmd=("$hoist" -q -w "$inflight" --durability none -o "$directory/files")
  local checked=(--url "${at[http]}/tiny/{id}" -f "$work/rows.csv" --expect 'sha256={sha}' --keep '*')
  case $3 in
    lines)
      "${run[@]}" 'the codes as lines' "${whole[@]}" \
        "${hoist_cmd[@]}" --url "${at[http]}/tiny/{code}" -f "$work/rows" --log /dev/null
      ;;
    csv)
      "${run[@]}" "CSV, \`--expect\`, \`--keep '*'\`" "${whole[@]}" \
        "${hoist_cmd[@]}" "${checked[@]}" --log /dev/null
      ;;
    names)
      "${run[@]}" "the same, \`-n '{name}'\`" "${whole[@]}" \
        "${hoist_cmd[@]}" "${checked[@]}" -n '{name}' --log "$directory/log/hoist"
      ;;
  esac
}
