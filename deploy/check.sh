#!/usr/bin/env bash
# shellcheck disable=SC2329  # functions are called by name, through `step`
# Everything about deploy/ that a linter or a dry run can say. A tool that is not to be had is named and skipped.
set -u
cd "$(dirname "$0")/.." || exit 1
venv=deploy/.venv
bin=$venv/bin
failed=0
step() { # step NAME COMMAND...
    local name=$1
    shift
    printf '==> %s\n' "$name"
    "$@" || { printf '    failed: %s\n' "$name"; failed=1; }
}
with() { # with TOOL NAME COMMAND... : a step, or one line
    local tool=$1
    shift
    if command -v "$tool" >/dev/null; then step "$@"; else printf '==> %s: skipped, no %s here\n' "$1" "$tool"; fi
}
if [ ! -e "$venv/.installed" ] || [ deploy/requirements.txt -nt "$venv/.installed" ]; then
    printf '==> installing the linters\n'
    .venv/bin/uv venv --quiet --clear "$venv" --python .venv/bin/python || exit 1
    if ! .venv/bin/uv pip install --quiet --python "$bin/python" --requirement deploy/requirements.txt; then
        printf '==> deploy/: skipped, its linters cannot be had here\n'
        exit 0
    fi
    touch "$venv/.installed"
fi
rendered() { # rendered FOLDER : kustomize, then our own rules
    kubectl kustomize "$1" | "$bin/python" deploy/checks/manifests.py
}
json() {
    "$bin/python" -c 'import json, sys; [json.loads(line) for line in open(sys.argv[1])]; print("    good")' deploy/elk/kibana.ndjson
}
compose() { # the file, and every service with its check or the reason that it has none
    "$bin/python" - <<'PYTHON'
import sys, yaml
services = yaml.safe_load(open("deploy/compose.yml"))["services"]
lacking = [name for name, service in services.items() if "healthcheck" not in service and name != "edge"]
open_ports = [name for name, service in services.items() if "ports" in service and name != "edge"]
print(f"    {len(services)} services; without a health check: {lacking}; open: {open_ports}")
sys.exit(bool(lacking or open_ports))
PYTHON
}
step "Dockerfile (hadolint)" "$bin/hadolint" deploy/docker/Dockerfile
step "YAML (yamllint)" "$bin/yamllint" --strict --config-file deploy/.yamllint.yml deploy/compose.yml deploy/aws deploy/elk deploy/grafana \
    deploy/prometheus deploy/kustomize deploy/helm/marquee/values.yaml deploy/helm/marquee/Chart.yaml render.yaml .github
step "shell (shellcheck)" "$bin/shellcheck" deploy/*.sh deploy/checks/*.sh docs/clients/*.sh
step "compose" compose
step "nginx -t" deploy/checks/nginx.sh
step "chart (helm lint)" "$bin/helm" lint --strict --quiet deploy/helm/marquee
step "the base is what the chart says" "$bin/python" deploy/render.py --check
for folder in base overlays/production overlays/canary; do
    with kubectl "kustomize $folder" rendered "deploy/kustomize/$folder"
done
step "AWS template (cfn-lint)" "$bin/cfn-lint" deploy/aws/marquee.yaml
step "rules and dashboards" "$bin/python" deploy/checks/metrics.py
step "Kibana's objects" json
step "canary and rollback, dry" sh -c 'deploy/canary.sh marquee:0 --dry-run >/dev/null && deploy/rollback.sh --dry-run >/dev/null && echo "    good"'
with actionlint "GitHub workflow (actionlint)" actionlint .github/workflows/ci.yml
with docker-compose "compose file (docker-compose config)" docker-compose --file deploy/compose.yml config --quiet
exit "$failed"
