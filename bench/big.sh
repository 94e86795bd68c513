# shellcheck shell=bash disable=SC2154
# One large file.

scenario_big() {
  begin big
  head -c "$BIG" /dev/urandom > "$work/site/big"
  local round tool
  for round in $(seq "$RUNS"); do
    for tool in $(turned "$round" hoist curl ${have[aria2c]+aria2}); do
      big_run "$round" "$tool"
    done
  done
  empty "$work"
  rm "$work/site/big"
}

big_run() {
  local run=(gauged big "$1") whole=("$work" -files 1 -bytes "$BIG" --)
  case $2 in
    hoist) "${run[@]}" '**hoist**, with its SHA-256' "${whole[@]}" "$hoist" -q --url "${at[http]}/{code}" -o "$work/files" --log "$work/log/hoist" big ;;
    curl) "${run[@]}" '`curl`' "${whole[@]}" curl -sS -o "$work/files/big" "${at[http]}/big" ;;
    aria2) "${run[@]}" '`aria2c`' "${whole[@]}" aria2c -q --file-allocation=none -d "$work/files" "${at[http]}/big" ;;
  esac
}
