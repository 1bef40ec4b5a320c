"""Writes deploy/kustomize/base from the chart, so that the two cannot say different things: `render.py [--check]`.

The base is what `helm template marquee` gives with the chart's own values, one file for each kind, without the marks
that only Helm reads.
"""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
BASE = HERE / "kustomize" / "base"
HEAD = "# Written by deploy/render.py from the chart; change that and run it again.\n"


def objects() -> list[dict[str, Any]]:
    """The chart's objects."""
    helm = Path(sys.executable).parent / "helm"
    done = subprocess.run(
        [str(helm), "template", "marquee", str(HERE / "helm" / "marquee")], capture_output=True, text=True, check=True
    )
    found = [item for item in yaml.safe_load_all(done.stdout) if item]
    for item in found:
        notes = item["metadata"].get("annotations", {})
        for name in [name for name in notes if name.startswith("helm.sh/")]:
            del notes[name]
        if not notes:
            item["metadata"].pop("annotations", None)
    return sorted(found, key=lambda item: (item["kind"], item["metadata"]["name"]))


def files() -> dict[str, str]:
    """Contents by file name."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in objects():
        groups[f"{item['kind'].lower()}.yaml"].append(item)
    made = {
        name: HEAD + "---\n".join(yaml.safe_dump(item, sort_keys=True, width=120) for item in items)
        for name, items in groups.items()
    }
    listing = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": sorted(made)}
    made["kustomization.yaml"] = HEAD + yaml.safe_dump(listing, sort_keys=True)
    return made


def main() -> int:
    """0, or with --check 1 where the files are not what the chart gives."""
    made = files()
    if "--check" in sys.argv:
        there = {path.name: path.read_text() for path in BASE.glob("*.yaml")}
        differs = sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))
        print(
            f"    differs from the chart: {', '.join(differs)}"
            if differs
            else f"    {len(made)} files as the chart says"
        )
        return bool(differs)
    for path in BASE.glob("*.yaml"):
        path.unlink()
    for name, text in made.items():
        (BASE / name).write_text(text)
    print(f"{len(made)} files written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
