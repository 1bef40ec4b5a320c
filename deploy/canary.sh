#!/usr/bin/env bash
# Let one pod of a new version serve beside the old ones, watch it, then promote it or take it back.
#   canary.sh IMAGE:TAG [--minutes 10] [--prometheus http://prometheus:9090] [--dry-run]
# Migrations of the new version must have run (they suit the old code: docs/decisions/0023). Exit 1: it was taken back.
set -euo pipefail
image=${1:?usage: canary.sh IMAGE:TAG [--minutes N] [--prometheus URL] [--dry-run]}
shift
minutes=10 prometheus=http://prometheus.monitoring:9090 dry=
while [ $# -gt 0 ]; do
    case $1 in
        --minutes) minutes=$2; shift 2 ;;
        --prometheus) prometheus=$2; shift 2 ;;
        --dry-run) dry=1; shift ;;
        *) echo "canary.sh: $1?" >&2; exit 2 ;;
    esac
done
namespace=${NAMESPACE:-marquee}
run() {
    if [ -n "$dry" ]; then echo "+ $*"; else "$@"; fi
}
kube() { run kubectl --namespace "$namespace" "$@"; }
query() { # query EXPRESSION: one number, 0 where nothing is known
    curl --silent --fail --get "$prometheus/api/v1/query" --data-urlencode "query=$1" |
        python3 -c 'import json, sys; r = json.load(sys.stdin)["data"]["result"]; print(r[0]["value"][1] if r else 0)'
}
errors='sum(rate(marquee_http_requests_total{status=~"5..",pod=~"marquee-web-canary.*"}[5m])) / clamp_min(sum(rate(marquee_http_requests_total{pod=~"marquee-web-canary.*"}[5m])), 0.001)'
slow='histogram_quantile(0.95, sum by (le) (rate(marquee_http_request_seconds_bucket{pod=~"marquee-web-canary.*"}[5m]))) / clamp_min(histogram_quantile(0.95, sum by (le) (rate(marquee_http_request_seconds_bucket{pod!~"marquee-web-canary.*"}[5m]))), 0.001)'
back() {
    echo "==> taking it back"
    kube delete deployment marquee-web-canary --ignore-not-found
}

echo "==> one pod of $image beside the others"
run sh -c "kubectl kustomize '$(dirname "$0")/kustomize/overlays/canary' | kubectl --namespace '$namespace' apply --filename -"
kube set image deployment/marquee-web-canary "web=$image"
kube rollout status deployment/marquee-web-canary --timeout=180s || { back; exit 1; }

echo "==> watching it for $minutes minutes: fewer than 1 % errors, p95 at most 1.5 times that of the others"
for ((minute = 1; minute <= minutes; minute++)); do
    if [ -n "$dry" ]; then
        echo "+ query errors"
        echo "+ query p95"
        break
    fi
    sleep 60
    failing=$(query "$errors") slower=$(query "$slow")
    echo "    minute $minute: errors $failing, p95 ratio $slower"
    if ! python3 -c 'import sys; sys.exit(not (float(sys.argv[1]) < 0.01 and float(sys.argv[2]) <= 1.5))' "$failing" "$slower"; then
        back
        exit 1
    fi
done

echo "==> promoting it"
for part in web worker beat; do
    kube set image "deployment/marquee-$part" "$part=$image"
done
for part in web worker beat; do
    kube rollout status "deployment/marquee-$part" --timeout=600s
done
kube delete deployment marquee-web-canary --ignore-not-found
