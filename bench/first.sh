# shellcheck shell=bash disable=SC2154
# The time from a line of input to its file, while the input stays open.

scenario_first() {
  begin "first-$1"
  local round tool
  for round in $(seq "$RUNS"); do
    for tool in $(turned "$round" hoist curl \
      ${have[aria2c]+aria2 aria2-deferred} ${have[xargs]+xargs}); do
      first_run "first-$1" "$2" "$round" "$tool"
    done
  done
}

first_run() {
  local url=${at[http]}/f/f0000001 directory=$2 to=$2/files
  local run=("$gauge" first -results "$results" -hoist "$commit" -table "$1" -round "$3"
    -dir "$to" -bytes "$size")
  local aria2=(aria2c -q --file-allocation=none -d "$to" -i -)
  empty "$directory"
  case $4 in
    hoist)
      "${run[@]}" -tool '**hoist**' -line f0000001 -- "$hoist" -q --url "${at[http]}/f/{code}" \
        -o "$to" --log "$directory/log/hoist"
      ;;
    curl)
      "${run[@]}" -tool '`curl -K -`' -line "url=$url" -- curl -sS -Z --remote-name-all \
        --output-dir "$to" -K -
      ;;
    aria2) "${run[@]}" -tool '`aria2c -i -`' -line "$url" -- "${aria2[@]}" ;;
    aria2-deferred)
      "${run[@]}" -tool '`aria2c -i - --deferred-input`' -line "$url" -- \
        "${aria2[@]}" --deferred-input=true
      ;;
    xargs)
      "${run[@]}" -tool '`xargs -n 1 curl`' -line "$url" -- \
        xargs -n 1 curl -sS --remote-name-all --output-dir "$to"
      ;;
  esac
}
