"""The versions of a procedure in a house: from when to when, how many running cases follow each, and how they would move.

Looking changes nothing; what is done passes `cases.move_to` and `cases.move_back`. Cases that somebody may not read they
neither see nor move: those are only counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import batched
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from dinh.access import finders
from dinh.checker.finding import Finding, Path
from dinh.checker.versions import versions_apart
from dinh.engine.decisions.context import Context
from dinh.engine.decisions.migration import MOVERS
from dinh.engine.decisions.migration_plan import (
    Cannot,
    Lost,
    Movable,
    Needs,
    Outcome,
    Plan,
    answers_lost,
    plan_faults,
    plan_of,
    planned,
)
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.engine.schedule.calendar import to_local
from dinh.messages import fault_told, refusal_json
from dinh.messages.words import words_of
from dinh.store import ledger
from dinh.store import queries as finding
from dinh.workflow import cases

LOOKED_MAX = 5000
ANOTHER_DAY = ("move.not_in_force", "move.over")
"""Why a run is refused whose dry run is shown all the same: the plan is looked at before its day."""
AT_ONCE = 100
"""Cases written in one transaction: others wait no longer than for these."""

type Own = Mapping[str, Mapping[str, Any]]
"""code -> what is given for this case alone."""


class Version(Struct, frozen=True):
    """when: over, in force, or to come. running: open cases that follow it."""

    version: str
    until: str
    digest: str
    when: Literal["over", "now", "coming"]
    running: int


class Looked(Struct, frozen=True):
    """lost: answers that the other version drops or replaces; they stay in the log and on the page of the case."""

    case: Case
    outcome: Outcome
    lost: tuple[Lost, ...] = ()


class Outlook(Struct, frozen=True):
    """rows: by code. hidden: cases that this person may not read; more: there are others that were not looked at."""

    slug: str
    version: str
    rows: tuple[Looked, ...]
    hidden: int = 0
    more: bool = False

    def of(self, kind: type) -> list[Looked]:
        return [row for row in self.rows if isinstance(row.outcome, kind)]


def versions(house: str, slug: str, at: datetime | None = None) -> list[Version]:
    """Every published version, the earliest first. Raises NotFound."""
    found = finders.state(house)
    if slug not in found.procedures:
        raise finders.NotFound(slug)
    day = to_local(at or finders.time_of(house)).date().isoformat()
    now, running = found.version_on(slug, day), finding.running_counts(house, slug)

    def when(version: str) -> Literal["over", "now", "coming"]:
        return "coming" if version > day else "now" if now and version == now.version else "over"

    return [
        Version(one.version, one.until, one.digest, when(one.version), running.get(one.version, 0))
        for one in found.procedures[slug]
    ]


def coming(house: str) -> list[tuple[str, str]]:
    """(slug, version) of what is published for a day to come, the nearest first."""
    day = to_local(finders.time_of(house)).date().isoformat()
    found = [
        (one.version, slug)
        for slug, kept in finders.state(house).procedures.items()
        for one in kept
        if one.version > day
    ]
    return [(slug, version) for version, slug in sorted(found)]


def outlook(
    house: str,
    person: str,
    slug: str,
    version: str,
    plan: Plan,
    own: Own | None = None,
    at: datetime | None = None,
    *,
    filed: bool = True,
) -> Outlook:
    """How each running case of another version would move to this one. Raises Refused for a plan of unknown names, NotFound.

    own    code -> what is given for this case alone
    filed  with what the file of the version itself plans
    """
    when, new = at or finders.time_of(house), finders.procedure(house, slug, version)
    whole = plan_of(new, plan) if filed else plan
    _named(house, slug, new, plan, own or {})
    found, hidden, more = _running(house, person, slug, when, besides=version)
    context = _planning(house, slug, when)

    def looked(case: Case) -> Looked:
        old = new if case.content else finders.procedure(house, slug, case.version)
        outcome = planned(case, old, new, with_own(whole, own, case.code), context)
        lost = () if isinstance(outcome, Cannot) else answers_lost(case, old, new, outcome)
        return Looked(case, outcome, tuple(lost))

    rows = tuple(looked(case) for case in found)
    if strange := sorted(set(own or ()) - {case.code for case in found}):
        faults = tuple(
            Fault(f"cases.{code}", "move.unknown_case", {"case": code}) for code in strange
        )
        raise Refused(Refusal("move.plan", {"count": len(faults)}, faults))
    return Outlook(slug, version, rows, hidden, more)


def moved(
    house: str, person: str, slug: str, version: str, at: datetime | None = None
) -> list[Case]:
    """Open cases that were moved to this version, for taking that back."""
    return [
        case
        for case in _running(house, person, slug, at or finders.time_of(house), version=version)[0]
        if case.moved
    ]


def move(
    house: str,
    person: str,
    slug: str,
    version: str,
    plan: Plan,
    own: Own | None = None,
    *,
    reason: str,
    at: datetime | None = None,
    dry_run: bool = False,
) -> cases.Went:
    """Move what can be moved; gives why of each that stayed. dry_run: the same, and nothing is kept."""
    seen = outlook(house, person, slug, version, plan, own, at)
    whole = plan_of(finders.procedure(house, slug, version), plan)
    plans = {row.case.code: with_own(whole, own, row.case.code) for row in seen.of(Movable)}
    if not plans:  # so that who may not, or a version not in force, is refused all the same
        cases.move_to(house, person, slug, version, {}, reason, at=at, dry_run=dry_run)
    went = _parts(
        plans,
        lambda part: cases.move_to(
            house,
            person,
            slug,
            version,
            {code: plans[code] for code in part},
            reason,
            at=at,
            dry_run=dry_run,
        ),
    )
    return {row.case.code: why_of(row.outcome) for row in seen.rows} | went


def move_back(
    house: str,
    person: str,
    slug: str,
    version: str,
    *,
    reason: str,
    at: datetime | None = None,
    codes: Iterable[str] = (),
    dry_run: bool = False,
) -> cases.Went:
    """Take back the moves to this version (of these cases, or all). dry_run: the same, and nothing is kept."""
    wanted = list(codes) or [case.code for case in moved(house, person, slug, version, at)]
    if not wanted:  # so that who may not is refused all the same
        cases.move_back(house, person, slug, (), reason, at=at, dry_run=dry_run)
    return _parts(
        wanted,
        lambda part: cases.move_back(house, person, slug, part, reason, at=at, dry_run=dry_run),
    )


def unplaced(house: str, new: Procedure) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    """What of running cases has no place in a version that is checked, by its own plan: (path in the file, sentence, facts)."""
    known = {
        one.version: finders.procedure(house, new.slug, one.version)
        for one in finders.state(house).procedures.get(new.slug, ())
    }
    known.pop(new.in_force, None)
    if not known:
        return
    context, found = (
        _planning(house, new.slug, finders.time_of(house)),
        Counter[tuple[str, str, str]](),
    )
    for code in list(_codes(house, new.slug, besides=new.in_force))[:LOOKED_MAX]:
        case = ledger.case_state(house, code)
        outcome = (
            planned(case, known[case.version], new, plan_of(new), context)
            if case and case.version in known and not case.content
            else None
        )
        if case and isinstance(outcome, Cannot) and outcome.why.code in NO_PLACE:
            found.update(("v1_running", case.version, step.step) for step in case.steps)
        elif case and isinstance(outcome, Needs):
            found.update(
                ("v1_needs", case.version, place)
                for place in {_unrowed(fault.field) for fault in outcome.faults}
            )
    for (sentence, version, name), n in sorted(found.items()):
        yield (
            ("moves",) if sentence == "v1_running" else ("gives",),
            sentence,
            {"n": n, "day": version, "step": name, "name": name},
        )


NO_PLACE = frozenset(
    {
        "move.no_step",
        "move.no_work",
        "move.twice",
        "move.house",
        "move.block",
        "move.opens",
        "move.posting",
    }
)


def overlapping(house: str, new: Procedure) -> list[Finding]:
    """Where a version that is checked and one that the house has would be in force on the same day."""
    others = [
        finders.procedure(house, new.slug, one.version)
        for one in finders.state(house).procedures.get(new.slug, ())
        if one.version != new.in_force
    ]
    return [
        finding
        for later, finding in versions_apart([*others, new])
        if finding.severity == "problem"
    ]


def opened_classes(house: str, new: Procedure) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    """Classes that no longer shut out whom the version in force before this one shuts out: (path in the file, sentence, facts)."""
    known = finders.state(house).procedures.get(new.slug, ())
    before = max(
        (one for one in known if one.version <= new.in_force),
        key=lambda one: one.version,
        default=None,
    )
    old = finders.content(house, before.digest).procedure if before else None
    for name, secrecy in (old.classes if old else {}).items():
        now = new.classes.get(name)
        lost = sorted(set(secrecy.shut) - set(now.shut if now else ()))
        if lost:
            path: Path = ("classes", name) if now else ("classes",)
            facts = {
                "class": name,
                "lost": ", ".join(lost),
                "day": before.version if before else "",
            }
            yield path, "v1_except", facts


def _unrowed(place: str) -> str:
    """`helpers.2.age` -> `helpers.age`."""
    return ".".join(part for part in place.split(".") if not part.isdigit())


def why_of(outcome: Outcome) -> Refusal | None:
    match outcome:
        case Cannot(why):
            return why
        case Needs(faults):
            return Refusal("move.needs", {"count": len(faults)}, faults)
    return None


def moves_json(
    seen: Outlook, went: cases.Went | None, lang: str, *, dry_run: bool = False
) -> list[dict[str, Any]]:
    """Of each case: `moves`, `needs` or `cannot`, by the plan or a dry run; once done, `moved` or why it stayed."""
    rows = []
    for row in seen.rows:
        why = (went or {}).get(row.case.code, why_of(row.outcome))
        done = went is not None and row.case.code in went and why is None and not dry_run
        rows.append(
            _row_json(
                row.case,
                "moved"
                if done
                else "moves"
                if why is None
                else "needs"
                if why.code == "move.needs"
                else "cannot",
                why,
                lang,
                row.lost,
            )
        )
    return rows


def returns_json(found: Iterable[Case], went: cases.Went, lang: str) -> list[dict[str, Any]]:
    """Of each case that was moved: `back` to its old version, or `stays` and why."""
    return [
        _row_json(case, "stays" if went.get(case.code) else "back", went.get(case.code), lang)
        for case in found
    ]


def _row_json(
    case: Case, outcome: str, why: Refusal | None, lang: str, lost: Iterable[Lost] = ()
) -> dict[str, Any]:
    lacking = why is not None and why.code == "move.needs"
    return {
        "code": case.code,
        "from": case.version,
        "steps": [step.name for step in case.steps],
        "outcome": outcome,
        "lost": [
            {
                "field": one.place,
                "label": words_of(one.label, lang),
                "how": "replaced" if one.replaced else "dropped",
            }
            for one in lost
        ],
        "needs": [{"field": fault.field, "message": fault_told(fault, lang)} for fault in why.at]
        if why and lacking
        else [],
        "why": refusal_json(why, lang) if why and not lacking else None,
    }


def may_move(house: str, person: str) -> bool:
    return bool(finders.who(house, person).own_roles & MOVERS)


def with_own(plan: Plan, own: Own | None, code: str) -> Plan:
    return replace(plan, gives={**plan.gives, **own[code]}) if own and code in own else plan


def _named(house: str, slug: str, new: Procedure, plan: Plan, own: Own) -> None:
    """A plan's names: of the version to come, and of any that running cases still follow."""
    known = {one.version for one in finders.state(house).procedures[slug]}
    before = [
        finders.procedure(house, slug, one)
        for one in finding.running_counts(house, slug)
        if one in known and one != new.in_force
    ]
    faults = list(plan_faults(before, new, plan))
    for code, gives in own.items():
        faults += [
            replace(fault, field=f"cases.{code}.{fault.field}")
            for fault in plan_faults((), new, Plan(gives=dict(gives)))
        ]
    if faults:
        raise Refused(Refusal("move.plan", {"count": len(faults)}, tuple(faults)))


def _running(
    house: str, person: str, slug: str, at: datetime, **of: str
) -> tuple[list[Case], int, bool]:
    """The open cases that this person may read, how many others there are, and whether there are more than are looked at."""
    one, codes = finders.who(house, person, at), list(_codes(house, slug, **of))
    found = [case for code in codes[:LOOKED_MAX] if (case := ledger.case_state(house, code))]
    readable = [case for case in found if finders.may_read(case, one)]
    return readable, len(found) - len(readable), len(codes) > LOOKED_MAX


def _codes(house: str, slug: str, **of: str) -> Iterator[str]:
    behind, found = "", 0
    while found <= LOOKED_MAX and (page := finding.running(house, slug, behind=behind, **of)):  # type: ignore[arg-type]  # names of versions
        yield from page
        behind, found = page[-1], found + len(page)


def _planning(house: str, slug: str, at: datetime) -> Context:
    return finders.context(house, "applicant", at, slug=slug)


def _parts(codes: Iterable[str], act: Callable[[tuple[str, ...]], cases.Went]) -> cases.Went:
    return {
        code: why
        for part in batched(codes, AT_ONCE, strict=False)
        for code, why in act(part).items()
    }
