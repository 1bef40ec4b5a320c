"""What a site lets robots read (RFC 9309)."""

from __future__ import annotations

import re
from urllib.robotparser import RobotFileParser

# The standard library's parser takes `*` and `$` literally (RFC 9309, 2.2.3). What it would therefore overlook bars us.
_WILD = re.compile(r"^\s*disallow\s*:\s*([^\s#]*[*$][^\s#]*)", re.IGNORECASE | re.MULTILINE)


class Rules:
    """A robots.txt. In doubt it forbids: a rule with a wildcard holds for every robot, and no Allow lifts it."""

    def __init__(self, text: str) -> None:
        self._parser = RobotFileParser()
        self._parser.parse(text.removeprefix("\ufeff").splitlines())
        self._wild = [_pattern(path) for path in _WILD.findall(text)]

    def allow(self, agent: str, path: str) -> bool:
        """Whether `agent`, the product's name alone, may read `path`, which begins with a slash."""
        return self._parser.can_fetch(agent, path) and not any(pattern.match(path) for pattern in self._wild)

    def pause(self, agent: str) -> int:
        """Seconds that the site wants between two requests; 0 where it says nothing."""
        return int(self._parser.crawl_delay(agent) or 0)


def _pattern(path: str) -> re.Pattern[str]:
    ends = path.endswith("$")
    parts = [re.escape(part) for part in path.removesuffix("$").split("*")]
    return re.compile(".*".join(parts) + (r"\Z" if ends else ""))
