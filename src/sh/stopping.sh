# Ending what we started when a signal comes; sourced by ../../weir.
# shellcheck shell=sh disable=SC2154 # $child and $stamp are set by those who source and use this

# Prints the processes below process $1. Children of a background job ignore SIGINT and need not
# share a process group, so we find them by their parents.
descendants() {
  if [ -r /proc/self/stat ]; then
    cat /proc/[0-9]*/stat 2>/dev/null | sed -n 's/^\([0-9]*\) (.*) [A-Za-z] \([0-9]*\) .*/\1 \2/p'
  else
    ps -A -o pid= -o ppid=
  fi | awk -v top="$1" '
    { parent[$1] = $2 }
    END {
      for (p in parent) {
        for (q = parent[p]; q != top && q in parent; q = parent[q]) { }
        if (q == top) print p
      }
    }'
}

alive() {
  for pid in "$@"; do
    ! kill -0 "$pid" 2>/dev/null || printf '%s ' "$pid"
  done
}

# Ends a build with everything that it started. The mark of the unfinished build stays, so that the
# next one repairs what this one left half written.
interrupted() {
  trap '' HUP INT TERM
  if [ -n "$child" ]; then
    # shellcheck disable=SC2046 # process ids, to be split
    set -- "$1" "$child" $(descendants "$child")
    code=$1
    shift
    kill -TERM "$@" 2>/dev/null || :
    wait "$child" 2>/dev/null || :
    waited=0
    while [ -n "$(alive "$@")" ] && [ "$waited" -lt 10 ]; do
      sleep 1
      waited=$((waited + 1))
    done
    kill -KILL "$@" 2>/dev/null || :
    set -- "$code"
  fi
  rm -f "$stamp.new"
  printf 'weir: interrupted\n' >&2
  exit "$1"
}

trap 'interrupted 129' HUP
trap 'interrupted 130' INT
trap 'interrupted 143' TERM
