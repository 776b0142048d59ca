"""What the log tells leaders: where time goes, why cases were late, how the flow really went, the quality index, what may be late.

Every figure leads to the cases it was counted from; those that only some may see are counted and not shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe
from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from dinh.access import finders
from dinh.engine.field_types.reading import Bad, read_date
from dinh.export.picture import picture
from dinh.insight import lateness
from dinh.insight.figures import MORE, SHOWN, figures
from dinh.insight.flow import ways_in_words
from dinh.insight.house import Period, Read, read
from dinh.insight.quality import GROUPS, SOURCE, quality
from dinh.insight.times import visit, ways
from dinh.messages.words import day_of, say, words_of
from dinh.reports.layout import YEARS
from dinh.web.shared.labels import role_label
from dinh.web.shared.pages import show
from dinh.web.shared.session import officers
from dinh.web.staff.procedure_page import Plain

DAYS, DAYS_MAX, PAGE, TEXT_MAX = 90, 1100, 50, 200
PARTS = ("office", "closed", "outside")


class Asked(Struct, frozen=True):
    """fault: what is wrong with the days that were asked for, which stay as they were `typed`; the usual ones are shown then."""

    period: Period
    fault: bool
    query: str
    typed: tuple[str, str] = ("", "")


def asked(request: HttpRequest) -> Asked:
    today = day_of(request.asker.now)
    usual = Period(today - timedelta(days=DAYS), today)
    given = {name: request.GET.get(name, "").strip()[:TEXT_MAX] for name in ("from", "to")}
    try:
        first = date.fromisoformat(read_date(given["from"])) if given["from"] else usual.first
        last = date.fromisoformat(read_date(given["to"])) if given["to"] else today
    except Bad:
        return Asked(usual, True, "", (given["from"], given["to"]))
    if (
        not timedelta(0) <= last - first <= timedelta(days=DAYS_MAX)
        or first.year not in YEARS
        or last.year not in YEARS
    ):
        return Asked(usual, True, "", (given["from"], given["to"]))
    return Asked(
        Period(first, last),
        False,
        urlencode({"from": f"{first:%d/%m/%Y}", "to": f"{last:%d/%m/%Y}"})
        if any(given.values())
        else "",
    )


def seen_by(request: HttpRequest, found: Read) -> Read:
    """Without the cases that this person may not read: a figure of one or two of them would tell what they are about."""
    asker = request.asker
    return replace(
        found, cases=tuple(one for one in found.cases if finders.may_read(one.case, asker.who))
    )


class Row(Struct, frozen=True):
    """A case in a list; why: what was counted of it."""

    code: str
    name: Any
    title: str
    why: str
    late: bool


@require_safe
@officers("leader", "office")
def home(request: HttpRequest) -> HttpResponse:
    asker, lang, wanted = request.asker, request.lang, asked(request)
    whole = read(asker.house, wanted.period)
    found = seen_by(request, whole)
    told = figures(found, wanted.period, asker.now)
    learnt = lateness.learnt(asker.house, asker.now)
    risks = lateness.risks(asker.house, found.cases, asker.now)
    seen = {one.case.code: one.case for one in found.cases}
    return show(request, "staff/insight.html", {
        "asked": wanted, "told": told, "names": _names(found, lang), "roles": {one.role: _role(one.role, lang) for one in told.posts}, "shown": SHOWN, "most": MORE, "title_of": finders.title_of, "learnt": learnt,
        "risks": [(one, seen[one.code]) for one in risks[:MORE]], "more": len(risks) - MORE, "flows": _flows(found, lang), "parts": [(part, told.share(part), told.days(part)) for part in PARTS],
        "quality": quality(whole, finders.procedures(asker.house), wanted.period),
    })  # fmt: skip


def _names(found: Read, lang: str) -> dict[str, str]:
    return {one.case.procedure: words_of(one.case.name, lang) for one in found.cases}


def _role(role: str, lang: str) -> str:
    """A step may wait for a person or post that the case names."""
    return (
        say("người được giao đích danh", "the person or post named", lang)
        if role in ("person", "post")
        else role_label(role, lang)
    )


def _flows(found: Read, lang: str) -> list[tuple[str, str, int]]:
    counts: dict[str, int] = {}
    for one in found.cases:
        counts[one.case.procedure] = counts.get(one.case.procedure, 0) + 1
    names = _names(found, lang)
    return sorted(((slug, names[slug], n) for slug, n in counts.items()), key=lambda row: -row[2])


@require_safe
@officers("leader", "office")
def flow(request: HttpRequest, slug: str) -> HttpResponse:
    asker, lang, wanted = request.asker, request.lang, asked(request)
    procedure = finders.procedure(asker.house, slug)
    found = seen_by(request, read(asker.house, wanted.period))
    gone = ways(found.cases, procedure.slug)
    counts = {way: len(codes) for way, codes in gone.items()}
    drawn = (
        Markup(picture(procedure, lang, Plain(procedure, lang).when, gone=counts))
        if procedure.steps
        else ""
    )
    rows = [(way, words, counts.get(way, 0)) for way, words in ways_in_words(procedure, lang)]
    return show(
        request,
        "staff/insight-flow.html",
        {
            "asked": wanted,
            "procedure": procedure,
            "picture": drawn,
            "rows": rows,
            "cases": sum(one.case.procedure == procedure.slug for one in found.cases),
        },
    )


@require_safe
@officers("leader", "office")
def index(request: HttpRequest) -> HttpResponse:
    asker, wanted = request.asker, asked(request)
    found = quality(
        read(asker.house, wanted.period), finders.procedures(asker.house), wanted.period
    )
    return show(
        request,
        "staff/insight-index.html",
        {"asked": wanted, "quality": found, "groups": GROUPS, "source": SOURCE},
    )


@require_safe
@officers("leader", "office")
def counted(request: HttpRequest) -> HttpResponse:
    """The cases behind one figure."""
    asker, wanted = request.asker, asked(request)
    found = read(asker.house, wanted.period)
    said = {
        name: request.GET.get(name, "")[:TEXT_MAX]
        for name in ("of", "procedure", "step", "way", "measure", "role")
    }
    found = found if said["of"] == "measure" else seen_by(request, found)
    head, pairs = _counted(request, found, wanted, said)
    cases = {one.case.code: one.case for one in found.cases}
    rows = [
        Row(code, cases[code].name, finders.title_of(cases[code]), why, code in late)
        for late in [set(figures(found, wanted.period, asker.now).late)]
        for code, why in pairs
        if code in cases and finders.may_read(cases[code], asker.who)
    ]
    start = min(
        int(request.GET.get("after", "0")) if request.GET.get("after", "0").isdecimal() else 0,
        len(rows),
    )
    query = request.GET.copy()
    query.pop("after", None)
    return show(request, "staff/insight-cases.html", {
        "asked": wanted, "head": head, "rows": rows[start : start + PAGE], "total": len(pairs), "hidden": len(pairs) - len(rows), "next": start + PAGE if start + PAGE < len(rows) else 0, "query": query.urlencode(), "begun": start > 0,
    })  # fmt: skip


def _counted(
    request: HttpRequest, found: Read, wanted: Asked, said: dict[str, str]
) -> tuple[str, Sequence[tuple[str, str]]]:
    """The figure's name, and the codes it was counted from with what each gives. Raises NotFound for a figure that there is not."""
    asker, lang = request.asker, request.lang
    told = figures(found, wanted.period, asker.now)
    match said["of"]:
        case "settled" | "open" | "late":
            heads = {
                "settled": ("Hồ sơ xong trong kỳ", "Cases settled in the period"),
                "open": ("Hồ sơ đang làm", "Open cases"),
                "late": ("Hồ sơ trễ", "Late cases"),
            }
            return say(*heads[said["of"]], lang), [(code, "") for code in getattr(told, said["of"])]
        case "time":
            return say("Thời gian của từng hồ sơ", "The time of each case", lang), [
                (one.code, _split(one, lang)) for one in told.splits
            ]
        case "step":
            one = next(
                (
                    one
                    for one in told.steps
                    if (one.procedure, one.step) == (said["procedure"], said["step"])
                ),
                None,
            )
            if one is None:
                raise finders.NotFound(said["step"])
            return (
                f"{words_of(one.label, lang) or one.step} – {_names(found, lang)[one.procedure]}",
                [(each.code, _hours(each, one.outside, lang)) for each in one.visits],
            )
        case "role":
            pairs = [
                (
                    each.case.code,
                    _hours(
                        visit(
                            each.case.code, span, found.calendar, min(asker.now, wanted.period.end)
                        ),
                        False,
                        lang,
                    ),
                )
                for each in found.cases
                for span in each.spans
                if said["role"] in {role.partition(":")[0] for role in span.roles}
                and not span.outside
            ]
            return _role(said["role"], lang), pairs
        case "cause":
            cause = next(
                (
                    one
                    for one in told.causes
                    if (one.procedure, one.step) == (said["procedure"], said["step"])
                ),
                None,
            )
            if cause is None:
                raise finders.NotFound(said["step"])
            return say(
                "Trễ ở bước: {step}",
                "Late at the step: {step}",
                lang,
                step=words_of(cause.label, lang) or cause.step,
            ), [(code, "") for code in cause.codes]
        case "way":
            gone = ways(found.cases, said["procedure"])
            words = dict(
                ways_in_words(finders.procedure(asker.house, said["procedure"]), lang)
            ).get(said["way"], said["way"])
            return words, [(code, "") for code in gone.get(said["way"], ())]
        case "measure":
            measure = next(
                (
                    one
                    for one in quality(
                        found, finders.procedures(asker.house), wanted.period
                    ).measures
                    if one.name == said["measure"] and one.of == "cases"
                ),
                None,
            )
            if measure is None:
                raise finders.NotFound(said["measure"])
            yes, no = (
                say("được tính", "counts", lang),
                say("chưa được tính", "does not count", lang),
            )
            rated = {
                one.case.code: f": {one.case.rating} / 5"
                for one in found.cases
                if one.case.rating and "rated" in measure.name
            }
            return measure.label.of(lang), [
                (part.name, f"{yes if part.done else no}{rated.get(part.name, '')}")
                for part in sorted(measure.parts, key=lambda part: part.done)
            ]
    raise finders.NotFound(said["of"])


def _split(one: Any, lang: str) -> str:
    days = [
        f"{getattr(one, f'{part}_h') / 24:.1f}".replace(".", "," if lang == "vi" else ".")
        for part in PARTS
    ]
    return say(
        "{0} ngày giờ làm việc, {1} ngày đóng cửa, {2} ngày chờ người nộp",
        "{0} days of office time, {1} closed, {2} waiting for the applicant",
        lang,
    ).format(*days)


def _hours(one: Any, outside: bool, lang: str) -> str:
    hours = f"{one.calendar_h if outside else one.office_h:.1f}".replace(
        ".", "," if lang == "vi" else "."
    )
    said = (
        say("{h} giờ", "{h} hours", lang, h=hours)
        if outside
        else say("{h} giờ làm việc", "{h} office hours", lang, h=hours)
    )
    return f"{said}{say(', chưa xong', ', still open', lang) if one.open else ''}{say(', quá định mức', ', over the norm', lang) if one.over_h > 0 else ''}"
