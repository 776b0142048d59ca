"""The report of a log of others in words: the part of a page that the desk frames, and a whole page to be kept or sent on.

Both come from one template, `log.html`, so that what is kept says what was shown.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from dinh.engine.schedule.calendar import to_local
from dinh.insight.report import Report
from dinh.messages.facts import number
from dinh.messages.words import capital, counted, file_size, full_day

SHOWN = 10
ON_PAPER = 500


@lru_cache(maxsize=1)
def _pages() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    made.globals |= {
        "t": _t,
        "w": _w,
        "capital": capital,
        "number": _number,
        "percent": _percent,
        "figure": _figure,
        "size": _size,
        "Markup": Markup,
    }
    made.filters |= {"day": full_day, "moment": _moment}
    return made


def part(told: Report, lang: str, links: dict[str, str]) -> Markup:
    """The figures, for a desk's page. links: what a figure opens, by its kind; none on paper."""
    return Markup(_pages().get_template("log.html").module.figures(told, lang, links, SHOWN))  # type: ignore[attr-defined]


def misfits(rows: Any, lang: str) -> Markup:
    """Cases that do not fit, each with its alignment."""
    return Markup(_pages().get_template("log.html").module.cases(rows, lang))  # type: ignore[attr-defined]


def made(told: Report, lang: str) -> Markup:
    """Of which file it is told, and when."""
    return Markup(_pages().get_template("log.html").module.made(told, lang))  # type: ignore[attr-defined]


def page(told: Report, lang: str) -> str:
    """A whole page that asks nothing of anybody: no link, no script, no file beside it."""
    return (
        _pages()
        .get_template("log-page.html")
        .render(told=told, lang=lang, shown=10_000, rows=told.misfits[:ON_PAPER])
    )


def _t(lang: str, vi: str, en: str, **facts: Any) -> Markup:
    words = counted(en, facts.get("n")) if lang == "en" else vi
    return Markup(
        words.format(**{name: escape(fact) for name, fact in facts.items()}) if facts else words
    )


def _w(lang: str, text: Any) -> str:
    return str(text.of(lang))


def _number(lang: str, value: Any) -> str:
    return number(value, lang)


def _figure(lang: str, value: float | None, places: int = 1) -> str:
    if value is None:
        return "–"
    return "< 1" if not places and 0 < value < 1 else number(round(Decimal(value), places), lang)


def _percent(lang: str, value: float | None, places: int = 1) -> str:
    return "–" if value is None else f"{_figure(lang, 100 * value, places)} %"


def _size(lang: str, size_bytes: int) -> str:
    return file_size(size_bytes, lang)


def _moment(at: datetime) -> str:
    return f"{to_local(at):%H:%M %d/%m/%Y}"
