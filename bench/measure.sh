# shellcheck shell=bash disable=SC2154
# One run of one tool.

say() { printf '== %s\n' "$*" >&2; }

# begin TABLE forgets what was measured for it before.
begin() { rm -f "$results/$1.jsonl"; say "$1"; }

# empty FOLDER leaves two directories: files, for what is fetched, and log, for what the tool says of it.
empty() {
  rm -rf "${1:?}/files" "$1/log"
  mkdir "$1/files" "$1/log"
  [ "$1" = "$work" ] || sync # what was deleted is no load of the next
}

# gauged TABLE ROUND TOOL FOLDER [gauge's flags] -- COMMAND ...
gauged() {
  local table=$1 round=$2 tool=$3 directory=$4
  shift 4
  empty "$directory"
  "$gauge" measure -results "$results" -hoist "$commit" -table "$table" -round "$round" -tool "$tool" \
    -dir "$directory/files" -stdout "$directory/log/stdout" -stderr "$work/stderr" "$@"
}

# turned ROUND WORD ... has each round begin with another word, so that none always follows the same.
turned() {
  local by=$((($1 - 1) % ($# - 1)))
  shift
  printf '%s\n' "${@:by+1}" "${@:1:by}"
}
