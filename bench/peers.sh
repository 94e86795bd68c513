# shellcheck shell=bash disable=SC2154
# The tools of the comparison: they are there, are installed, or are left out.

declare -A have=()

build() {
  say "build hoist and the gauge"
  # HOME is not the caller's any more, so the build sets it for Go's caches.
  commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)
  local changes
  changes=$(git -C "$root" status --porcelain --untracked-files=no -- '*.go' go.mod 2>/dev/null ||
    true)
  [ -z "$changes" ] || commit+=+
  (
    cd "$root"
    export HOME=$caller CGO_ENABLED=0
    go build -trimpath -o "$hoist" .
    go build -trimpath -o "$gauge" ./bench/gauge
  )
}

find_peers() {
  local -A package=([curl]=curl [wget2]=wget2 [aria2c]=aria2 [wrk]=wrk [nginx]=nginx-light
    [xargs]=findutils [openssl]=openssl)
  local missing=() tool
  PATH=$PATH:/usr/sbin:/sbin # nginx
  for tool in "${!package[@]}"; do
    command -v "$tool" >/dev/null || missing+=("${package[$tool]}")
  done
  find_python || missing+=(python3-httpx)
  if [ ${#missing[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "install ${missing[*]}"
    apt-get update -q >/dev/null
    for tool in "${missing[@]}"; do # one by one, so that a missing package does not stop the others
      DEBIAN_FRONTEND=noninteractive \
        apt-get install -qy --no-install-recommends "$tool" >/dev/null || true
    done
    find_python || true
  fi
  absent=()
  for tool in "${!package[@]}"; do
    if command -v "$tool" >/dev/null; then have[$tool]=1; else absent+=("${package[$tool]}"); fi
  done
  if [ "$python" ]; then have[httpx]=1; else absent+=(python3-httpx); fi
  [ ${#absent[@]} = 0 ] || say "left out, since not there: ${absent[*]}"
  for tool in nginx openssl curl; do
    [ "${have[$tool]-}" ] || { say "it does not go without $tool"; exit 1; }
  done
}

# find_python looks for a Python that has httpx. The first Python in the path may not have it.
find_python() {
  python=
  local candidate
  for candidate in $(type -ap python3); do
    if "$candidate" -c 'import httpx' 2>/dev/null; then python=$candidate; return; fi
  done
  return 1
}

about() {
  local memory processor disk_type system
  system=$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release)
  processor=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)
  disk_type=$(findmnt -no FSTYPE -T "$disk" 2>/dev/null || stat -f -c %T "$disk")
  memory=$(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)
  cat <<EOF
| | |
|---|---|
| machine | $(nproc) cores ($processor), $memory of memory |
| system | $system, Linux $(uname -r), $(uname -m) |
| memory, disk | $(stat -f -c %T "$work"), $disk_type |
| load when \`bench/run\` last began | $(cut -d ' ' -f 1-3 /proc/loadavg) |
| hoist | $("$hoist" --version | awk '{ print $NF }'), $(go version | awk '{ print $3 }') |
| curl | $(curl --version | awk 'NR == 1 { print $2 ", " $5 }') |
EOF
  [ -z "${have[wget2]-}" ] || echo "| wget2 | $(wget2 --version | awk 'NR == 1 { print $3 }') |"
  [ -z "${have[aria2c]-}" ] || echo "| aria2 | $(aria2c --version | awk 'NR == 1 { print $3 }') |"
  [ -z "${have[xargs]-}" ] || echo "| xargs | $(xargs --version | awk 'NR == 1 { print $NF }') |"
  local httpx='import platform, httpx; print(platform.python_version() + ", " + httpx.__version__)'
  [ -z "${have[httpx]-}" ] || echo "| Python, httpx | $("$python" -c "$httpx") |"
  [ -z "${have[wrk]-}" ] ||
    echo "| wrk | $( (wrk --version || true) 2>&1 | awk 'NR == 1 { print $2 }') |"
  echo "| nginx | $(nginx -v 2>&1 | sed 's,.*/,,') |"
  [ ${#absent[@]} = 0 ] || echo "| not there, left out | ${absent[*]} |"
}
