# Building with Maven, and knowing when to; sourced by ../../weir.
# shellcheck shell=sh disable=SC2154,SC2034 # $root and $target are set by weir, $child is read on a signal

stamp=$target/weir.stamp       # its time is when the last complete build began
building=$target/weir.building # holds the process id of a build that has not ended well yet

# Waits for the build in the background, and shows that something goes on in its log $1.
follow() {
  seconds=0
  while kill -0 "$child" 2>/dev/null; do
    sleep 1
    seconds=$((seconds + 1))
    [ $((seconds % 10)) -ne 0 ] || say "$(awk -v seconds="$seconds" '
      /^(\[INFO\] )?Downloaded/ { files++ }
      /^\[INFO\] --- / { step = $3; sub(/:[0-9].*:/, " ", step) }
      END { printf "  %d s, %d files downloaded%s", seconds, files, step == "" ? "" : ", now at " step }
    ' "$1")"
  done
  outcome=0
  wait "$child" || outcome=$?
  child=
}

# Fetches Maven itself, so that a missing network or tool shows here and as what it is.
need_maven() {
  name=$(sed -n 's|^distributionUrl=.*/\(.*\)-bin\.zip.*|\1|p' \
    "$root/.mvn/wrapper/maven-wrapper.properties")
  wrapper=${MAVEN_USER_HOME:-$HOME/.m2}/wrapper
  for mvn in "$wrapper/dists/$name"/*/bin/mvn; do
    [ ! -x "$mvn" ] || return 0
  done
  have unzip || { have tar && have gzip; } || die 3 'Maven comes packed: install unzip, or tar and gzip'
  mkdir -p "$wrapper" 2>/dev/null || die 3 "cannot write to $wrapper"
  say "downloading $name"
  log=$target/weir-maven.log
  # Unpacked beside its final place, Maven gets there by a rename: entirely or not at all.
  (cd "$root" && TMPDIR=$wrapper exec ./mvnw -v) >"$log" 2>&1 </dev/null 3>&- &
  child=$!
  follow "$log"
  [ "$outcome" -eq 0 ] || die 3 "cannot download Maven: $(tail -n 1 "$log")"
}

# Marks target/ as unfinished. A mark without its process means an interrupted build, after which
# classes may be cut short and yet look up to date.
begin_build() {
  if [ -f "$building" ]; then
    owner=$(cat "$building")
    if [ "${owner:-$$}" != $$ ] && kill -0 "$owner" 2>/dev/null; then
      die 3 "process $owner builds here already: wait for it (or remove target/weir.building)"
    fi
    say 'an earlier build was interrupted: starting afresh'
    rm -rf "$target"
    mkdir -p "$target"
  fi
  echo $$ >"$building"
  rm -f "$stamp"
  : >"$stamp.new"
}

# Takes the mark away. With $1 = complete, what was built counts as up to date from now on; the
# stamp keeps the time of the beginning, since a source may have changed meanwhile.
end_build() {
  if [ "$1" = complete ]; then mv "$stamp.new" "$stamp"; else rm -f "$stamp.new"; fi
  rm -f "$building"
}

# Builds what $1 names, with $2 (complete or partial) and Maven's arguments.
build_with_maven() {
  what=$1
  kind=$2
  shift 2
  say "using the JDK in $JAVA_HOME"
  need_maven
  begin_build
  log=$target/weir-build.log
  say "building $what (log: target/weir-build.log; the first time takes some minutes)"
  (cd "$root" && exec ./mvnw -B "$@") >"$log" 2>&1 </dev/null 3>&- &
  child=$!
  follow "$log"
  if [ "$outcome" -eq 0 ]; then
    end_build "$kind"
    return
  fi
  end_build failed
  if grep -q 'Could not transfer \|UnknownHostException\|Unknown host' "$log"; then
    die 3 'Maven cannot download what the build needs: is there a network? (target/weir-build.log)'
  fi
  ! grep -q 'No space left on device' "$log" || die 3 'the disk is full'
  tail -n 40 "$log" >&3
  die 1 'the build failed (its end is above, all of it in target/weir-build.log)'
}

# Succeeds when the last complete build is not older than any of the paths given.
fresh() {
  [ -f "$stamp" ] && [ -f "$jar" ] || return 1
  # A folder becomes newer when one of its files goes.
  [ -z "$(cd "$root" && find pom.xml .mvn "$@" -newer "$stamp" 2>/dev/null)" ]
}

build_jar() { build_with_maven "$1" complete package -DskipTests -DskipITs; }
