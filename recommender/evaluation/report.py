"""Comparisons as text and as a picture."""

from collections.abc import Mapping
from html import escape
from typing import Any

BAR, GAP, LABEL, WIDTH = 22, 10, 150, 640
TOP = 36
LESSER = ("recall@50", "ndcg@100", "users_")


def main_figures(row: Mapping[str, Any]) -> dict[str, float]:
    """The figures of a row that a table on a screen has room for."""
    return {name: value for name, value in row.items() if isinstance(value, float) and not name.startswith(LESSER)}


def text_table(rows: Mapping[str, Mapping[str, float]]) -> str:
    """Aligned table: one line per model, one column per figure of the first model, four digits."""
    if not rows:
        return ""
    columns = list(next(iter(rows.values())))
    cells = [["model", *columns]]
    cells += [
        [name, *(f"{figures.get(column, float('nan')):.4f}" for column in columns)] for name, figures in rows.items()
    ]
    widths = [max(len(line[index]) for line in cells) for index in range(len(columns) + 1)]
    lines = [_line(line, widths) for line in cells]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def _line(cells: list[str], widths: list[int]) -> str:
    first = cells[0].ljust(widths[0])
    return "  ".join([first, *(cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))]).rstrip()


def bar_plot(title: str, values: Mapping[str, float], errors: Mapping[str, float] | None = None) -> str:
    """A stand-alone SVG of horizontal bars from 0, with whiskers of one standard error, in the page's text colour."""
    largest = max([*values.values(), 1e-12]) + max([*(errors or {}).values(), 0.0])
    scale = (WIDTH - LABEL - 80) / largest
    height = TOP + len(values) * (BAR + GAP) + GAP
    summary = ", ".join(f"{name} {value:.4f}" for name, value in values.items())
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" font-family="sans-serif" '
        f'font-size="13" fill="currentColor">',
        f"<title>{escape(title)}</title><desc>{escape(summary)}</desc>",
        f'<text x="0" y="18" font-weight="bold">{escape(title)}</text>',
    ]
    for index, (name, value) in enumerate(values.items()):
        parts.append(_bar(name, value, (errors or {}).get(name, 0.0), TOP + index * (BAR + GAP), scale))
    return "\n".join([*parts, "</svg>", ""])


def _bar(name: str, value: float, error: float, y: int, scale: float) -> str:
    middle = y + BAR / 2
    end = LABEL + value * scale
    whisker = ""
    if error > 0:
        whisker = (
            f'<path d="M{end - error * scale:.1f} {middle:.1f}H{end + error * scale:.1f}" stroke="currentColor" '
            f'stroke-width="1.5" fill="none"/>'
        )
    return (
        f'<text x="{LABEL - 8}" y="{middle + 4:.1f}" text-anchor="end">{escape(name)}</text>'
        f'<rect x="{LABEL}" y="{y}" width="{max(value * scale, 0):.1f}" height="{BAR}" rx="3" fill="#e0a43b"/>{whisker}'
        f'<text x="{end + error * scale + 8:.1f}" y="{middle + 4:.1f}">{value:.4f}</text>'
    )
