"""`dinh insight [--from DATE] [--to DATE]`: where time went, what made cases late, what may be late; of the house, or of an XES log."""

from __future__ import annotations

import argparse
from datetime import date, datetime, timedelta
from typing import Any

from dinh.access import finders
from dinh.cli import Result
from dinh.cli.faults import refuse
from dinh.cli.given import house
from dinh.engine.field_types.reading import Bad, read_date
from dinh.engine.schedule.calendar import LOCAL
from dinh.insight import lateness
from dinh.insight.figures import Figures, as_json, figures
from dinh.insight.foreign import foreign
from dinh.insight.house import Period, Read, read
from dinh.messages.system import reason
from dinh.mining.learning import Learnt, learn
from dinh.mining.xes import BadLog

ABOUT = ("nhìn lại: thời gian, trễ, dự báo", "insight: times, lateness, forecast")
DAYS, SHOWN = 90, 15
FAR = datetime(2200, 1, 1, tzinfo=LOCAL)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="first", metavar="DATE")
    parser.add_argument("--to", dest="last", metavar="DATE")
    parser.add_argument(
        "--log", metavar="FILE", help="an XES log, with --procedure, instead of the house's own"
    )
    parser.add_argument("--procedure", metavar="SLUG|FILE")


def run(words: argparse.Namespace) -> Result:
    if words.log:
        return _of_log(words)
    name = house()
    now = finders.time_of(name)
    period = period_of(words, now)
    found = read(name, period)
    told, learnt = figures(found, period, now), lateness.learnt(name, now, wait_s=None) or Learnt()
    value = as_json(told, learnt, lateness.risks(name, found.cases, now))
    return value, in_words(told, value, words.lang), 0


def _of_log(words: argparse.Namespace) -> Result:
    import importlib

    held = importlib.import_module("dinh.cli.import")  # a keyword names that verb
    try:
        found = foreign(
            words.log,
            held.found_procedure(words.procedure or ""),
            held.calendar(),
            held.Progress(words.lang).tell,
        )
    except BadLog as bad:
        raise refuse(bad.code, file=words.log, **bad.facts) from None
    except OSError as fault:
        raise refuse("data.unreadable", file=words.log, why=reason(fault)) from None
    cases, stories = found.cases, found.stories
    if not cases:
        raise refuse("insight.no_case", file=words.log)
    ends = [one.case.settled for one in cases if one.case.settled]
    begins = [one.case.opened for one in cases if one.case.opened]
    period = Period(min(begins).date(), max(ends).date())
    now = max(ends) + timedelta(days=1)
    told, learnt = (
        figures(Read(tuple(cases), held.reaching(), False), period, now),
        learn(stories, FAR),
    )
    value = as_json(told, learnt, ())
    return value, in_words(told, value, words.lang), 0


def period_of(words: argparse.Namespace, now: datetime) -> Period:
    """The days asked for; by default the last ninety. Raises Refused."""
    last = day(words.last) if words.last else now.astimezone(LOCAL).date()
    first = day(words.first) if words.first else last - timedelta(days=DAYS)
    if first > last:
        raise refuse("insight.period", first=first.isoformat(), last=last.isoformat())
    return Period(first, last)


def day(given: str) -> date:
    try:
        return date.fromisoformat(read_date(given))
    except Bad as bad:
        raise refuse("insight.day", given=given) from bad


def in_words(told: Figures, value: dict[str, Any], lang: str) -> str:
    english = lang == "en"
    parts = {
        "office": ("giờ làm việc ở vị trí", "at a post in office hours"),
        "closed": ("đóng cửa", "closed"),
        "outside": ("chờ người nộp", "waiting for the applicant"),
    }
    lines = [
        f"{value['from']} – {value['to']}: "
        + (
            f"{value['cases']} cases, {value['settled']} settled, {value['open']} open, {len(value['late'])} late"
            if english
            else f"{value['cases']} hồ sơ, {value['settled']} xong, {value['open']} đang làm, {len(value['late'])} trễ"
        )
    ]
    lines += [
        f"  {100 * one['share']:5.1f} %  {one['days']:6.2f} {'days' if english else 'ngày'}  {parts[part][english]}"
        for part, one in value["time"].items()
        if one["share"] is not None
    ]
    lines += [
        "",
        "Steps by time in all (hours: median, 9 of 10; visits)"
        if english
        else "Bước tốn nhiều thời gian nhất (giờ: trung vị, 9 trên 10; lượt)",
    ]
    lines += [
        f"  {one.median_h:8.1f} {one.tenth_h:8.1f} {len(one.visits):6}  {one.procedure} {one.step}"
        for one in told.steps[:SHOWN]
    ]
    lines += [
        "",
        "What made cases late" if english else "Trễ vì đâu",
        *(f"  {len(one.codes):6}  {one.procedure} {one.step}" for one in told.causes[:SHOWN]),
    ]
    return "\n".join([*lines, "", *forecast_lines(value["forecast"], english)])


def forecast_lines(value: dict[str, Any], english: bool) -> list[str]:
    if value["missing"]:
        return [
            "No forecast: scikit-learn is missing (pip install dinh[mining])."
            if english
            else "Chưa dự báo được: thiếu scikit-learn (pip install dinh[mining])."
        ]
    tried = value["backtest"]
    if not tried:
        return [
            "No forecast: too few cases are over."
            if english
            else "Chưa dự báo được: chưa đủ hồ sơ đã xong."
        ]
    lines = [
        f"Brier {tried['brier']} ({'base rate' if english else 'theo tỷ lệ chung'} {tried['base_brier']}; 1 - a/b = {tried['skill']}), {tried['learnt']} → {tried['tried']} {'cases' if english else 'hồ sơ'}"
    ]
    lines += [
        f"  {100 * one['from']:3.0f}–{100 * one['to']:3.0f} %: {one['cases']:6.0f}  {100 * one['said']:5.1f} % → {100 * one['late']:5.1f} % ({100 * one['bounds'][0]:.0f}–{100 * one['bounds'][1]:.0f} %)"
        for one in tried["reliability"]
    ]
    return [
        *lines,
        *(
            f"  {100 * one['likely']:5.1f} %  {one['code']}  {one['due'][:16]}"
            for one in value["cases"][:SHOWN]
        ),
    ]
