"""Who may see and do what, and why not. Every page, verb and command fetches through here: to hold a case is to be allowed to.

A stranger gets the same answer whether a case exists or not; an officer gets the reason. The rule that answers "why?"
is the rule that decides (`engine.offer`, `engine.unwritten`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from dinh.access.redaction import closed, open_data, open_event, withheld_of
from dinh.engine.decisions.asked_again import answer_at, field_in, known_fields, unfitting, without
from dinh.engine.decisions.context import Context
from dinh.engine.decisions.draft import scope_of
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.decisions.general_actions import UNWRITTEN
from dinh.engine.decisions.general_rights import hindrance
from dinh.engine.decisions.vacancy import barred_persons, nobody
from dinh.engine.definition.procedure import Field, Procedure
from dinh.engine.record.case import Case, is_late
from dinh.engine.record.events import OpenStep
from dinh.engine.record.house import House
from dinh.engine.record.seal import Sealed, others, withheld
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import to_local
from dinh.houses import (
    NotFound,
    Who,
    accepting,
    beside,
    calendar_of,
    called,
    content,
    delegation,
    exists,
    facts_read,
    followed,
    holds_a_post,
    is_behind,
    kept,
    letterhead,
    log_ahead_of_clock,
    names_in,
    offered,
    people,
    procedure,
    procedures,
    province,
    register,
    register_now,
    registers,
    signature_of,
    signing_roles,
    slug_of,
    sources,
    state,
    time_in,
    time_of,
    wants_second_factor,
    who,
    who_of,
    withdrawn,
)
from dinh.store import ledger, queries, uploads

__all__ = [
    "CaseRow",
    "Explained",
    "NotFound",
    "Reminded",
    "Seen",
    "Who",
    "WorkRow",
    "beside",
    "calendar_of",
    "called",
    "case_as_kept",
    "case_seen_by",
    "content",
    "context",
    "delegation",
    "exists",
    "explain",
    "facts_read",
    "followed",
    "holds_a_post",
    "is_behind",
    "kept",
    "letterhead",
    "log_ahead_of_clock",
    "log_seen_by",
    "log_withheld",
    "may_read",
    "names_in",
    "people",
    "procedure",
    "procedures",
    "province",
    "reads",
    "register",
    "registers",
    "reminded",
    "search",
    "seen_by",
    "seen_for_action",
    "signature_of",
    "signing_roles",
    "slug_of",
    "sources",
    "state",
    "time_in",
    "time_of",
    "title_of",
    "wants_second_factor",
    "who",
    "who_of",
    "withdrawn",
    "work_of",
    "worklist",
]


class Seen(Struct, frozen=True):
    """A case as one person may see it. hidden: names of fields whose class is not this person's, gone from `case.data`.

    earlier  place -> the field of the earlier version and its answer, which `procedure` does not take; gone from `case.data`
    """

    case: Case
    procedure: Procedure
    hidden: frozenset[str]
    who: Who
    at: datetime
    earlier: dict[str, tuple[Field | None, Any]] = {}

    @property
    def late(self) -> bool:
        return is_late(self.case, self.at)


WHOLE = Who("operator", "", (), frozenset(), ())
"""Whoever holds the house's folder: nothing is kept from them."""


class Explained(Struct, frozen=True):
    """One action, whether this person may do it now, and if not, every reason."""

    action: str
    step: str
    label: dict[str, str]
    may: bool
    why: tuple[Refusal, ...] = ()
    declared: bool = True


# --- a case ---------------------------------------------------------------------------------------------------------


def context(
    house: str,
    person: str,
    at: datetime,
    *,
    slug: str = "",
    found: House | None = None,
    case_of: Callable[[str], Case | None] | None = None,
    **more: Any,
) -> Context:
    """What a decision is told of this person, day and house. case_of: a case as the writer sees it."""
    found = found or state(house)
    case_of = case_of or (lambda code: ledger.case_state(house, code))
    one = who_of(found, person, at, slug)
    books = {  # what the books say now; the door, inside its transaction, says it from there
        "last": lambda series: ledger.counter(house, series),
        "record": lambda register, record: queries.record(house, register, record),
        "exists": lambda field, name: exists_for(
            house,
            found,
            who_of(found, person, at),
            field,
            name,
            lambda: case_of(more.get("code", "")),
        ),
        "register": lambda slug: register_now(house, found, slug),
        "same": lambda *wanted: told_same(
            queries.same_record(house, *wanted), lambda code: ledger.case_state(house, code), one
        ),
    }
    return Context(
        at=at,
        person=person,
        calendar=calendar_of(found.profile),
        standings=one.standings,
        name=one.name,
        facts=found.profile.get("house", {}),
        house=house,
        letterhead=letterhead(found.profile),
        called=called,
        province=lambda: province(house, found.profile),
        alone=lambda: len(beside(house)) == 1,
        **{**books, **more},
    )


def told_same(
    known: tuple[str, str] | None, case_of: Callable[[str], Case | None], one: Who
) -> tuple[str, str] | None:
    """Which record has the same values, and of which case: that only to whom may read it."""
    case = case_of(known[1]) if known and known[1] else None
    return (known[0], known[1] if case and may_read(case, one) else "") if known else None


def exists_for(
    house: str,
    found: House,
    one: Who,
    field: Field,
    name: str,
    case_of: Callable[[], Case | None],
) -> bool | Mapping[str, Any]:
    """May this person name it? Of a file: what is known of it.

    A case that they may not read, and a file that they have neither brought nor see in this very case, are to them as if
    they were not there. What stands in the case for them to see may be given again.

    case_of  the case in which it is named, if there is one yet
    """
    match field.type:
        case "case":
            other = readable(house, name, one)
            fits = other is not None and field.of_procedure in ("", other.procedure)
            standing = _standing(house, one, case_of(), field.name)
            return fits or any(other.get(field.name) == name for other in standing)
        case "file" | "files":
            brought = uploads.brought(house, one.person, name)
            standing = _standing(house, one, case_of(), "digest")
            again = (_facts(file) for file in standing if file["digest"] == name)
            return brought or next(again, False)
    return exists(house, found, field, name)


def _standing(house: str, one: Who, case: Case | None, name: str) -> list[Mapping[str, Any]]:
    """What has a text under this name, however deep, in what this person may see of the case."""
    if case is None or not may_read(case, one):
        return []
    hidden = frozenset(withheld_of(house, followed(house, case), case, one))
    return [
        *_with(name, open_data(case.data, hidden)),
        *_with(name, case.documents),
    ]


def _with(name: str, value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        if isinstance(value.get(name), str):
            yield value
        for inner in value.values():
            yield from _with(name, inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _with(name, inner)


def _facts(file: Mapping[str, Any]) -> dict[str, Any]:
    return {key: file[key] for key in ("type", "size", "carries") if key in file}


def readable(house: str, code: str, one: Who) -> Case | None:
    """The case of this code, if this person may read it. A code that is none costs as much work as a case that is withheld."""
    case, near = ledger.case_or_neighbour(house, code)
    may = near is not None and may_read(near, one)
    return case if may else None


def may_read(case: Case, one: Who) -> bool:
    """An officer in a post reads the house's cases, unless their class is kept to some roles; a citizen reads their own.
    Whom the class shuts out by name reads it in no case."""
    if case.shut and one.person in case.named(case.shut):
        return False
    if one.person in ("applicant", case.applicant) or case.opened_by(one.person, case.house):
        return True
    if case.class_ == "open":
        return bool(one.standings)
    roles = one.roles_in(case.procedure)
    return bool(roles & set(case.readers)) or (
        not case.away and any(_stands_at(step, one, case.procedure) for step in case.steps)
    )


def _stands_at(step: OpenStep, one: Who, slug: str) -> bool:
    """Does the step wait for this person? The head of one village does not read what waits for another's."""
    return any(
        (
            not standing.roles.isdisjoint(step.roles)
            or not {f"person:{one.person}", f"post:{standing.post}"}.isdisjoint(step.roles)
        )
        and (not step.of or not standing.of or not set(step.of).isdisjoint(standing.of))
        for standing in one.standings_in(slug)
    )


def case_seen_by(house: str, person: str, code: str, at: datetime | None = None) -> Seen:
    """The case as this person may see it. Raises NotFound, the same for a stranger and for a code that is none."""
    at = at or time_of(house)
    one = who(house, person, at)
    case = readable(house, code, one)
    found = seen_by(house, one, case, at) if case else None
    if found is None:
        raise NotFound(code)
    return found


def seen_by(house: str, one: Who, case: Case, at: datetime) -> Seen | None:
    """A case that was read already, as this person may see it; None when it is not theirs to see."""
    if not may_read(case, one):
        return None
    spec = followed(house, case)
    hidden = frozenset(withheld_of(house, spec, case, one))
    if hidden:
        letters = tuple(
            letter for letter in case.letters if not closed(spec, case, letter.class_, one)
        )
        case = msgspec.structs.replace(case, data=open_data(case.data, hidden), letters=letters)
    return Seen(case, spec, hidden, one, at)


def seen_for_action(seen: Seen, step: str, action: str) -> Seen:
    """Give the case as the version sees it by which the action is done: a later one, where it accepts the case.

    Answers that this version does not take are in `earlier` and no longer in the case's data.
    """
    newer = accepting(seen.case.house, seen.case, step, action, seen.at)
    if newer.in_force == seen.procedure.in_force:
        return seen
    data = seen.case.data
    places = set(unfitting(known_fields(newer), data))
    case = msgspec.structs.replace(seen.case, data=without(data, places))
    return msgspec.structs.replace(
        seen,
        case=case,
        procedure=newer,
        earlier={
            place: (field_in(seen.procedure, place), answer_at(data, place))
            for place in sorted(places)
        },
    )


def case_as_kept(house: str, code: str, at: datetime | None = None) -> Seen:
    """The whole case, for whoever holds the house's folder (the command line). Raises NotFound."""
    case = ledger.case_state(house, code)
    if case is None:
        raise NotFound(code)
    return Seen(case, followed(house, case), frozenset(), WHOLE, at or time_of(house))


def reads(seen: Seen, case: Case, class_: str) -> bool:
    """May who sees this case read what has this class? `case`: whole, for it may name whom the class shuts out."""
    return not closed(seen.procedure, case, class_, seen.who)


def log_seen_by(
    house: str, person: str, code: str | None = None, *, after: int = 0, limit: int | None = None
) -> Iterable[Sealed]:
    """The log of a case, or of the house for an officer: without the values this person may not see.

    Where something of a case is hidden, its letters, records and remarks may repeat it: of those no value is told.
    The house's whole log tells an officer no value of any case, and of a case that is not for them only number and seal.
    """
    if code is None:
        one = who(house, person)
        if not one.standings:
            raise NotFound("log")
        return log_withheld(house, lambda case: may_read(case, one), after=after, limit=limit)
    hidden = case_seen_by(house, person, code).hidden
    return (
        (open_event(one, hidden) for one in ledger.log(house, code))
        if hidden
        else ledger.log(house, code)
    )


def log_withheld(
    house: str, may: Callable[[Case], bool], *, after: int = 0, limit: int | None = None
) -> Iterator[Sealed]:
    """The house's log without values of cases; events of cases for which `may` is false, or that name one, are withheld."""

    @cache
    def told(code: str) -> bool:
        case = ledger.case_state(house, code)
        return case is None or may(case)

    for event in ledger.log(house, None, after, limit):
        if not event.case:
            yield event
        elif told(event.case) and all(map(told, others(event.body))):
            yield msgspec.structs.replace(event, personal={})
        else:
            yield withheld(event)


def _nobody_told(house: str, case: Case, seen: Seen, scope: Scope, one: Explained) -> Explained:
    """With a refusal that tells to ask a person only where there is one, and names one to whoever holds a post."""
    found, day = state(house), to_local(seen.at).date().isoformat()
    if not one.why:
        return one
    barred = barred_persons(seen.procedure, case, scope, one.step)
    why = tuple(nobody(found, case, day, refusal, seen.who.person, barred) for refusal in one.why)
    return one if why == one.why else msgspec.structs.replace(one, why=why)


def explain(
    house: str, person: str, code: str, action: str | None = None, at: datetime | None = None
) -> list[Explained]:
    """What this person may do with the case, and why not the rest: declared actions first, then the unwritten."""
    seen = case_seen_by(house, person, code, at)
    case = ledger.case_state(house, code)
    assert case is not None
    told = context(house, person, seen.at, slug=case.procedure)
    scope = scope_of(seen.procedure, case, told)
    found = [
        Explained(
            one.action,
            one.step,
            _label(seen.procedure, one.step, one.action),
            one.may,
            one.hindrances,
        )
        for one in offered(house, case, seen.procedure, scope, told)
    ]
    found = [_nobody_told(house, case, seen, scope, one) for one in found]
    declared = {one.action for one in found}
    for name in UNWRITTEN:
        if name not in declared:
            _, refusal = hindrance(seen.procedure, case, name, told)
            found.append(
                Explained(name, "", {}, refusal is None, (refusal,) if refusal else (), False)
            )
    if action is None:
        return found
    if chosen := [one for one in found if one.action == action]:
        return chosen
    elsewhere = [step.name for step in seen.procedure.steps.values() if action in step.do]
    reason = Refusal(
        "action.not_here",
        {
            "action": action,
            "at": elsewhere,
            "steps": [s.name for s in case.steps],
            "can": [e.action for e in found if e.may],
        },
    )
    if case.end:
        reason = Refusal(
            "case.settled",
            {
                "end": case.end_label.get("vi", case.end),
                "end_en": case.end_label.get("en") or case.end_label.get("vi", case.end),
            },
        )
    unknown = Refusal(
        "action.unknown",
        {
            "action": action,
            "can": [e.action for e in found if e.may],
            "steps": [s.name for s in case.steps],
        },
    )
    return [Explained(action, "", {}, False, (reason if elsewhere else unknown,))]


def _label(spec: Procedure, step: str, action: str) -> dict[str, str]:
    found = spec.steps[step.partition("/")[0]].do[action].label
    return {} if found is None else {"vi": found.vi, **({"en": found.en} if found.en else {})}


# --- lists ----------------------------------------------------------------------------------------------------------


class WorkRow(Struct, frozen=True):
    """An open step of a case that waits for this person. late: past its due, or, of a case that has none, past the step's limit; key: its place in the list."""

    code: str
    title: str
    procedure: str
    name: dict[str, str]
    step: str
    label: dict[str, str]
    since: datetime
    due: datetime | None
    limit: datetime | None
    late: bool
    paused: bool
    assigned: str
    actions: tuple[str, ...]
    key: tuple[int, str, str]
    first_due: datetime | None = None
    awaits_applicant: bool = False


def worklist(
    house: str,
    person: str,
    *,
    after: queries.WorkKey | None = None,
    limit: int = 50,
    slug: str = "",
    step: str = "",
    late: bool = False,
    mine: bool = False,
    at: datetime | None = None,
    made: Callable[[queries.WorkKey], Any] | None = None,
) -> list[Any]:
    """This person's work, the earliest due first, as `WorkRow`; `after`: the key of the last row shown. Actions are those that may be done now.
    `made` makes rows of another kind (with `late`), by `work_of`, and None of what is passed over."""
    at = at or time_of(house)
    one, rows = who(house, person, at), list[Any]()
    roles = ["applicant"] if person == "applicant" else _called(one)
    while (
        len(rows) < limit
    ):  # what is not this person's is passed over, and the page is filled with what comes behind it
        found = queries.work(
            house,
            roles,
            behind=after,
            limit=limit,
            procedure=slug,
            step=step,
            before=at if late else None,
            free_for=person if mine else "",
            narrowed=_narrowed(one),
        )
        for key in found:
            row = (
                (made(key) if made else work_of(house, one, key, at)) if len(rows) < limit else None
            )
            if row and (row.late or not late):
                rows.append(row)
        if len(found) < limit:
            break
        after = found[-1]
    return rows


def _called(one: Who) -> list[str]:
    """All by which a step may wait for this person, or be told to them."""
    return [
        *sorted(one.roles),
        f"person:{one.person}",
        *(f"post:{post.post}" for post in one.posts),
    ]


class Reminded(Struct, frozen=True):
    """An open step of which this person was reminded, last at `told`."""

    case: Case
    step: OpenStep
    told: datetime


def reminded(
    house: str, person: str, *, limit: int = 20, at: datetime | None = None
) -> list[Reminded]:
    """What this person was reminded of (`warn`) and nobody has done since, the earliest reminder first; only what they may read."""
    one = who(house, person, at or time_of(house))
    found: list[Reminded] = []
    behind = None
    while len(found) < limit:
        keys = queries.reminders(house, _called(one), behind=behind, limit=limit)
        for _, code, name in keys:
            case = ledger.case_state(house, code)
            step = case.step(name) if case else None
            if (
                case
                and step
                and step.told_at
                and may_read(case, one)
                and not _called_elsewhere(one, step, case)
            ):
                found.append(Reminded(case, step, step.told_at))
        if len(keys) < limit:
            break
        behind = keys[-1]
    return found[:limit]


def _called_elsewhere(one: Who, step: OpenStep, case: Case) -> bool:
    """Was only a role reminded that this person has by a delegation for other procedures?"""
    told = one.roles & set(step.told)
    return (
        bool(told)
        and not told & one.roles_in(case.procedure)
        and {f"person:{one.person}", *(f"post:{post.post}" for post in one.posts)}.isdisjoint(
            step.told
        )
    )


def _narrowed(one: Who) -> dict[str, list[str]]:
    """role -> the villages and the like to which this person has it; a role had without such a bound is not in it."""
    found: dict[str, list[str]] = {}
    for standing in one.standings:
        for role in standing.roles:
            found.setdefault(role, []).extend(standing.of or ("",))
    return {role: names for role, names in found.items() if "" not in names}


def work_of(
    house: str, one: Who, key: queries.WorkKey, at: datetime, case: Case | None = None
) -> WorkRow | None:
    """The row of a person's work at this place; None: it is nothing that this person may do now. case: read already."""
    _, code, name = key
    case = case or ledger.case_state(house, code)
    open_step = case.step(name) if case else None
    if case is None or open_step is None or not may_read(case, one):
        return None
    spec = followed(house, case)
    told = context(house, one.person, at, slug=case.procedure)
    actions = tuple(
        one.action
        for one in offered(house, case, spec, scope_of(spec, case, told), told)
        if one.step == name and one.may
    )
    if not actions:
        return None
    late = is_late(case, at) or (
        case.due is None and open_step.limit is not None and open_step.limit < at
    )
    return WorkRow(
        code,
        title_of(case),
        case.procedure,
        case.name,
        name,
        open_step.label,
        open_step.since,
        case.due,
        open_step.limit,
        late,
        case.paused,
        case.assigned.get(name, ""),
        actions,
        key,
        case.first_due,
        case.awaits_applicant,
    )


def title_of(case: Case) -> str:
    """Whose case it is: the value of the field that heads it."""
    value = case.data.get(case.title)
    return value if isinstance(value, str) else ""


class CaseRow(Struct, frozen=True):
    code: str
    title: str
    name: dict[str, str]
    procedure: str
    state: str
    end_label: dict[str, str]
    opened: datetime | None
    due: datetime | None
    late: bool
    first_due: datetime | None = None
    paused: bool = False
    awaits_applicant: bool = False


def search(house: str, person: str, text: str, limit: int = 30) -> list[CaseRow]:
    """Cases by name, number or code, without diacritics; only what this person may read."""
    at = time_of(house)
    one = who(house, person, at)
    found = (ledger.case_state(house, code) for code in queries.search(house, text, limit * 3))
    rows = [
        CaseRow(
            c.code,
            title_of(c),
            c.name,
            c.procedure,
            c.end or "open",
            c.end_label,
            c.opened,
            c.due,
            is_late(c, at),
            c.first_due,
            c.paused,
            c.awaits_applicant,
        )
        for c in found
        if c and may_read(c, one)
    ]
    return rows[:limit]
