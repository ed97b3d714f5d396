# Building the container image; sourced by ../../weir.
# shellcheck shell=sh disable=SC2154 # $root and $target are set by weir, $engine in native.sh

# Sets $engine, or ends with one line.
need_engine() {
  container_engine || die 3 'no container engine works here: install docker, podman or buildah'
  have ldd || [ -z "$native" ] ||
    die 3 'an executable for an image is built on Linux, or by src/main/docker/Dockerfile.native'
}

# Puts the native executable that was just built into an image of its own, or the jar, which is then
# built in the image's own JDK.
build_image() {
  version=$(sed -n '/<artifactId>weir</{n;s|.*<version>\(.*\)</version>.*|\1|p;q;}' "$root/pom.xml")
  dockerfile=src/main/docker/Dockerfile.jvm
  if [ -n "$native" ]; then
    dockerfile=src/main/docker/Dockerfile.native-micro
    rm -rf "$target/image"
    "$root/src/main/docker/rootfs.sh" "$target/weir-$version-runner" "$target/image" ||
      die 1 'the root file system of the image could not be made'
  fi
  set -- -f "$dockerfile" -t "weir:$version" -t weir:latest
  # The others' own format has no health check.
  [ "$engine" = docker ] || set -- --format docker "$@"
  say "building the image weir:$version of $dockerfile with $engine"
  (cd "$root" && "$engine" build "$@" .) >&3 || die 1 'the image could not be built'
  say "built the image weir:$version"
}
