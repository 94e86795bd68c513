# shellcheck shell=bash disable=SC2034 # used by who reads this
# The working directories, which are removed at the end.

# The user's settings for the tools must not change the measurement.
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
for variable in $(compgen -e HOIST_ || true); do unset "$variable"; done

: "${FAST:=/dev/shm}"
work=$(mktemp -d "$FAST/hoist-bench.XXXXXX")
directories=("$work") # to be removed
servers=()        # to be ended
finish() {
  for pid in "${servers[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait
  rm -rf "${directories[@]}"
}
trap finish EXIT
trap 'exit 130' INT TERM

caller=$HOME
gauge=$work/gauge
hoist=$work/hoist
