#!/usr/bin/env bash
# Makes the base image localhost/debian:bookworm-slim from Debian's packages, unless it is there.
#
#   tests/image/base.sh
#
# Stands in for the image of that name on a machine that reaches Debian's mirror and no
# image registry. The mirror is the one that apt uses here. Needs root, buildah and
# debootstrap; `buildah_here` comes from tools.sh.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=tools.sh
source "$(dirname "${BASH_SOURCE[0]}")/tools.sh"

readonly RELEASE=bookworm

# Lines "release address component" of Debian's own archives, as apt is set up here.
debian_archives() {
  # shellcheck disable=SC2016  # the dollars are for apt
  apt-get indextargets --format '$(RELEASE) $(REPO_URI) $(COMPONENT)' \
    'Created-By: Packages' 'Origin: Debian' | grep "^$RELEASE" | sort -u
}

# What the official slim image leaves out, now and for packages installed later.
slim_down() {
  local tree=$1
  printf 'path-exclude %s\n' '/usr/share/doc/*' '/usr/share/man/*' '/usr/share/info/*' \
    '/usr/share/locale/*' '/usr/share/lintian/*' >"$tree/etc/dpkg/dpkg.cfg.d/slim"
  printf '%s "";\n' Dir::Cache::pkgcache Dir::Cache::srcpkgcache >"$tree/etc/apt/apt.conf.d/slim"
  printf '%s\n' 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb"; };' \
    >>"$tree/etc/apt/apt.conf.d/slim"
  rm -rf "$tree"/usr/share/{doc,man,info,locale,lintian}/* \
    "$tree"/var/cache/apt/archives/*.deb "$tree"/var/cache/apt/*.bin \
    "$tree"/var/lib/apt/lists/* "$tree"/var/log/*.log "$tree"/var/cache/debconf/*-old
}

make_base() {
  local archives mirror tree container
  archives=$(debian_archives) || fail "apt has no archive of Debian $RELEASE here"
  mirror=$(awk -v release=$RELEASE '$1 == release { print $2; exit }' <<<"$archives")
  [[ -n $mirror ]] || fail "apt has no archive of Debian $RELEASE here"
  tree=$(mktemp -d "$IMAGE_STORAGE/base.XXXXXX")
  # shellcheck disable=SC2064  # the name as it is now
  trap "rm -rf '$tree'" EXIT
  debootstrap --variant=minbase $RELEASE "$tree" "$mirror" >"$IMAGE_STORAGE/debootstrap.log" ||
    fail "debootstrap failed; see $IMAGE_STORAGE/debootstrap.log"
  awk '{ print "deb", $2, $1, $3 }' <<<"$archives" >"$tree/etc/apt/sources.list"
  slim_down "$tree"
  container=$(buildah_here from scratch)
  buildah_here add --quiet "$container" "$tree" / >/dev/null
  buildah_here config --cmd bash "$container"
  buildah_here commit --quiet --rm "$container" "$BASE_IMAGE" >/dev/null
}

mkdir -p "$IMAGE_STORAGE"
if buildah_here inspect --type image "$BASE_IMAGE" >/dev/null 2>&1; then
  say "base image $BASE_IMAGE is there"
else
  say "making the base image $BASE_IMAGE with debootstrap (about two minutes)"
  make_base
fi
