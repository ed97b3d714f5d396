# Finding or installing a JDK 25; sourced by ../../weir.
# shellcheck shell=sh disable=SC2154 # $target is set by weir

# Prints the major version of the JDK in $1; 0 when there is none that can compile.
jdk_major() {
  major=0
  if [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ]; then
    # Asking the file that every JDK carries spares us starting each one we find.
    major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null) || major=
    [ -n "$major" ] ||
      major=$("$1/bin/java" -version 2>&1 | sed -n '1s/.* version "\([0-9]*\).*/\1/p') || major=
    # One for another processor or C library has the file too, but does not start.
    [ "${major:-0}" -lt 25 ] || "$1/bin/java" -version >/dev/null 2>&1 || major=0
  fi
  printf '%s' "${major:-0}"
}

# Prints the home of the `java` on the PATH, which may be a link or the script of a version manager.
home_on_path() {
  have java || return 0
  home=$(readlink -f "$(command -v java)" 2>/dev/null) || home=
  home=${home%/bin/java}
  [ -x "$home/bin/javac" ] ||
    home=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
  printf '%s' "$home"
}

# Sets JAVA_HOME to $1 and succeeds if it is a JDK of version $2 or later, but not after $3.
try_jdk() {
  [ -n "$1" ] || return 1
  found=$(jdk_major "$1")
  [ "$found" -ge "$2" ] && [ "$found" -le "$3" ] || return 1
  JAVA_HOME=$1
  export JAVA_HOME
}

search_jdk() {
  dirs=${WEIR_JVM_DIRS-/usr/lib/jvm:/opt:/opt/java:/usr/local:${SDKMAN_DIR:-$HOME/.sdkman}/candidates/java:$HOME/.jdks:/Library/Java/JavaVirtualMachines:/opt/homebrew/opt:/usr/local/opt}
  # What we build with is 25; a later one serves if there is nothing else.
  for last in 25 999; do
    IFS=:
    for dir in $dirs; do
      unset IFS
      for home in "$dir"/* "$dir"/*/Contents/Home; do
        ! try_jdk "$home" 25 "$last" || return 0
      done
    done
    unset IFS
  done
  return 1
}

find_jdk() {
  try_jdk "${JAVA_HOME-}" 25 999 && return
  try_jdk "$(home_on_path)" 25 999 && return
  if [ -z "${WEIR_JVM_DIRS-}" ] && [ -x /usr/libexec/java_home ]; then
    try_jdk "$(/usr/libexec/java_home -v 25+ 2>/dev/null)" 25 999 && return
  fi
  search_jdk
}

# Installs the first of the packages after "$1 $2" (a tool, its words) that there is.
install_first() {
  tool="$1 $2"
  shift 2
  for package in "$@"; do
    say "no JDK 25 found: trying to install $package (log: target/weir-install.log)"
    # In the foreground, so that Ctrl-C reaches it under sudo as well.
    # shellcheck disable=SC2086 # words of a command
    $as_root $tool "$package" >>"$target/weir-install.log" 2>&1 </dev/null && return
  done
  return 1
}

install_jdk() {
  [ -z "${WEIR_NO_INSTALL-}" ] || return 1
  as_root=
  if have brew; then
    install_first brew install openjdk@25
    return
  fi
  if [ "$(id -u)" -ne 0 ]; then
    have sudo && sudo -n true 2>/dev/null || return 1
    as_root='sudo -n'
  fi
  if have apt-get; then
    as_root="$as_root env DEBIAN_FRONTEND=noninteractive"
    # A source that does not answer need not be the one that has the JDK.
    $as_root apt-get -q update >"$target/weir-install.log" 2>&1 </dev/null || :
    install_first apt-get 'install -y -q --no-install-recommends' \
      temurin-25-jdk openjdk-25-jdk-headless
  elif have dnf; then
    install_first dnf 'install -y -q' temurin-25-jdk java-25-openjdk-devel
  elif have apk; then
    install_first apk 'add --quiet' openjdk25-jdk
  else
    return 1
  fi
}

need_jdk() {
  [ -n "${HOME-}" ] || die 3 'HOME is not set: Maven needs it for its repository'
  mkdir -p "$target" 2>/dev/null || die 3 "cannot write to $target"
  find_jdk && return
  install_jdk && find_jdk && return
  die 3 'no JDK 25 here, and none could be installed: install one (https://adoptium.net) or set JAVA_HOME'
}
