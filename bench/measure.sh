# shellcheck shell=bash disable=SC2154
# Functions for one run of one tool.

say() { printf '== %s\n' "$*" >&2; }

# begin TABLE removes the earlier results of the table.
begin() { rm -f "$results/$1.jsonl"; say "$1"; }

# empty DIRECTORY makes two empty directories: files for fetched files, and log for the output of the
# tool.
empty() {
  rm -rf "${1:?}/files" "$1/log"
  mkdir "$1/files" "$1/log"
  [ "$1" = "$work" ] || sync # so that deleted files do not slow the next run
}

# gauged TABLE ROUND TOOL DIRECTORY [gauge's flags] -- COMMAND ... measures a command.
gauged() {
  local table=$1 round=$2 tool=$3 directory=$4
  shift 4
  empty "$directory"
  "$gauge" measure -results "$results" -hoist "$commit" -table "$table" -round "$round" \
    -tool "$tool" -dir "$directory/files" -stdout "$directory/log/stdout" \
    -stderr "$work/stderr" "$@"
}

# turned ROUND WORD ... prints the words and starts each round with another word, so that the same
# tool is not always the first.
turned() {
  local by=$((($1 - 1) % ($# - 1)))
  shift
  printf '%s\n' "${@:by+1}" "${@:1:by}"
}
