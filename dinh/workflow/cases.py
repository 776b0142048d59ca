"""The one door: every change of every case and of the house's own books passes here.

A command is decided by the engine inside the writer's transaction, on the case as it then stands, and what was decided
is appended there: events, projections and jobs together or not at all. Rule to keep: nothing else calls `writer.write`.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

import msgspec
from django.conf import settings

from dinh.access import finders
from dinh.engine.decisions.case_clock import warnings
from dinh.engine.decisions.context import Context
from dinh.engine.decisions.draft import Act, Open, scope_of
from dinh.engine.decisions.evaluate import moment
from dinh.engine.decisions.general_rights import elsewhere
from dinh.engine.decisions.migration import MOVERS, Move, Unmove
from dinh.engine.decisions.migration_plan import Plan
from dinh.engine.decisions.time_limits import next_limit
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.events import (
    CLOCK,
    Acted,
    Actor,
    Attached,
    Event,
    Filled,
    Looked,
    Noted,
    Struck,
)
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.engine.schedule.calendar import to_local
from dinh.houses import accepting
from dinh.messages.changes import change_told
from dinh.messages.words import words_of
from dinh.store import ledger, queries
from dinh.store.writer import WIPE, Batch, wipe, write
from dinh.workflow import across_houses
from dinh.workflow.consequences import INSTANT, append, plan_warnings, time_acts
from dinh.workflow.decision import context_in, decided, next_code, taken
from dinh.workflow.house_service import (
    Publication,
    acting,
    appoint,
    approve,
    begin,
    clock_is_right,
    configure,
    decline,
    delegate,
    import_records,
    note_account,
    publish,
)
from dinh.workflow.scheduled_openings import start_cases

__all__ = [
    "Publication",
    "act",
    "appoint",
    "approve",
    "begin",
    "clock_is_right",
    "configure",
    "decline",
    "delegate",
    "import_records",
    "let_time_act",
    "looked",
    "move_back",
    "move_to",
    "note_account",
    "open_case",
    "publish",
    "read_personal",
    "strike",
]


# --- cases ----------------------------------------------------------------------------------------------------------


def open_case(
    house: str,
    person: str,
    slug: str,
    data: Mapping[str, Any],
    *,
    channel: str | None = None,
    at: datetime | None = None,
    key: str | None = None,
    applicant: str = "",
) -> Case:
    """Open a case. `data`: one object as of `--data`. Raises Refused."""

    def work(batch: Batch) -> Case:
        when = acting(batch, at)
        day = to_local(when.at).date()
        procedure = finders.procedure(house, slug, on=day.isoformat(), found=batch.state())
        by = channel or _channel(procedure, person)
        code = next_code(batch, when.at)
        taken(batch, code, when.at)
        command = Open(
            code=code,
            channel=by,
            data=dict(data),
            applicant=applicant or (person if by == "online" else ""),
        )
        found = decided(
            procedure, Case(), command, context_in(batch, person, when.at, procedure, code)
        )
        return append(batch, code, found, procedure)

    return _once(house, key, ("open", slug, person, data, channel), work)


def _channel(procedure: Procedure, person: str) -> str:
    """Where the caller does not say: online for a citizen, else the counter, else what the procedure offers first."""
    wanted = ("online",) if person == "applicant" else ("counter", "house", "post")
    return next(
        (one for one in wanted if one in procedure.channels),
        procedure.channels[0] if procedure.channels else "house",
    )


def act(
    house: str,
    person: str,
    code: str,
    action: str,
    *,
    step: str | None = None,
    data: Mapping[str, Any] | None = None,
    at: datetime | None = None,
    key: str | None = None,
    seen: int | None = None,
) -> Case:
    """Do an action, declared or unwritten. Time acts first. Raises Refused, access.NotFound."""

    def work(batch: Batch) -> Case:
        when = acting(batch, at)
        case = _readable(batch, code, person, when.at)
        case = time_acts(
            batch, case, when.at - INSTANT
        )  # at its very end a limit is not over yet: who acts then is in time
        moment = when.at if when.said else max(when.at, case.last_at or when.at)
        procedure = accepting(batch.house, case, step or "", action, moment, batch.state())
        if (changed := _changed_since(batch, case, seen, procedure)) is not None:
            raise Refused(changed)
        command = Act(action=action, step=step or "", data=dict(data or {}))
        return append(
            batch,
            code,
            decided(procedure, case, command, context_in(batch, person, moment, procedure, code)),
            procedure,
        )

    return _once(house, key, ("act", code, action, person, step, data), work)


CHANGES_MAX = 3


def _changed_since(
    batch: Batch, case: Case, seen: int | None, procedure: Procedure
) -> Refusal | None:
    """Who did what, and when, since the event of this number; None where people have only looked at the case, or been reminded of it.

    Of what was filled or written only the kind is told: whoever reads the case may not read all of it.
    """
    if seen is None or seen == case.number or case.away:
        return None
    acts: dict[tuple[str, datetime], Event] = {}
    for event in batch.events(case.code):
        is_look = isinstance(event.body, Noted) and bool(event.body.read or event.body.told)
        if event.number > seen and not is_look:
            known = acts.get((event.actor.person, event.at))
            if known is None or (event.kind == "acted" and known.kind != "acted"):
                acts[event.actor.person, event.at] = event
    if not acts and seen < case.number:
        return None
    names = finders.names_in(batch.house, case)
    told = [_change(event, procedure, names) for event in list(acts.values())[-CHANGES_MAX:]]
    more = len(acts) > CHANGES_MAX
    return Refusal(
        "case.moved",
        {
            "seen": seen,
            "now": case.number,
            "changes": {
                lang: "; ".join(("…",) * more + tuple(one[lang] for one in told))
                for lang in ("vi", "en")
            },
        },
    )


def _change(event: Event, procedure: Procedure, names: Mapping[str, str]) -> dict[str, str]:
    """`Lê Thị Thu Hà: Trình ký (09:14 ngày 25/11/2026)`, in both languages."""
    body, label = event.body, None
    if isinstance(body, Acted):
        step = procedure.steps.get(body.step.partition("/")[0])
        action = step.do.get(body.action) if step else None
        label = action.label if action else None
    return {
        lang: change_told(
            event.kind,
            body.action if isinstance(body, Acted) else "",
            words_of(label, lang) if label else "",
            names.get(event.actor.person, event.actor.person),
            event.at,
            lang,
        )
        for lang in ("vi", "en")
    }


def _readable(batch: Batch, code: str, person: str, at: datetime) -> Case:
    one = finders.who_of(batch.state(), person, at)
    case = batch.case(code)
    if case is None or not finders.may_read(case, one):
        finders.readable(
            batch.house, code, one
        )  # as much work for none as for one that is withheld
        raise finders.NotFound(code)
    return case


def _warn(batch: Batch, key: str, facts: dict[str, Any], at: datetime) -> None:
    """Note who was told, if the case still stands in the step and the warning is still for that instant."""
    batch.job_done("warn", key)
    case = batch.case(facts["code"])
    if case is None or not case.open or case.away or case.step(facts["step"]) is None:
        return
    procedure = finders.followed(batch.house, case, batch.state())
    told = context_in(batch, "applicant", at, procedure, case.code)
    planned = warnings(procedure, case, scope_of(procedure, case, told), told.calendar)
    if any(
        one.step == facts["step"]
        and one.line == facts["line"]
        and one.at.isoformat() == facts["at"]
        for one in planned
    ):
        when = max(datetime.fromisoformat(facts["at"]), case.last_at or at)
        case = across_houses.append(
            batch,
            case.code,
            [(when, CLOCK, Noted(about=f"warn:{facts['step']}", told=tuple(facts["tell"])))],
        )
        assert case is not None
        plan_warnings(
            batch, case, procedure
        )  # what is told again and again has its next time only now


def let_time_act(
    house: str,
    at: datetime | None = None,
    code: str | None = None,
    *,
    refused: list[Refusal] | None = None,
) -> list[tuple[str, str]]:
    """Let limits act: of one case, or of every case of the house, which then opens what is due by itself too. Gives (code, step) of what acted.

    refused  is told what was due and could not be opened
    """
    acted: list[tuple[str, str]] = []

    def work(batch: Batch, one: str) -> None:
        case = batch.case(one)
        if case is None:
            return
        when = acting(batch, at)
        before = case.place
        time_acts(batch, case, when.at)
        acted.extend(
            (one, event.body.step)
            for event in batch.events(one)
            if event.place > before and event.kind == "acted"
        )  # type: ignore[union-attr]  # acted has a step

    if at is not None and not finders.state(house).profile.get("rehearsal"):
        raise Refused(Refusal("at.live", {}))
    moment = at or finders.time_of(house)
    acted += _started(house, moment, refused) if code is None else []
    tried: set[str] = set()
    while ripe := [
        one for one in ([code] if code else queries.ripe(house, moment)) if one not in tried
    ]:
        tried.update(ripe)
        for one in ripe:
            case = ledger.case_state(house, one)
            if code and case and case.away:
                return let_time_act(case.now, at, code)
            limit = next_limit(case) if case else None
            if limit and limit <= moment:
                across_houses.write(house, lambda batch, one=one: work(batch, one))
    for key, facts in queries.jobs(house, "warn", moment):
        if code in (None, facts["code"]):
            across_houses.write(
                house, lambda batch, key=key, facts=facts: _warn(batch, key, facts, moment)
            )
    if code is None and queries.jobs(house, WIPE, moment, 1):
        wipe(house)
    if code is None and queries.jobs(house, "starts", moment, 1):
        acted += _started(house, moment, None)  # by what limits have written just now
    return acted


def _started(house: str, at: datetime, refused: list[Refusal] | None) -> list[tuple[str, str]]:
    """What opens by itself: (code, the step it begins in)."""
    started = start_cases(house, at)
    if refused is not None:
        refused += started.refused
    return [(case.code, case.steps[0].name if case.steps else "") for case in started.opened]


# --- another version ------------------------------------------------------------------------------------------------


type Went = dict[str, Refusal | None]
"""code -> None: it went; else why it stayed as it was."""


def move_to(
    house: str,
    person: str,
    slug: str,
    version: str,
    plans: Mapping[str, Plan],
    reason: str,
    *,
    at: datetime | None = None,
    dry_run: bool = False,
) -> Went:
    """Move running cases, each by its plan, to the version in force. What cannot move stays, and why is told. Raises Refused where
    none may. dry_run: everything is done, told, and not committed."""

    def one(batch: Batch, case: Case, context: Context) -> Case:
        old, new = (
            finders.procedure(house, slug, of, found=batch.state())
            for of in (case.version, version)
        )
        return append(
            batch,
            case.code,
            decided(new, case, Move(old=old, plan=plans[case.code], reason=reason), context),
            new,
        )

    def work(batch: Batch) -> Went:
        day = to_local(acting(batch, at).at).date().isoformat()
        now = batch.state().version_on(slug, day)
        if now is None or now.version != version:
            raise Refused(
                Refusal("move.not_in_force", {"version": version})
                if version > day
                else Refusal("move.over", {"version": version, "now": now.version if now else None})
            )
        _may_move(batch, person, at)
        return _each(batch, person, slug, plans, at, one)

    return _written_or_tried(house, work, dry_run)


def move_back(
    house: str,
    person: str,
    slug: str,
    codes: Iterable[str],
    reason: str,
    *,
    at: datetime | None = None,
    dry_run: bool = False,
) -> Went:
    """Take back the last move of each of these cases, where nothing has happened since. dry_run: as of `move_to`."""

    def one(batch: Batch, case: Case, context: Context) -> Case:
        assert context.before is not None
        before = context.before(case.moved) if case.moved else case
        old, new = (
            finders.procedure(house, slug, of, found=batch.state())
            for of in (before.version, case.version)
        )
        since = tuple(event.body for event in batch.events(case.code) if event.place > case.moved)
        return append(
            batch,
            case.code,
            decided(new, case, Unmove(old=old, reason=reason, since=since), context),
            old,
        )  # type: ignore[arg-type]  # a case's events

    def work(batch: Batch) -> Went:
        _may_move(batch, person, at)
        return _each(batch, person, slug, codes, at, one)

    return _written_or_tried(house, work, dry_run)


def _may_move(batch: Batch, person: str, at: datetime | None) -> None:
    """Raise Refused for somebody who may move no case, however many there are."""
    who = finders.who_of(batch.state(), person, acting(batch, at).at)
    if not who.own_roles & MOVERS:
        raise Refused(Refusal("house.not_yours", {"what": "move", "by": sorted(MOVERS)}))


class _Tried(Exception):
    """Carries the outcome of a dry run out of its transaction, which is thereby rolled back."""

    def __init__(self, went: Went) -> None:
        super().__init__()
        self.went = went


def _written_or_tried(house: str, work: Callable[[Batch], Went], dry_run: bool) -> Went:
    """Do the work; in a dry run the very same work, and then nothing of it is kept."""
    if not dry_run:
        return across_houses.write(house, work)

    def trying(batch: Batch) -> Went:
        raise _Tried(work(batch))

    try:
        return across_houses.write(house, trying)
    except _Tried as tried:
        return tried.went


def _each(
    batch: Batch,
    person: str,
    slug: str,
    codes: Iterable[str],
    at: datetime | None,
    one: Callable[[Batch, Case, Context], Case],
) -> Went:
    """One after the other in one transaction; what is refused of one is written of none but it."""
    when, found = acting(batch, at), dict[str, Refusal | None]()
    for code in codes:
        try:
            case = time_acts(batch, _readable(batch, code, person, when.at), when.at - INSTANT)
            moment = when.at if when.said else max(when.at, case.last_at or when.at)
            procedure = finders.procedure(batch.house, slug, case.version, found=batch.state())
            one(batch, case, context_in(batch, person, moment, procedure, code))
            found[code] = None
        except Refused as refused:
            found[code] = refused.refusal
        except finders.NotFound:
            found[code] = Refusal("not_found", {"what": code})
    return found


# --- doing it twice is doing it once --------------------------------------------------------------------------------


_command = msgspec.json.Encoder(order="sorted", enc_hook=str).encode


@cache
def _secret(key: str) -> bytes:
    """As `salted_hmac("dinh.command", …)` of Django makes it, which makes it anew each time."""
    return sha256(b"dinh.command" + key.encode()).digest()


def _once(house: str, key: str | None, command: Any, work: Callable[[Batch], Case]) -> Case:
    """Under a command's key the first result stands; the same key for another command is refused (`key.reused`)."""
    if key is None:
        return across_houses.write(house, work)
    # Keyed by the house's secret: of low values nobody who has only the books may try which gives this digest.
    digest = hmac.digest(_secret(settings.SECRET_KEY), _command(command), "sha256").hex()

    def keyed(batch: Batch) -> Case:
        code = batch.done(key, digest)
        if code is not None:
            case = batch.case(code.decode())
            assert case is not None
            return case
        case = work(batch)
        batch.remember(key, case.code.encode(), digest)
        return case

    return across_houses.write(house, keyed, key)


# --- what the applicant thought of it ---------------------------------------------------------------------------------

RATINGS = range(1, 6)


def rate(house: str, code: str, rating: int, *, at: datetime | None = None) -> Case:
    """The applicant says how content they were, 1 to 5, once a case is over. Whoever calls has made sure that it is the applicant. Raises Refused."""

    def work(batch: Batch) -> Case:
        when = acting(batch, at)
        case = batch.case(code)
        if case is None or rating not in RATINGS:
            raise Refused(Refusal("rating.unknown", {"code": code, "given": str(rating)}))
        if case.open or case.end == "withdrawn":
            raise Refused(Refusal("rating.open", {"code": code}))
        if case.rating:
            raise Refused(Refusal("rating.done", {"code": code}))
        if case.away:
            raise Refused(
                Refusal(
                    "case.elsewhere",
                    {"house": finders.called(case.now), "since": moment(case.went[-1].since)},
                )
            )
        return across_houses.append(
            batch,
            code,
            [(max(when.at, case.last_at or when.at), Actor("applicant"), Noted(rating=rating))],
        )

    return across_houses.write(house, work)


# --- personal data --------------------------------------------------------------------------------------------------


def read_personal(
    house: str, person: str, code: str, names: Iterable[str], *, again: timedelta | None = None
) -> None:
    """Note in the case's log that somebody looked at personal values. `again`: who looked at the same within this time is not noted anew."""
    read = tuple(sorted(set(names)))
    if again and queries.has_read(house, code, person, read, finders.time_of(house) - again):
        return

    def work(batch: Batch) -> None:
        when = acting(batch, None)
        case = _readable(batch, code, person, when.at)
        one = finders.who_of(batch.state(), person, when.at)
        actor = Actor(person, one.posts[0].post if one.posts else "")
        if case.away:  # nobody here writes in what another house has
            batch.append("", [(when.at, actor, Looked(what=f"case:{code}", names=read))])
        else:
            across_houses.append(
                batch, code, [(max(when.at, case.last_at or when.at), actor, Noted(read=read))]
            )

    across_houses.write(house, work)


def looked(house: str, person: str, what: str, names: Iterable[str] = ()) -> None:
    """Note in the house's log that personal data outside a case were read."""
    write(
        house,
        lambda batch: batch.append(
            "", [(acting(batch, None).at, Actor(person), Looked(what=what, names=tuple(names)))]
        ),
    )


def strike(
    house: str,
    person: str,
    code: str,
    names: Iterable[str],
    order: str,
    *,
    at: datetime | None = None,
) -> Case:
    """Erase personal values by a lawful order; the chain still verifies. The leader's act."""
    struck = tuple(dict.fromkeys(names))

    def work(batch: Batch) -> Case:
        when = acting(batch, at)
        case = _readable(batch, code, person, when.at)
        one = finders.who_of(batch.state(), person, when.at)
        if "leader" not in one.own_roles:
            raise Refused(Refusal("strike.not_yours", {"by": ["leader"]}))
        procedure = finders.followed(house, case, batch.state())
        known = {*procedure.form, *procedure.findings, *procedure.documents} | {
            f"{field.name}.{column}"
            for field in (*procedure.form.values(), *procedure.findings.values())
            for column in field.columns
        }
        known |= _given(
            batch.events(code)
        )  # an earlier version may have asked what this one does not know
        unknown = [name for name in struck if name not in known]
        if unknown or not order.strip():
            faults = [
                Fault(name, "field.unknown", {"name": name, "near": ""}) for name in unknown
            ] + ([] if order.strip() else [Fault("order", "field.required")])
            raise Refused(Refusal("form.faults", {"count": len(faults)}, tuple(faults)))
        if case.away:
            raise Refused(
                elsewhere(case, finders.context(house, person, when.at, found=batch.state()))
            )
        result = across_houses.append(
            batch,
            code,
            [
                (
                    max(when.at, case.last_at or when.at),
                    Actor(person, one.posts[0].post),
                    Struck(names=struck, order=order.strip()),
                )
            ],
        )
        assert result is not None
        return result

    return across_houses.write(house, work)


def _given(events: Iterable[Event]) -> set[str]:
    """The names under which values and documents were ever given to a case; columns as `list.column`."""
    found: set[str] = set()
    for event in events:
        for part in (
            ("values", "personal", "rows", "documents")
            if isinstance(event.body, Filled | Attached)
            else ()
        ):
            for key, value in (getattr(event.body, part, None) or {}).items():
                name, _, rest = key.partition("/")
                rows = value.values() if isinstance(value, dict) and not rest else ()
                found |= {
                    name,
                    *(
                        f"{name}.{column}"
                        for row in rows
                        if isinstance(row, dict)
                        for column in row
                    ),
                } | ({f"{name}.{rest.partition('/')[2]}"} if "/" in rest else set())
    return found
