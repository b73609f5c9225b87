#!/usr/bin/env bash
# Becomes a container: called by run.sh in namespaces of its own, as their first process.
#
#   enter.sh ROOT USER:GROUP VOLUME [NAME=VALUE…] COMMAND…
#
# ROOT is the image's tree, VOLUME the folder to mount at the image's CORPUS_URI.
set -euo pipefail
root=$1 user=$2 volume=$3
shift 3

ip link set lo up
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/dev"
mkdir "$root/dev/shm"
chmod 1777 "$root/dev/shm"
for device in null zero random urandom; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mount --bind "$volume" "$root/data/corpus"
exec chroot --userspec="$user" --groups="" "$root" /usr/bin/env -i "$@"
