"""Rules and dashboards: every expression parses, and every metric that it names is one that the site shows."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import promql_parser
import yaml

HERE = Path(__file__).resolve().parents[1]
SITE = HERE.parent
KNOWN = {"up", "time"}
SUFFIXES = ("_total", "_bucket", "_count", "_sum", "_created")


def expressions() -> list[tuple[str, str]]:
    """Where each stands, and what it says."""
    rules = yaml.safe_load((HERE / "prometheus" / "alerts.yml").read_text())
    found = [(f"alert {rule['alert']}", rule["expr"]) for group in rules["groups"] for rule in group["rules"]]
    for path in sorted((HERE / "grafana" / "dashboards").glob("*.json")):
        for panel in json.loads(path.read_text())["panels"]:
            found += [(f"{path.name}: {panel['title']}", target["expr"]) for target in panel.get("targets", [])]
    return found


def shown() -> set[str]:
    """Metrics in the source."""
    text = (SITE / "moviesite" / "ops" / "metrics.py").read_text()
    return set(re.findall(r'"(marquee_\w+)"', text))


def main() -> int:
    """1 where something is wrong, after saying what."""
    known, wrong = shown(), 0
    for where, expression in expressions():
        try:
            promql_parser.parse(re.sub(r"\$__rate_interval|\$__interval", "5m", expression))
        except ValueError as error:
            print(f"    {where}: {error}")
            wrong += 1
        for name in set(re.findall(r"\bmarquee_\w+", expression)):
            bare = next((name.removesuffix(end) for end in SUFFIXES[1:] if name.endswith(end)), name)
            if not {name, bare} & known:
                print(f"    {where}: the site shows no {name}")
                wrong += 1
    print(f"    {len(expressions())} expressions over {len(known)} metrics")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
