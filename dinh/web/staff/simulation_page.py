"""A rehearsed case as its page shows it: where it stands, who may do what, what was promised, issued, written and happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct

from dinh.access.finders import Seen, Who
from dinh.engine.decisions.draft import scope_of
from dinh.engine.decisions.general_rights import hindrance
from dinh.engine.decisions.permissions import offers
from dinh.engine.definition.procedure import Field, Procedure
from dinh.engine.record.events import Acted, Event, Issued, Reversed, by_part
from dinh.engine.rehearsal import Played, example_of
from dinh.engine.schedule.calendar import to_local
from dinh.engine.simulate import OPENER
from dinh.messages import told as told_refusal
from dinh.messages.words import full_day, hour, say, words_of
from dinh.procedures.counterexample_text import lines
from dinh.web.shared import deadline_view
from dinh.web.shared.event_text import Teller, told
from dinh.web.shared.form_data import as_typed
from dinh.web.shared.labels import action_label, branch_label, refusal_labelled, role_label
from dinh.web.staff.signing import AROUND, value_named, value_said
from dinh.web.staff.simulation_script import Rehearsal

UNWRITTEN = {
    "pay": "counter",
    "deliver": "counter",
    "withdraw": "applicant",
    "extend": "leader",
    "reverse": "leader",
}
VALUES_MAX, ROWS_MAX = 40, 50


class Offer(Struct, frozen=True):
    """An action at a step; why: what hinders the one who would do it; offered: in a case like this, to somebody."""

    do: str
    label: str
    why: str = ""
    offered: bool = True


class Step(Struct, frozen=True):
    name: str
    label: str
    who: str
    by: str
    actors: tuple[tuple[str, str], ...]
    offers: tuple[Offer, ...]
    limit: datetime | None = None
    acts: bool = False
    pauses: bool = False


class Letter(Struct, frozen=True):
    label: str
    number: str
    at: datetime
    to: str
    values: tuple[tuple[str, str], ...]


class Written(Struct, frozen=True):
    """A row of a register that would be made, changed or ended."""

    register: str
    change: str
    record: str
    values: tuple[tuple[str, str], ...]


class Told(Struct, frozen=True):
    at: datetime
    words: str


def seen(found: Played) -> Seen:
    """The case as nobody in particular sees it: nothing in a rehearsal is anybody's."""
    return Seen(
        found.case,
        found.procedure,
        frozenset(),
        Who("rehearsal", "", (), frozenset(), ()),
        found.at,
    )


def everything(one: Rehearsal, found: Played, lang: str) -> dict[str, Any]:
    case, clock = found.case, found.case.clock
    return {
        "case": case, "at": found.at, "next": found.next_instant(), "steps": tuple(_steps(found, lang)), "unwritten": tuple(_unwritten(found, lang)), "end": words_of(case.end_label, lang),
        "children": [(number, words_of(child.name, lang) if hasattr(child, "name") else child.code) for number, child in enumerate(case.children, 1) if not child.end],
        "shown": {"proof": deadline_view.shown(clock.proof, lang) if clock else deadline_view.ProofShown(), "state": deadline_view.state(case, found.at, found.context("clock").calendar, lang)},
        "fees": [(words_of(fee.label, lang) or say("Mức thu", "To pay", lang), fee.amount, words_of(fee.why, lang)) for fee in case.fees], "letters": tuple(_letters(found, lang)), "records": tuple(_records(found, lang)),
        "log": tuple(_log(found, lang)), "facts": tuple(_facts(found, lang)), "yaml": "\n".join(_yaml(one, found)),
    }  # fmt: skip


# --- who may do what ------------------------------------------------------------------------------------------------


def actor(found: Played, step: str, action: str = "") -> str:
    """Who would do it, when nobody is named: as the step says."""
    open_step = found.case.step(step)
    if open_step is None or not open_step.roles:
        return UNWRITTEN.get(action, "leader")
    return open_step.roles[0].partition(":")[2] or (
        OPENER.get(found.case.channel, "opener")
        if open_step.roles[0] == "opener"
        else open_step.roles[0]
    )


def _actors(found: Played, own: str, lang: str) -> tuple[tuple[str, str], ...]:
    """Everybody of the procedure, the step's own first; a second one of its role, for four eyes."""
    roles = [
        role
        for step in found.procedure.steps.values()
        for role in step.roles
        if ":" not in role and role != "opener"
    ]
    names = dict.fromkeys((own, f"{own}.2", *sorted(set(roles)), "applicant", "leader", "counter"))
    return tuple((name, who_said(name, lang)) for name in names if name != "applicant.2")


def who_said(by: str, lang: str) -> str:
    role, dot, number = by.partition(".")
    label = role_label(role, lang)
    return (
        f"{label} {say('thứ', 'no.', lang)} {number}"
        if dot and number.isdigit()
        else by
        if dot
        else label
    )


def step_said(found: Played, step: str, lang: str) -> str:
    return branch_label(found.procedure, step, lang, found.case.data) if step else ""


def _steps(found: Played, lang: str) -> Iterator[Step]:
    for one in found.case.steps:
        by = actor(found, one.name)
        context = found.context(by)
        scope = scope_of(found.procedure, found.case, context)
        here = [
            offer
            for offer in offers(found.procedure, found.case, scope, context)
            if offer.step == one.name
        ]
        yield Step(
            one.name,
            step_said(found, one.name, lang),
            ", ".join(role_label(role.partition(":")[2] or role, lang) for role in one.roles),
            by,
            _actors(found, by, lang),
            tuple(
                Offer(
                    f"ask:{one.name}:{offer.action}",
                    action_label(found.procedure, offer.action, lang, one.name),
                    _why(offer.hindrances, found.procedure, lang),
                    all(one.code != "action.not_offered" for one in offer.hindrances),
                )
                for offer in here
            ),
            one.limit,
            one.acts,
            one.pauses,
        )


def _why(hindrances: Iterable[Any], procedure: Procedure, lang: str) -> str:
    first = next(iter(hindrances), None)
    if first is None:
        return ""
    labelled = refusal_labelled(first, procedure, lang)
    return told_refusal(labelled.code, labelled.facts, lang).message


def _unwritten(found: Played, lang: str) -> Iterator[Offer]:
    """What every procedure has, where it may be done now."""
    for action, by in UNWRITTEN.items():
        if hindrance(found.procedure, found.case, action, found.context(by))[1] is None:
            yield Offer(f"ask::{action}", action_label(found.procedure, action, lang))


def ahead(does: Iterable[dict[str, Any]], procedure: Procedure, lang: str) -> list[str]:
    """The lines of an example that are still to be played."""
    return [line_said(line, procedure, lang) for line in does]


def line_said(line: dict[str, Any], procedure: Procedure, lang: str) -> str:
    at = str(line.get("at") or line.get("clock") or "")
    when = f"{full_day(at)} {at[11:16]}: " if len(at) >= 16 else f"{full_day(at)}: " if at else ""
    if "clock" in line:
        return when + say("thời gian trôi đến lúc này", "time passes until then", lang)
    if "child" in line:
        return when + say(
            "hồ sơ con thứ {n} kết thúc", "child case {n} ends", lang, n=line["child"]
        )
    return f"{when}{who_said(str(line.get('by', 'applicant')), lang)}: {action_label(procedure, str(line['act']), lang, str(line.get('step', '')))}"


# --- what came of it ------------------------------------------------------------------------------------------------


def _entries(found: Played) -> Iterator[tuple[datetime, Any, Any]]:
    for _, entries in found.happened:
        yield from entries


def _letters(found: Played, lang: str) -> Iterator[Letter]:
    for at, _, body in _entries(found):
        if isinstance(body, Issued):
            values = body.personal.get("values", {})
            said = [
                (value_named(name, body.letter, found.procedure), value_said(value))
                for name, value in values.items()
                if name not in AROUND
            ]
            yield Letter(
                words_of(body.label, lang) or body.letter,
                body.number,
                at,
                ", ".join(role_label(one, lang) for one in body.to),
                tuple((name, value) for name, value in said if value)[:VALUES_MAX],
            )


CHANGES = {"add": ("thêm", "added"), "change": ("sửa", "changed"), "end": ("kết thúc", "ended")}


def _records(found: Played, lang: str) -> Iterator[Written]:
    for _, _, body in _entries(found):
        if not isinstance(body, (Acted, Reversed)):
            continue
        hidden = by_part(body.personal)
        for number, change in enumerate(body.records):
            register = found.procedure.registers.get(change.register)
            values = change.values | hidden.get(number, {})
            columns = register.columns if register else {}
            said = tuple(
                (
                    words_of(columns[name].label, lang) if name in columns else name,
                    _value(columns.get(name), value, lang),
                )
                for name, value in values.items()
            )
            yield Written(
                words_of(register.name, lang) if register and register.name else change.register,
                say(*CHANGES.get(change.change, (change.change,) * 2), lang),
                change.record,
                said,
            )


def _log(found: Played, lang: str) -> Iterator[Told]:
    names = {
        actor.person: who_said(actor.person, lang)
        for _, actor, _ in _entries(found)
        if actor.person not in ("clock", "house", "applicant")
    }
    teller = Teller(lang, names, found.procedure)
    for place, (at, actor, body) in enumerate(_entries(found), 1):
        yield Told(
            at,
            told(
                Event(
                    house="",
                    number=place,
                    case=found.case.code,
                    place=place,
                    at=at,
                    actor=actor,
                    body=body,
                ),
                teller,
            ),
        )


def _facts(found: Played, lang: str) -> Iterator[tuple[str, str]]:
    for field in (*found.procedure.form.values(), *found.procedure.findings.values()):
        value = found.case.data.get(field.name)
        group = words_of(found.procedure.groups.get(field.name.rpartition(".")[0]), lang)
        label = f"{group}: {words_of(field.label, lang)}" if group else words_of(field.label, lang)
        if field.type == "list" and isinstance(value, dict):
            for number, row in enumerate(list(value.values())[:ROWS_MAX], 1):
                cells = [
                    f"{words_of(column.label, lang)}: {_value(column, row[name], lang)}"
                    for name, column in field.columns.items()
                    if name in row
                ]
                yield f"{label} {number}", "; ".join(cells)
        elif value is not None:
            yield label, _value(field, value, lang)


def _value(field: Field | None, value: Any, lang: str) -> str:
    if isinstance(value, bool):
        return say(*(("có", "yes") if value else ("không", "no")), lang)
    if field is None:
        return value_said(value)
    if field.of and isinstance(value, (str, list)):
        return ", ".join(
            words_of(field.of.get(one), lang) or str(one)
            for one in ([value] if isinstance(value, str) else value)
        )
    if isinstance(value, dict):
        return str(value.get("name") or "…")
    return (
        ", ".join(str(one.get("name")) for one in value)
        if isinstance(value, list) and value and isinstance(value[0], dict)
        else as_typed(field, value)
    )


def _yaml(one: Rehearsal, found: Played) -> Iterator[str]:
    """An entry of `examples:`, to be put into the file."""
    name = f"diễn tập {full_day(to_local(found.at))} {hour(found.at)}"
    body = lines(example_of(one.script, found, one.name or name), 140)
    yield "examples:"
    yield from (f"  {'- ' if not number else '  '}{line}" for number, line in enumerate(body))
