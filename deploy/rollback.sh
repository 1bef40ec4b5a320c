#!/usr/bin/env bash
# Back to the version before, in all parts: rollback.sh [--dry-run]
# The tables stay as they are: the code before the last suits them (docs/decisions/0023), so nothing is lost.
set -euo pipefail
dry=
[ "${1:-}" = --dry-run ] && dry=1
namespace=${NAMESPACE:-marquee}
kube() {
    if [ -n "$dry" ]; then echo "+ kubectl --namespace $namespace $*"; else kubectl --namespace "$namespace" "$@"; fi
}
kube delete deployment marquee-web-canary --ignore-not-found
for part in web worker beat; do
    kube rollout undo "deployment/marquee-$part"
done
for part in web worker beat; do
    kube rollout status "deployment/marquee-$part" --timeout=600s
done
