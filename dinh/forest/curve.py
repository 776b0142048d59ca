"""What one pixel did over the years, drawn: a PNG by Typst. It needs none of the watch's packages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

type Scene = tuple[date, float, float]
"""Its day, what was seen, what the model expected."""


YEAR_ROOM, EDGE = 30, 480


def series(
    points: Sequence[Scene],
    title: str,
    alert: date | None = None,
    lost: tuple[date, date] | None = None,
) -> bytes:
    """Points are scenes, the line is what the model expected, the upright line is the alert's day. lost: days between which it really happened, a band."""
    import typst

    drawn = svg(points, title, alert, lost)
    source = f'#set page(width: 480pt, height: 240pt, margin: 0pt)\n#image(bytes({_quoted(drawn)}), format: "svg", width: 480pt)'
    made = typst.compile(source.encode(), format="png", ppi=110)
    return made if isinstance(made, bytes) else made[0]


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def svg(
    points: Sequence[Scene],
    title: str,
    alert: date | None = None,
    lost: tuple[date, date] | None = None,
) -> str:
    from html import escape

    days = [when.toordinal() for when, _, _ in points] or [0, 1]
    every = [one for _, value, model in points for one in (value, model)] or [0.0, 1.0]
    low, high = min(every), max(every)

    def at(day: int, value: float) -> tuple[float, float]:
        return 45 + 420 * (day - days[0]) / max(1, days[-1] - days[0]), 205 - 165 * (
            value - low
        ) / max(1e-6, high - low)

    words = '<text x="{:.0f}" y="{:.0f}" font-size="{}" font-family="Libertinus Serif" fill="#333">{}</text>'
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 240"><rect width="480" height="240" fill="#fff"/>',
        words.format(45, 20, 13, escape(title)),
    ]
    if lost:
        left, right = (at(min(max(when.toordinal(), days[0]), days[-1]), low)[0] for when in lost)
        parts.append(
            f'<rect x="{left:.1f}" y="35" width="{max(right - left, 1):.1f}" height="173" fill="#f0c36a" fill-opacity="0.45"/>'
        )
    for value in (low, (low + high) / 2, high):
        y = at(days[0], value)[1]
        parts.append(
            f'<line x1="45" x2="465" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>'
            + words.format(8, y + 4, 11, f"{value:.2f}".replace(".", ","))
        )
    for year in sorted({when.year for when, _, _ in points}):
        x = at(max(days[0], date(year, 1, 1).toordinal()), low)[0]
        ends = min(at(max(days[0], date(year + 1, 1, 1).toordinal()), low)[0], EDGE)
        if ends - x >= YEAR_ROOM:  # the first may begin in December, the last end in January
            parts.append(words.format(x, 224, 11, year))
    parts.append(
        '<polyline fill="none" stroke="#2b6cb0" stroke-width="1.2" points="'
        + " ".join(
            f"{x:.1f},{y:.1f}"
            for x, y in (at(when.toordinal(), model) for when, _, model in points)
        )
        + '"/>'
    )
    parts += [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" fill="#1d5c36"/>'
        for x, y in (at(when.toordinal(), value) for when, value, _ in points)
    ]
    if alert:
        x = at(alert.toordinal(), low)[0]
        parts.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="35" y2="208" stroke="#d62020" stroke-width="1.2"/>'
        )
    return "".join(parts) + "</svg>"
