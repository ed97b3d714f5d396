# Finding something that makes native executables; sourced by ../../weir.
# shellcheck shell=sh disable=SC2034 # what is set here is read by weir

container_engine() {
  for engine in docker podman; do
    ! "$engine" info >/dev/null 2>&1 || return 0
  done
  engine=buildah
  buildah version >/dev/null 2>&1
}

# Sets $native to what a native build is called, and $native_options to Maven's arguments for it.
need_native_image() {
  native='the native executable'
  native_options=-Dnative
  [ ! -x "${GRAALVM_HOME:-/nowhere}/bin/native-image" ] || return 0
  if ! container_engine || [ "$engine" = buildah ]; then
    die 3 'a native build needs GRAALVM_HOME, or docker or podman for a builder container'
  fi
  native="$native in a $engine container"
  native_options="-Dnative -Dquarkus.native.container-build=true \
-Dquarkus.native.container-runtime=$engine"
}
