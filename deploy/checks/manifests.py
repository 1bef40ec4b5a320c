"""Rules of ours that no linter knows, over rendered manifests on standard input: what every pod must have."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import yaml

GRACEFUL = 30  # seconds in which the site finishes what it has


def pods(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The pod templates of an object."""
    spec = item.get("spec", {})
    if item["kind"] == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    if "template" in spec:
        yield spec["template"]["spec"]


def faults(items: list[dict[str, Any]]) -> Iterator[str]:
    """Each in a sentence."""
    budgets = [item["spec"]["selector"]["matchLabels"] for item in items if item["kind"] == "PodDisruptionBudget"]
    for item in items:
        name = f"{item['kind']} {item['metadata']['name']}"
        for pod in pods(item):
            yield from (f"{name}: {fault}" for fault in pod_faults(pod))
        if item["kind"] != "Deployment":
            continue
        spec, labels = item["spec"], item["spec"]["template"]["metadata"]["labels"]
        container = spec["template"]["spec"]["containers"][0]
        if "livenessProbe" not in container:
            yield f"{name}: no liveness probe"
        if container.get("ports") and "startupProbe" not in container:
            yield f"{name}: no startup probe"
        if any(port["name"] == "http" for port in container.get("ports", [])) and "readinessProbe" not in container:
            yield f"{name}: no readiness probe"
        if spec["replicas"] > 1 and not any(budget.items() <= labels.items() for budget in budgets):
            yield f"{name}: no disruption budget"
        if item["metadata"]["name"] == "marquee-beat" and (spec["replicas"], spec["strategy"]["type"]) != (
            1,
            "Recreate",
        ):
            yield f"{name}: there must never be two schedulers"


def pod_faults(pod: dict[str, Any]) -> Iterator[str]:
    """Of one pod."""
    security = pod.get("securityContext", {})
    if not security.get("runAsNonRoot") or security.get("seccompProfile", {}).get("type") != "RuntimeDefault":
        yield "may run as root, or without seccomp"
    if pod.get("automountServiceAccountToken") is not False:
        yield "holds a token of the cluster"
    for container in pod["containers"]:
        own = container.get("securityContext", {})
        if own.get("allowPrivilegeEscalation") is not False or not own.get("readOnlyRootFilesystem"):
            yield f"{container['name']} can raise itself or write its own files"
        if own.get("capabilities", {}).get("drop") != ["ALL"]:
            yield f"{container['name']} keeps capabilities"
        resources = container.get("resources", {})
        if not {"cpu", "memory"} <= resources.get("requests", {}).keys() or "memory" not in resources.get("limits", {}):
            yield f"{container['name']} has no requests or no limit of memory"
        if ":" not in container["image"] or container["image"].endswith(":latest"):
            yield f"{container['name']} has an image without a version"
        stop = container.get("lifecycle", {}).get("preStop", {}).get("exec", {}).get("command", ["", "0"])
        if pod.get("terminationGracePeriodSeconds", 0) < GRACEFUL + int(stop[-1]):
            yield f"{container['name']} is killed before it can finish"


def main() -> int:
    """1 where something is missing, after saying what."""
    items = [item for item in yaml.safe_load_all(sys.stdin) if item]
    found = list(faults(items))
    for fault in found:
        print(f"    {fault}")
    print(f"    {len(items)} objects, {len(found)} faults")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
