# Ending what we started when a signal comes; sourced by ../../weir.
# shellcheck shell=sh disable=SC2154 # $stamp is set by those who source and use this

# Prints all processes below this one. Children of a background job ignore SIGINT and need not share
# a process group, so we find them by their parents.
descendants() {
  if [ -r /proc/self/stat ]; then
    cat /proc/[0-9]*/stat 2>/dev/null | sed -n 's/^\([0-9]*\) (.*) [A-Za-z] \([0-9]*\) .*/\1 \2/p'
  else
    ps -A -o pid= -o ppid=
  fi | awk -v top="$$" '
    { parent[$1] = $2 }
    END {
      for (p in parent) {
        for (q = parent[p]; q != top && q in parent; q = parent[q]) { }
        if (q == top) print p
      }
    }'
}

any_alive() {
  for pid in "$@"; do
    ! kill -0 "$pid" 2>/dev/null || return 0
  done
  return 1
}

# Ends a build with everything that it started, and then us with exit code $1. The mark of the
# unfinished build stays, so that the next one repairs what this one left half written.
interrupted() {
  trap '' HUP INT TERM
  code=$1
  # shellcheck disable=SC2046 # process ids, to be split
  set -- $(descendants)
  kill -TERM "$@" 2>/dev/null || :
  seconds=0
  while any_alive "$@" && [ "$seconds" -lt 10 ]; do
    sleep 1
    seconds=$((seconds + 1))
  done
  kill -KILL "$@" 2>/dev/null || :
  rm -f "$stamp.new"
  printf 'weir: interrupted\n' >&2
  exit "$code"
}

trap 'interrupted 129' HUP
trap 'interrupted 130' INT
trap 'interrupted 143' TERM
