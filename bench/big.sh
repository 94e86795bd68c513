# shellcheck shell=bash disable=SC2154
# One large file.

scenario_big() {
  begin "big-$1"
  head -c "$BIG" /dev/urandom > "$work/site/big"
  local round tool
  for round in $(seq "$RUNS"); do
    for tool in $(turned "$round" hoist-none hoist-batch curl ${have[aria2c]+aria2}); do
      empty "$2" # before memory is touched, so that the freed memory goes back to the host first
      touch_memory
      big_run "big-$1" "$2" "$round" "$tool"
    done
  done
  empty "$2"
  rm "$work/site/big"
}

# touch_memory makes the host of a virtual machine provide the memory that the next run will fill.
# Some seconds after a run, the kernel returns the freed memory to the host (free page reporting).
# That may happen during the next run. Getting a page from the host takes longer than all work of a
# tool on that page.
touch_memory() {
  [ -z "$quick" ] || return 0
  sleep 5
  head -c $((BIG / 8 * 9)) /dev/zero > "$work/touched"
  rm "$work/touched"
}

big_run() {
  local directory=$2 run=(gauged "$1" "$3") whole=("$2" -files 1 -bytes "$BIG" --)
  local hoist_cmd=("$hoist" -q --url "${at[http]}/{code}" -o "$directory/files"
    --log "$directory/log/hoist" big)
  case $4 in
    hoist-none)
      "${run[@]}" '**hoist** `--durability none`, with its SHA-256' "${whole[@]}" \
        "${hoist_cmd[@]}" --durability none
      ;;
    hoist-batch)
      "${run[@]}" '**hoist** `--durability batch`, with its SHA-256' "${whole[@]}" "${hoist_cmd[@]}"
      ;;
    curl) "${run[@]}" '`curl`' "${whole[@]}" curl -sS -o "$directory/files/big" "${at[http]}/big" ;;
    aria2)
      "${run[@]}" '`aria2c`' "${whole[@]}" \
        aria2c -q --file-allocation=none -d "$directory/files" "${at[http]}/big"
      ;;
  esac
}
