#!/usr/bin/env bash
# Builds the image, runs it as a container engine would, and asks it something.
#
#   make image-test
#
# Needs root, and Debian's buildah, debootstrap, iproute2 and util-linux; no container engine.
# Settings, from the environment:
#   IMAGE_BUILD_FLAGS     more flags for `buildah build`, quoted as in a shell, for instance
#                         --volume /wheels:/wheels:ro --build-arg PIP_OPTIONS=--find-links=/wheels
#   IMAGE_STORAGE         folder for images; the base image stays there (/tmp/secondsource-image-test)
#   IMAGE_STORAGE_DRIVER  vfs, or overlay
#   IMAGE_KEEP            when set, the built image and its layers stay too
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=tools.sh
source "$here/tools.sh"

readonly IMAGE=localhost/secondsource:image-test
readonly MODELS=opt/models
readonly READY_SECONDS=120
readonly STOP_SECONDS=40 # gunicorn gives requests under way 30

container="" work="" server="" first_process=""

clean_up() {
  if [[ -n $server ]]; then kill -KILL "$first_process" "$server" 2>/dev/null || true; fi
  if [[ -n $container ]]; then buildah_here rm "$container" >/dev/null || true; fi
  if [[ -z ${IMAGE_KEEP:-} ]]; then
    buildah_here rm --all >/dev/null 2>&1 || true
    buildah_here rmi --force "$IMAGE" >/dev/null 2>&1 || true
    buildah_here rmi --prune --force >/dev/null 2>&1 || true
  fi
  if [[ -n $work ]]; then rm -rf "$work"; fi
}

check_tools() {
  local tool missing=()
  for tool in buildah debootstrap ip nsenter unshare python3; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  ((${#missing[@]} == 0)) ||
    fail "missing: ${missing[*]} (Debian: apt-get install buildah debootstrap iproute2 util-linux)"
  ((EUID == 0)) || fail "must be run as root: it makes namespaces and mounts"
}

build() {
  local flags=() started=$SECONDS
  mapfile -t flags < <(xargs --no-run-if-empty -n1 printf '%s\n' <<<"${IMAGE_BUILD_FLAGS:-}")
  say "building (log: $IMAGE_STORAGE/build.log)"
  # HEALTHCHECK exists only in Docker's format.
  buildah_here build --isolation chroot --pull=never --format docker \
    "${flags[@]}" --tag "$IMAGE" "$here/../.." 2>&1 |
    tee "$IMAGE_STORAGE/build.log" | sed -un '/STEP [0-9]/s/^/   /p' ||
    fail "the build failed: $(tail -n 5 "$IMAGE_STORAGE/build.log")"
  say "built in $((SECONDS - started)) s, $(image_size)"
}

image_size() {
  buildah_here images --noheading --format '{{.Size}}' "$IMAGE"
}

# One line for each item of a list in the image's configuration.
configured() {
  buildah_here inspect --type image --format "{{range $1}}{{println .}}{{end}}" "$IMAGE" |
    sed '/^$/d'
}

# Runs a command in the image once, as `docker run` would with the volume.
once() {
  unshare --fork --kill-child --pid --mount --net --ipc --uts \
    "$here/enter.sh" "$root" "$user" "$work/corpus" "${environment[@]}" "$@"
}

# The image listens for others, so it must not start before there is a key.
make_key() {
  ! once "${command[@]}" >"$work/log" 2>&1 || fail "it served others without a key"
  grep -q 'secondsource keys create' "$work/log" || fail "no word of keys: $(cat "$work/log")"
  API_KEY=$(once secondsource keys create image-test --scope check --scope ingest 2>"$work/log") ||
    fail "no key could be made: $(cat "$work/log")"
  export API_KEY
  say "it refused to start without a key; one was made"
}

# Starts the image's command as process 1 of a network that has nothing but loopback, as the
# image's user, on the volume $work/corpus, and waits until the image's health check agrees.
start() {
  local started=$SECONDS
  unshare --fork --kill-child --pid --mount --net --ipc --uts \
    "$here/enter.sh" "$root" "$user" "$work/corpus" "${environment[@]}" "${command[@]}" \
    >"$work/log" 2>&1 &
  server=$!
  until first_process=$(cat "/proc/$server/task/$server/children") && [[ -n $first_process ]]; do
    sleep 0.1
  done
  first_process=${first_process// /}
  until inside "${health_check[@]}" >/dev/null 2>&1; do
    kill -0 "$server" 2>/dev/null || fail "it ended: $(cat "$work/log")"
    ((SECONDS - started < READY_SECONDS)) || fail "not ready: $(cat "$work/log")"
    sleep 0.5
  done
  say "healthy after $((SECONDS - started)) s"
}

# Runs a command in the container, as its user.
inside() {
  nsenter --target "$first_process" --mount --net --pid --root --wd \
    --setuid "${user%:*}" --setgid "${user#*:}" -- /usr/bin/env -i "${environment[@]}" "$@"
}

ask() {
  nsenter --target "$first_process" --net -- python3 "$here/ask.py" "http://127.0.0.1:$port" "$@" ||
    fail "a wrong answer, see above; the service's log: $(cat "$work/log")"
}

# Sends SIGTERM while a request is under way: it must be answered, and the service end well.
stop() {
  local status=0 started=$SECONDS asker
  coproc ASKER { ask unfinished; }
  asker=$ASKER_PID
  read -r -u "${ASKER[0]}" -t 30 || fail "the request to hold open could not be sent"
  kill -TERM "$first_process"
  sleep 1
  printf 'go on\n' >&"${ASKER[1]}"
  wait "$asker" || fail "a request under way was not answered after SIGTERM: $(cat "$work/log")"
  while kill -0 "$server" 2>/dev/null; do
    ((SECONDS - started < STOP_SECONDS)) || fail "still there after SIGTERM: $(cat "$work/log")"
    sleep 0.2
  done
  wait "$server" || status=$?
  server=""
  ((status == 0)) || fail "ended with status $status after SIGTERM: $(cat "$work/log")"
  say "stopped by SIGTERM in $((SECONDS - started)) s, the request under way answered, status 0"
}

check_user() {
  local process uids
  [[ ${user%:*} =~ ^[1-9][0-9]*$ ]] || fail "the image's user is '$user', not a number above 0"
  for process in "$first_process" $(cat "/proc/$first_process/task/$first_process/children"); do
    uids=$(awk '/^Uid:/ { print $2, $3, $4, $5 }' "/proc/$process/status")
    [[ $uids == "${user%:*} ${user%:*} ${user%:*} ${user%:*}" ]] ||
      fail "process $process runs with user ids $uids, not as $user"
    memory=$((memory + $(awk '/^Pss:/ { print $2 }' "/proc/$process/smaps_rollup")))
  done
  say "all processes run as $user, $((memory / 1024)) MiB of memory together"
}

models() {
  find "$root/$MODELS" -printf '%P %s %T@ %C@\n' | sort
}

check_written() {
  local written
  [[ $(models) == "$1" ]] || fail "the prepared models changed"
  ! inside test -w "/$MODELS" || fail "the service's user can write to /$MODELS"
  ! grep -iE 'reading the encoder|quantis' "$work/log" || fail "the model was prepared again"
  written=$(find "$root" -xdev -newer "$work/stamp" ! -type d ! -path "$root/tmp/*" -print)
  [[ -z $written ]] || fail "the service wrote into its image: $written"
  say "the models were not prepared again; nothing was written outside the volume"
}

check_tools
trap clean_up EXIT
"$here/base.sh"
build

container=$(buildah_here from --pull=never "$IMAGE")
root=$(buildah_here mount "$container")
user=$(buildah_here inspect --type image --format '{{.OCIv1.Config.User}}' "$IMAGE")
mapfile -t environment < <(configured .OCIv1.Config.Env)
mapfile -t command < <(configured .OCIv1.Config.Cmd)
mapfile -t health_check < <(configured .Docker.Config.Healthcheck.Test | tail -n +2) # after "CMD"
# Engines set HOME from the image's list of users.
environment+=("HOME=$(awk -F: -v id="${user%:*}" '$3 == id { print $6 }' "$root/etc/passwd")")
port=$(printf '%s\n' "${environment[@]}" | sed -n 's/^PORT=//p')
memory=0
work=$(mktemp -d "$IMAGE_STORAGE/work.XXXXXX")
install -d -o "${user%:*}" -g "${user#*:}" "$work/corpus"
say "unpacked: $(du -sm "$root" | cut -f1) MiB, $(du -sm "$root/$MODELS" | cut -f1) of them models"
prepared=$(models)
touch "$work/stamp"

make_key
start
ask first
check_user
check_written "$prepared"
stop
start
ask again
stop
say "image test passed in $SECONDS s"
