# An archive of what a start of the jar loads and links, with which the next ones are faster
# (JEP 483, 514, 515); sourced by ../../weir.
# shellcheck shell=sh disable=SC2154,SC2034 # set and read by weir

archive=$target/weir.aot

# Writes the archive, unless there is one of this jar. Without it everything works as well.
record_archive() {
  ! [ "$archive" -nt "$jar" ] || return 0
  say 'recording a start, so that the next ones are fast (log: target/weir-aot.log)'
  # shellcheck disable=SC2086 # flags, to be split
  (cd "$root" && exec "$JAVA_HOME/bin/java" \
    -Djava.util.logging.manager=org.jboss.logmanager.LogManager \
    -cp "$target/test-classes:$target/classes:$(cat "$classpath")" \
    dev.weir.stack.Training "$archive" $collector) >"$target/weir-aot.log" 2>&1 </dev/null 3>&- &
  child=$!
  if ! wait "$child"; then
    say 'that failed: Weir will start without it'
    # Not to be tried again with every start: an empty archive is none, and up to date.
    : >"$archive"
  fi
  child=
}

# Sets $archived if the JVM is to use the archive. One that is of another JVM, jar or collector it
# passes over by itself.
use_archive() {
  archived=
  case ${WEIR_JAVA_OPTS-} in
  *-XX:AOT* | *-XX:*SharedArchive* | *-Xshare*) ;;
  *) [ ! -s "$archive" ] || archived=yes ;;
  esac
}
