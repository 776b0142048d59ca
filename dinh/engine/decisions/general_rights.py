"""Who may do what every procedure has unwritten, when, and how its data are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dinh.engine.decisions.context import NOBODY, Context, Standing
from dinh.engine.decisions.draft import Act, Draft
from dinh.engine.decisions.evaluate import moment
from dinh.engine.definition.procedure import Action, Procedure, Step
from dinh.engine.field_types.reading import Bad, text
from dinh.engine.record.case import Case
from dinh.engine.record.events import OpenStep
from dinh.engine.record.requested_items import still_open
from dinh.engine.refusal import Fault, Refusal

TEXT_MAX = 2000


def hindrance(
    procedure: Procedure, case: Case, action: str, context: Context
) -> tuple[Standing, Refusal | None]:
    """May this person do this unwritten action now? The standing that may, or why not."""
    if action in procedure.off:
        return NOBODY, Refusal("unwritten.off", {"action": action})
    if case.away:
        return NOBODY, elsewhere(case, context)
    standing = _standing(procedure, case, action, context)
    if standing is None:
        return NOBODY, Refusal(
            "unwritten.not_yours", {"action": action, "by": list(_who(case, action))}
        )
    if action in OFFICERS and context.alone():
        return standing, Refusal("transfer.alone")
    if action == "reverse" and case.standing and (case.standing_house or case.first) != case.house:
        house = case.standing_house or case.first
        return standing, Refusal("reverse.elsewhere", {"house": context.called(house)})
    if action == "route" and case.open and case.now != case.settles:
        return standing, Refusal("route.not_home", {"house": context.called(case.settles)})
    return standing, WHEN[action](procedure, case) if action in WHEN else None


def elsewhere(case: Case, context: Context) -> Refusal:
    """Another house has the case, and alone acts on it."""
    return Refusal(
        "case.elsewhere", {"house": context.called(case.now), "since": moment(case.went[-1].since)}
    )


def _who(case: Case, action: str) -> tuple[str, ...]:
    if action == "waive":
        return (*dict.fromkeys(role for item in case.requested for role in item.by), "leader")
    if action in WHO:
        return WHO[action]
    roles = (*(role for step in case.steps for role in step.roles), "leader")
    return tuple(role for role in roles if role != "applicant") if action in OFFICERS else roles


WHO = {
    "note": ("reader",),
    "attach": ("reader", "applicant"),
    "relate": ("reader",),
    "pay": ("counter",),
    "deliver": ("counter",),
    "withdraw": ("applicant", "counter"),
    "extend": ("leader",),
    "reverse": ("leader",),
}
OFFICERS = ("route", "transfer")
"""Which house settles a matter is never the applicant's to say."""


def _standing(procedure: Procedure, case: Case, action: str, context: Context) -> Standing | None:
    applicant = context.person in ("applicant", case.applicant) and bool(context.person)
    for role in _who(case, action):
        if role == "applicant" and applicant:
            return context.standings[0] if context.standings else NOBODY
        for standing in context.standings:
            if standing.delegation and not procedure.delegable:
                continue
            if role in standing.roles or (role == "reader" and standing.post):
                return standing
    return None


def _open(procedure: Procedure, case: Case) -> Refusal | None:
    return (
        None if case.open else Refusal("case.settled", {"end": case.end_label.get("vi", case.end)})
    )


def _withdrawable(procedure: Procedure, case: Case) -> Refusal | None:
    if any(letter.result and not letter.withdrawn for letter in case.letters):
        return Refusal("withdraw.result_issued")
    return _open(procedure, case)


def _deliverable(procedure: Procedure, case: Case) -> Refusal | None:
    if case.delivered:
        return Refusal("deliver.done", {"at": moment(case.delivered)})
    stands = case.end or any(letter.result and not letter.withdrawn for letter in case.letters)
    return None if stands else Refusal("deliver.no_result")


def _extendable(procedure: Procedure, case: Case) -> Refusal | None:
    extension = procedure.extension
    if not extension.allowed:
        return Refusal("extend.not_allowed")
    if not case.open or case.clock is None or case.clock.due is None:
        return Refusal("extend.no_due")
    if extension.times is not None and case.extensions >= extension.times:
        return Refusal("extend.used_up", {"times": extension.times, "due": moment(case.clock.due)})
    return None


def _reversible(procedure: Procedure, case: Case) -> Refusal | None:
    if case.closed_by:
        return Refusal("reverse.closed_by", {"parent": case.closed_by})
    if case.standing and case.by_house == case.standing:
        return Refusal(
            "reverse.by_house",
            {
                "children": [child.code for child in case.children if child.back == case.standing]
                or [child.code for child in case.children]
            },
        )
    return closed_children(case) if case.standing else Refusal("reverse.nothing")


def closed_children(case: Case) -> Refusal | None:
    """An act that withdrew children is not reversed: what other people were told is over does not come alive by itself."""
    closed = [child.code for child in case.children if child.closed == case.standing]
    return Refusal("reverse.closed_children", {"children": closed}) if closed else None


def supplying(procedure: Procedure, case: Case) -> tuple[OpenStep, Step, Action] | None:
    """The open step that waits for what was asked for, with the action that brings it."""
    for open_step in case.steps:
        step = procedure.steps.get(open_step.step)
        if step is None:
            continue
        for action in step.do.values():
            if action.supplies:
                return open_step, step, action
    return None


def _waivable(procedure: Procedure, case: Case) -> Refusal | None:
    if supplying(procedure, case) is None or not still_open(case.requested):
        return Refusal("waive.nothing")
    return _open(procedure, case)


def _transferable(procedure: Procedure, case: Case) -> Refusal | None:
    """Open; or settled by another house, which alone can put its act right, and gives it back when it has looked."""
    return (
        None
        if case.end
        and not case.delivered
        and len(case.went) > 1
        and case.went[-1].why in ("end", "back")
        else _open(procedure, case)
    )


def _routable(procedure: Procedure, case: Case) -> Refusal | None:
    return (
        Refusal("route.accepted", {"at": moment(case.accepted)})
        if case.accepted
        else _open(procedure, case)
    )


WHEN: dict[str, Callable[[Procedure, Case], Refusal | None]] = {
    "withdraw": _withdrawable,
    "deliver": _deliverable,
    "extend": _extendable,
    "reverse": _reversible,
    "reassign": _open,
    "waive": _waivable,
    "transfer": _transferable,
    "route": _routable,
}


class Answers:
    """The data of an unwritten action, read field by field; faults are gathered."""

    def __init__(self, given: dict[str, Any], allowed: tuple[str, ...]) -> None:
        self.given, self.faults = (
            given,
            [
                Fault(name, "field.unknown", {"name": name, "near": ""})
                for name in given
                if name not in allowed
            ],
        )

    def text(self, name: str, *, required: bool = True, most: int = TEXT_MAX) -> str:
        given = self.given.get(name)
        if given in (None, ""):
            if required:
                self.faults.append(Fault(name, "field.required"))
            return ""
        try:
            return text(given, most)
        except Bad as bad:
            self.faults.append(Fault(name, bad.code, bad.facts))
            return ""

    def yes(self, name: str) -> bool:
        """True for `yes` or true; nothing given is no."""
        given = self.given.get(name)
        if given not in (None, "", True, False, "yes", "no"):
            self.faults.append(Fault(name, "field.yes_no"))
        return given in (True, "yes")

    def one_of(self, name: str, names: tuple[str, ...], default: str = "") -> str:
        given = self.given.get(name, default)
        if given not in names:
            self.faults.append(
                Fault(
                    name,
                    "field.choice" if given else "field.required",
                    {"given": str(given)[:60], "names": list(names)},
                )
            )
        return str(given)

    def refusal(self) -> Refusal | None:
        return (
            Refusal("form.faults", {"count": len(self.faults)}, tuple(self.faults))
            if self.faults
            else None
        )


Begun = tuple["Draft", Standing]


def begin(procedure: Procedure, case: Case, command: Act, context: Context) -> Begun | Refusal:
    standing, refusal = hindrance(procedure, case, command.action, context)
    if refusal:
        return refusal
    return Draft(procedure, case, context, context.actor(standing)), standing
