# shellcheck shell=bash disable=SC2034 # the scripts that source this use the variables
# The working directories. They are removed at the end.

# Settings of the user for the tools must not change the measurement.
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
for variable in $(compgen -e HOIST_ || true); do unset "$variable"; done

: "${FAST:=/dev/shm}"
work=$(mktemp -d "$FAST/hoist-bench.XXXXXX")
directories=("$work") # removed at the end
servers=()            # killed at the end
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
