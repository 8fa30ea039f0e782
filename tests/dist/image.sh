#!/usr/bin/env bash
# Runs an image's root as a container: read-only, with a volume for data, as a user without rights, in a network of its own.
# Started by image.py as root of a new user namespace: image.sh ROOT VOLUME USER PROGRAM
set -euo pipefail

root=$1 volume=$2 user=$3 program=$4
data=/var/lib/minoots
log=$volume.log

ip link set lo up
mount --bind "$root" "$root"
mount --bind "$volume" "$root$data"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -o remount,bind,ro "$root"
touch "$root/file" 2>/dev/null || echo "root is read-only"

# The program, in the image, as its user.
inside=(env "PATH=$IMAGE_PATH" "$(command -v unshare)" --user --map-user="$user" --map-group="$user" --root="$root" --wd="$data" -- "$program")

"${inside[@]}" dev >"$log" 2>&1 &
node=$!
for _ in $(seq 600); do
    health=$("${inside[@]}" health 2>&1) && break
    kill -0 "$node" || { cat "$log"; exit 1; }
    sleep 0.1
done
echo "healthy: $health"
for _ in $(seq 600); do
    grep -q "demo: fired" "$log" && break
    sleep 0.1
done
grep "demo: fired" "$log"
echo "user and rights: $(awk '{ print $1 }' "$root/proc/$node/uid_map") $(sed -n 's/^CapEff:\t//p' "$root/proc/$node/status")"
kill "$node"
status=0
wait "$node" || status=$?
echo "stopped: $status"
status=0
"${inside[@]}" health >/dev/null 2>&1 || status=$?
echo "unhealthy: $status"
