#!/bin/sh
# Makes the root file system of an image in which a native executable runs and nothing else is:
#   rootfs.sh EXECUTABLE DIRECTORY
# It has the executable, what it is linked to (glibc, its loader and zlib), the other parts of glibc, which
# the libraries for snappy and zstd and look-ups of names ask for later, and the user that it runs as.
# Taken from the system where the executable was linked, so that they fit. Certificates and time zones are
# in the executable itself.
set -eu

[ $# -eq 2 ] || {
  echo 'usage: rootfs.sh EXECUTABLE DIRECTORY' >&2
  exit 2
}
executable=$1
root=$2

# Prints the paths of all libraries that a program loads, the loader among them.
libraries() { ldd "$1" | sed -n 's|^[^/]*\(/[^ ]*\) (0x[0-9a-f]*)$|\1|p'; }

add() {
  mkdir -p "$root$(dirname "$1")"
  cp -L "$1" "$root$1"
}

mkdir -p "$root/etc" "$root/tmp"
chmod 1777 "$root/tmp"
cp "$executable" "$root/weir"
chmod 755 "$root/weir"

for library in $(libraries "$executable"); do
  add "$library"
  case $library in
  */libc.so.6)
    for part in libm.so.6 libpthread.so.0 libdl.so.2 librt.so.1 libresolv.so.2 \
      libnss_dns.so.2 libnss_files.so.2; do
      [ ! -e "$(dirname "$library")/$part" ] || add "$(dirname "$library")/$part"
    done
    ;;
  esac
done
[ -n "$(find "$root" -name 'libc.so.6')" ] || {
  echo "rootfs.sh: $executable is not linked to glibc" >&2
  exit 1
}

echo 'weir:x:65532:65532:Weir:/tmp:/none' >"$root/etc/passwd"
echo 'weir:x:65532:' >"$root/etc/group"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
