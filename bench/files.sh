# shellcheck shell=bash disable=SC2154
# Many small files: the rate and its cost.

scenario_files() {
  local protocol
  for protocol in http https http2; do
    files_table "$1" "$protocol" "$FILES" "$2"
  done
}

list_codes() { seq -f 'f%07.0f' "$1"; }

files_table() {
  local protocol=$2 files=$3 directory=$4 round tool tools table=files-$1-$2
  begin "$table"
  list_codes "$files" > "$work/codes"
  list_codes "$SLOW_FILES" > "$work/codes.slow"
  files_lists "$directory" "${at[$protocol]}/f"
  mapfile -t tools < <(files_tools "$protocol")
  for round in $(seq "$RUNS"); do
    for tool in $(turned "$round" "${tools[@]}"); do
      files_run "$table" "$round" "$tool" "$directory" "$protocol" "$files"
    done
  done
}

# files_tools PROTOCOL prints the tools for a protocol. The packaged aria2, httpx and wrk don't
# support HTTP/2. One curl for each file gains nothing from HTTP/2.
files_tools() {
  printf "%s\n" hoist-none hoist-batch curl curl-json
  [ -z "${have[wget2]-}" ] || echo wget2
  [ "$1" != http2 ] || return 0
  [ -z "${have[aria2c]-}" ] || echo aria2
  [ -z "${have[xargs]-}" ] || printf "%s\n" xargs-1 xargs-n
  [ -z "${have[httpx]-}" ] || echo httpx
  [ -z "${have[wrk]-}" ] || echo wrk
  echo save
}

# files_lists writes the list in the format of each tool.
files_lists() {
  local directory=$1 url=$2
  sed "s|.*|$url/&|" "$work/codes" > "$work/urls"
  sed "s|.*|$url/&|" "$work/codes.slow" > "$work/urls.slow"
  sed "s|.*|url=\"$url/&\"\noutput=\"$directory/files/&\"|" "$work/codes" > "$work/curl.conf"
}

files_run() {
  local table=$1 round=$2 tool=$3 directory=$4 protocol=$5 files=$6 version=()
  local all=(-files "$files" -bytes "$((files * size))")
  local some=(-files "$SLOW_FILES" -bytes "$((SLOW_FILES * size))")
  local run=(gauged "$table" "$round")
  local hoist_cmd=("$hoist" -q -w "$inflight" --url "${at[$protocol]}/f/{code}" -f "$work/codes"
    -o "$directory/files" --log "$directory/log/hoist" --cacert "$work/cert.pem")
  [ "$protocol" = http2 ] || hoist_cmd+=(--http 1.1)
  [ "$protocol" = http2 ] || version=(--http1.1)
  local curl_one=(curl -sS "${version[@]}" --cacert "$work/cert.pem")
  local curl_cmd=("${curl_one[@]}" -Z --parallel-max "$inflight" -K "$work/curl.conf")
  local xargs_cmd=("${curl_one[@]}" --remote-name-all --output-dir "$directory/files")
  case $tool in
    hoist-none)
      "${run[@]}" '**hoist** `--durability none`' "$directory" "${all[@]}" -- \
        "${hoist_cmd[@]}" --durability none
      ;;
    hoist-batch)
      "${run[@]}" '**hoist** `--durability batch`' "$directory" "${all[@]}" -- "${hoist_cmd[@]}"
      ;;
    curl) "${run[@]}" '`curl -Z`' "$directory" "${all[@]}" -- "${curl_cmd[@]}" ;;
    curl-json)
      "${run[@]}" "\`curl -Z -w '%{json}'\`" "$directory" "${all[@]}" -- \
        "${curl_cmd[@]}" -w '%{json}\n'
      ;;
    wget2)
      local http2=on
      [ "$protocol" = http2 ] || http2=off
      "${run[@]}" '`wget2`' "$directory" "${all[@]}" -- wget2 -q --no-hsts --http2=$http2 \
        --ca-certificate="$work/cert.pem" --max-threads="$inflight" \
        -P "$directory/files" -i "$work/urls"
      ;;
    aria2)
      "${run[@]}" "\`aria2c -j $inflight\`" "$directory" "${all[@]}" -- \
        aria2c -q -j "$inflight" --ca-certificate="$work/cert.pem" --file-allocation=none \
        -d "$directory/files" -i "$work/urls"
      ;;
    xargs-1)
      "${run[@]}" "\`xargs -P $inflight -n 1 curl\`" "$directory" "${some[@]}" -- \
        xargs -a "$work/urls.slow" -P "$inflight" -n 1 "${xargs_cmd[@]}"
      ;;
    xargs-n)
      "${run[@]}" "\`xargs -P $inflight -n 100 curl\`" "$directory" "${all[@]}" -- \
        xargs -a "$work/urls" -P "$inflight" -n 100 "${xargs_cmd[@]}"
      ;;
    httpx)
      "${run[@]}" "Python, $inflight threads, \`httpx.get\`" "$directory" "${some[@]}" -- \
        "$python" "$here/pool.py" "$inflight" "$work/cert.pem" "$directory/files" "$work/urls.slow"
      ;;
    wrk)
      "${run[@]}" 'limit: `wrk`, fetching alone' "$directory" -count '(\d+) requests in' -- \
        wrk -t 2 -c "$inflight" -d 1s -s "$here/wrk.lua" "${at[$protocol]}" -- "$files"
      ;;
    save)
      "${run[@]}" 'limit: saving alone' "$directory" "${all[@]}" -- \
        "$gauge" save "$directory/files" "$files" "$size"
      ;;
  esac
}
