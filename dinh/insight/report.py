"""What is told of a log of others, as a value that is kept: made once by `dinh import xes --keep`, shown by the desk, written as a page.

Rule to keep: nothing of it stands in the house's own log or books; it needs neither the log's file nor the procedure's to be shown again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from msgspec import Struct

from dinh.engine.definition.fields import Text
from dinh.engine.definition.procedure import Procedure
from dinh.engine.schedule.calendar import LOCAL, Calendar
from dinh.export.names import role, roles
from dinh.export.picture import picture
from dinh.export.reasons import said
from dinh.insight.figures import Figures, figures
from dinh.insight.flow import ways_in_words
from dinh.insight.foreign import Foreign, Worked
from dinh.insight.house import Period, Read
from dinh.insight.lived import Lived
from dinh.insight.times import StepTimes, visit
from dinh.mining import telling
from dinh.mining.conformance import Parted
from dinh.mining.forecast import Backtest
from dinh.mining.learning import learn

LISTED_MAX, PARTED_MAX, PEOPLE_MAX, MOVES_MAX = 100, 2_000, 25, 400
FAR = datetime(2200, 1, 1, tzinfo=LOCAL)
LANGS = ("vi", "en")


class Listed(Struct, frozen=True):
    """A case behind a figure, with what it gives there in hours."""

    case: str
    hours: float


class Step(Struct, frozen=True):
    """Visits of a step by the cases that fit. longest: at most LISTED_MAX of them; over: beyond the norm, None where it has none."""

    step: str
    label: Text
    role: Text
    outside: bool
    visits: int
    median_h: float
    tenth_h: float
    total_h: float
    over: int | None
    longest: tuple[Listed, ...]


class Post(Struct, frozen=True):
    """A role of the procedure, or somebody whom the log names (`label` as it writes it)."""

    label: Text
    visits: int
    median_h: float
    total_h: float


class Cause(Struct, frozen=True):
    step: str
    label: Text
    cases: int
    lost_h: float
    codes: tuple[str, ...]


class Way(Struct, frozen=True):
    label: Text
    cases: int


class Move(Struct, frozen=True):
    """Of an alignment; side as in `mining.alignment`."""

    side: str
    label: Text


class Misfit(Struct, frozen=True):
    """A case that does not fit: at which event, why, the group it is counted in, and what would bring it and the procedure together."""

    case: str
    place: int
    event: str
    why: Text
    group: int
    cost: int | None
    moves: tuple[Move, ...]


class Group(Struct, frozen=True):
    why: Text
    cases: int


class Made(Struct, frozen=True):
    """Of which file, by which procedure, when."""

    name: str
    file: str
    size_bytes: int
    digest: str
    at: datetime
    seconds: float
    procedure: str
    procedure_name: Text
    version: str


class Report(Struct, frozen=True):
    """counted: cases that the figures of time are counted from (those that fit, the first CASES_MAX; `cut`). time: part -> (share, days a case)."""

    made: Made
    first: date | None
    last: date | None
    cases: int
    events: int
    fitting: int
    said: int
    fitness: float | None
    precision: float | None
    unaligned: int
    groups: tuple[Group, ...]
    misfits: tuple[Misfit, ...]
    misfits_more: int
    escaping: tuple[Way, ...]
    unused: tuple[str, ...]
    unknown: dict[str, int]
    counted: int
    cut: bool
    late: int
    time: dict[str, tuple[float, float]]
    worked: Worked
    steps: tuple[Step, ...]
    posts: tuple[Post, ...]
    people: tuple[Post, ...]
    causes: tuple[Cause, ...]
    ways: tuple[Way, ...]
    picture: Text
    promised: int
    tried: Backtest | None
    untold: str


def report(found: Foreign, procedure: Procedure, calendar: Calendar, made: Made) -> Report:
    """calendar: reaching over days of whatever time (`mining.run.reach`)."""
    held = found.conformance
    told = _figures(found.cases, calendar)
    groups, misfits = _misfits(found, procedure)
    learnt = learn(found.stories, FAR) if found.stories else None
    return Report(
        made, told.period.first if told else None, told.period.last if told else None, held.cases, held.events, held.fitting, held.said, held.fitness, held.escaping.precision if held.escaping else None,
        held.unaligned, groups, misfits, len(held.parted) + held.unnamed - len(misfits), tuple(Way(_step(procedure, name), n) for name, n in held.escaping.most) if held.escaping else (),
        held.unused, held.unknown, len(found.cases), found.cut, len(told.late) if told else 0,
        {part: (told.share(part) or 0.0, told.days(part) or 0.0) for part in ("office", "closed", "outside")} if told and told.splits else {}, found.worked,
        tuple(_times(one, procedure) for one in told.steps) if told else (), tuple(Post(role(one.role, procedure), one.visits, one.median_h, one.total_h) for one in told.posts) if told else (),
        people(found.cases, calendar), tuple(Cause(one.step, _step(procedure, one.step), len(one.codes), one.lost_h, one.codes[:LISTED_MAX]) for one in told.causes) if told else (),
        *_flow(procedure, told), len(found.stories), learnt.tried if learnt else None, _untold(learnt),
    )  # fmt: skip


def _figures(cases: list[Lived], calendar: Calendar) -> Figures | None:
    begins, ends = (
        [one.case.opened for one in cases if one.case.opened],
        [one.case.settled for one in cases if one.case.settled],
    )
    if not begins or not ends:
        return None
    return figures(
        Read(tuple(cases), calendar, False),
        Period(min(begins).date(), max(ends).date()),
        max(ends) + timedelta(days=1),
    )


def _untold(learnt: Any) -> str:
    """Why there is no forecast: `missing` (the library), `failed`, `few`, `unpromised`; "" where there is one."""
    if learnt is None:
        return "unpromised"
    return (
        ""
        if learnt.tried
        else "missing"
        if learnt.missing
        else "failed"
        if learnt.failed
        else "few"
    )


def _both(words: Any) -> Text:
    """The same in each language, by a function of the language."""
    return Text(*(words(lang) for lang in LANGS))


def _step(procedure: Procedure, name: str) -> Text:
    return _both(lambda lang: telling.step_label(procedure, name, lang))


def _times(one: StepTimes, procedure: Procedure) -> Step:
    longest = tuple(
        Listed(each.code, each.calendar_h if one.outside else each.office_h)
        for each in one.visits[:LISTED_MAX]
    )
    return Step(
        one.step,
        _step(procedure, one.step),
        roles(one.roles, procedure),
        one.outside,
        len(one.visits),
        one.median_h,
        one.tenth_h,
        one.total_h,
        len(one.over) if one.norm else None,
        longest,
    )


def people(cases: Iterable[Lived], calendar: Calendar) -> tuple[Post, ...]:
    """By whom the log says that work was moved on: how long it had stood with them, or waited for them."""
    hours: dict[str, list[float]] = {}
    for one in cases:
        for span in one.spans:
            if (
                span.end is not None
                and span.by not in ("", "clock", "unknown")
                and not span.outside
            ):
                hours.setdefault(span.by, []).append(
                    visit(one.case.code, span, calendar, span.end).office_h
                )
    rows = [
        Post(Text(name, name), len(some), median(some), sum(some)) for name, some in hours.items()
    ]
    return tuple(sorted(rows, key=lambda row: -row.visits)[:PEOPLE_MAX])


def _flow(procedure: Procedure, told: Figures | None) -> tuple[tuple[Way, ...], Text]:
    gone = told.ways.get(procedure.slug, {}) if told else {}
    words = {lang: dict(ways_in_words(procedure, lang)) for lang in LANGS}
    rows = tuple(
        Way(Text(words["vi"][way], words["en"][way]), gone.get(way, 0)) for way in words["vi"]
    )
    return rows, _both(
        lambda lang: picture(
            procedure, lang, lambda condition: said(condition, procedure, lang), gone=gone
        )
    )


def _misfits(found: Foreign, procedure: Procedure) -> tuple[tuple[Group, ...], tuple[Misfit, ...]]:
    """The groups by why, the largest first, and the cases in their order."""
    parted = found.conformance.parted
    whys = [_both(lambda lang, one=one: telling.group(one, procedure, lang)) for one in parted]
    counts = Counter(whys)
    places = {why: place for place, (why, _) in enumerate(counts.most_common())}
    misfits = [
        _misfit(one, places[why], procedure)
        for one, why in zip(parted[:PARTED_MAX], whys, strict=False)
    ]
    return tuple(Group(why, n) for why, n in counts.most_common()), tuple(
        sorted(misfits, key=lambda one: one.group)
    )


def _misfit(one: Parted, group: int, procedure: Procedure) -> Misfit:
    moves = one.alignment.moves[:MOVES_MAX] if one.alignment else ()
    told = tuple(
        Move(
            move.side,
            Text(move.name, move.name) if move.side == "log" else _step(procedure, move.step),
        )
        for move in moves
    )
    return Misfit(
        one.case,
        one.misfit.place,
        one.misfit.event,
        _both(lambda lang: telling.why(one.misfit, procedure, lang)),
        group,
        one.alignment.cost if one.alignment else None,
        told,
    )
