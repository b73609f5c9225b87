# What base.sh and run.sh share. Sourced, not run.
# shellcheck shell=bash

# The image store; the base image stays in it between runs.
IMAGE_STORAGE=${IMAGE_STORAGE:-${TMPDIR:-/tmp}/secondsource-image-test}
# vfs works everywhere and copies every layer; overlay is faster where the kernel has it.
IMAGE_STORAGE_DRIVER=${IMAGE_STORAGE_DRIVER:-vfs}
# shellcheck disable=SC2034  # used by those who source this
readonly BASE_IMAGE=localhost/debian:bookworm-slim

say() { printf '== %s\n' "$*"; }

fail() {
  printf 'image-test: %s\n' "$*" >&2
  exit 1
}

buildah_here() {
  buildah --root "$IMAGE_STORAGE/store" --runroot "$IMAGE_STORAGE/run" \
    --storage-driver "$IMAGE_STORAGE_DRIVER" "$@"
}
