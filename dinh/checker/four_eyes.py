"""P2: where somebody may not act twice (`not_by`), somebody is left: with one person a role, another role must have acted before.

Whoever opened the case is one person more, who may hold any of the roles that may open it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from dinh.checker.finding import Finding, Surroundings, found
from dinh.checker.goal import Done, Goal, Shown, moment
from dinh.checker.graph import stories
from dinh.checker.sample import counterexample
from dinh.engine.definition.procedure import Procedure, Step

SURE = frozenset({"home", "province"})
"""Surely two houses; a procedure of a province's own asks nobody above."""
OPENER = "opener"
ANYBODY = None


def one_house(one: Step, other: Step) -> bool:
    """May both be done in the same house?"""
    return _meet(one.at, other.at)


def _meet(one: str, other: str) -> bool:
    return one == other or not {one, other} <= SURE


def may_open(procedure: Procedure) -> frozenset[str] | None:
    """Roles of this house by which a case is opened; ANYBODY: any officer; none: the applicant alone, or nobody. (As `opening` asks it.)"""
    secrecy = procedure.classes.get(procedure.class_)
    if "parent" in procedure.channels or ("house" in procedure.channels and secrecy is None):
        return ANYBODY
    kept = secrecy.roles if secrecy and "house" in procedure.channels else ()
    return frozenset(
        (*kept, *(("counter",) if {"counter", "post"} & set(procedure.channels) else ()))
    )


def kept_out(procedure: Procedure, step: Step) -> tuple[list[Step], bool]:
    """The steps in which whoever acted may not act here, done in the same house; and is whoever opened the case kept out, by itself or for a step of theirs?"""
    before = [
        procedure.steps[name]
        for name in procedure.barred(step.name)
        if name in procedure.steps and name != step.name and one_house(procedure.steps[name], step)
    ]
    return before, (OPENER in procedure.barred(step.name) and _meet(step.at, "home")) or any(
        OPENER in one.roles and not set(one.roles) & set(step.roles) - {OPENER} for one in before
    )


def somebody_left(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """Roles of a step all of which may have acted in the steps it names. A role told by a field is somebody of the case's own;
    another house has people of its own, but a house that a field names may be any."""
    for step in procedure.steps.values():
        before, opener = kept_out(procedure, step)
        if not step.roles or not (before or opener):
            continue
        left = [
            role
            for role in step.roles
            if ":" in role or (role != OPENER and all(role not in one.roles for one in before))
        ]
        at = ("steps", step.name, "not_by")
        if OPENER in step.roles:
            acted = _acted_too(procedure, before)
            if opener or acted:
                yield from (
                    ()
                    if left
                    else [
                        found(
                            "P2",
                            at,
                            "p2_acted",
                            step=step.name,
                            acted=", ".join(one.name for one in acted) or OPENER,
                        )
                    ]
                )
        elif not left:
            acted = [one for one in before if set(one.roles) & set(step.roles)]
            way, goal = _shown(procedure, step, acted)
            yield found(
                "P2",
                at,
                "p2",
                step=step.name,
                role=", ".join(step.roles),
                acted=", ".join(one.name for one in acted),
                counterexample=way,
                goal=goal,
            )
        elif (
            opener
            and len(left) == 1
            and ":" not in left[0]
            and ((roles := may_open(procedure)) is ANYBODY or left[0] in roles)
        ):
            yield found("P2", at, "p2_opener", step=step.name, role=left[0])


def _acted_too(procedure: Procedure, before: list[Step]) -> list[Step]:
    """Steps in which whoever opened the case may have acted, by a role by which one opens it."""
    roles = may_open(procedure)
    return [
        one
        for one in before
        if OPENER not in one.not_by
        and any(
            role == OPENER
            or (":" not in role and role != "applicant" and (roles is ANYBODY or role in roles))
            for role in one.roles
        )
    ]


def _shown(
    procedure: Procedure, step: Step, acted: list[Step]
) -> tuple[dict[str, Any] | None, Goal]:
    """The case stands there, and the one person of each of its roles has acted where `not_by` says."""
    reached = stories(procedure)
    told = counterexample(procedure, reached.story(step.name)) if step.name in reached else None
    given = (
        {name: value for name, value in told["given"].items() if name != "opened"} if told else {}
    )
    return told, Goal(at=moment(procedure, step.name), given=given, shown=_nobody(step, acted))


def _nobody(step: Step, acted: list[Step]) -> Shown:
    def shown(done: Done) -> dict[str, Any] | None:
        who = {person for one in acted for person in done.after.acted_by.get(one.name, ())}
        return (
            {}
            if any(one.step == step.name for one in done.after.steps) and set(step.roles) <= who
            else None
        )

    return shown


# --- with the people of a house ----------------------------------------------------------------------------------------


class Alone(Struct, frozen=True):
    """A step for which nobody may be left; of each person who could do it, the step in which they have acted (`opener`: they opened the case).
    sure: whoever opens and whoever acts before, nobody is."""

    step: str
    acted: Mapping[str, str]
    sure: bool


def nobody_left(procedure: Procedure, held: Mapping[str, frozenset[str]]) -> Iterator[Alone]:
    """Steps at home that stick at worst when these people, and no others, hold these roles: one of them acts in each step that `not_by` names, one of them opens."""
    roles = may_open(procedure)
    openers = [person for person, own in held.items() if roles is ANYBODY or own & roles]
    for step in procedure.steps.values():
        before, _ = kept_out(procedure, step)
        if (
            step.at == "home"
            and (before or OPENER in step.not_by)
            and not any(":" in role or role == "applicant" for role in step.roles)
        ):
            told = OPENER in (
                *step.roles,
                *step.not_by,
                *(role for one in before for role in (*one.roles, *one.not_by)),
            )
            shares = [_Share(step, before, held, person) for person in (openers if told else ("",))]
            acted = next((taken for one in shares if (taken := one.taken())), None)
            if acted:
                yield Alone(step.name, acted, not any(one.spares() for one in shares))


class _Share:
    """Who could do a step, and who may have acted before, when this person opened the case."""

    def __init__(
        self, step: Step, before: Iterable[Step], held: Mapping[str, frozenset[str]], opener: str
    ) -> None:
        self.able = _holders(held, step.roles, opener)
        self.acting = {
            one.name: _holders(held, one.roles, opener)
            - ({opener} if OPENER in one.not_by else set())
            for one in before
        }
        own = [name for name, people in self.acting.items() if people == {opener}]
        if own or OPENER in step.not_by:  # one person, however often they acted
            self.acting = {
                name: people for name, people in self.acting.items() if name not in own
            } | {own[0] if own else OPENER: {opener}}

    def taken(self) -> dict[str, str]:
        """Who has acted where, so that everybody who could do the step is kept out; {}: somebody is left."""
        taken: dict[str, str] = {}
        kept = bool(self.able) and all(
            _found(person, self.acting, taken, set()) for person in sorted(self.able)
        )
        return {person: name for name, person in taken.items()} if kept else {}

    def spares(self) -> bool:
        """Can the work be shared so that somebody is left?"""
        return any(
            all(people != {person} for people in self.acting.values()) for person in self.able
        )


def _found(
    person: str, acting: Mapping[str, set[str]], taken: dict[str, str], tried: set[str]
) -> bool:
    """A step for this person to have acted in, moving others to another of theirs."""
    for name, people in acting.items():
        if person in people and name not in tried:
            tried.add(name)
            if name not in taken or _found(taken[name], acting, taken, tried):
                taken[name] = person
                return True
    return False


def _holders(held: Mapping[str, frozenset[str]], roles: Iterable[str], opener: str) -> set[str]:
    wanted = set(roles)
    return {person for person, own in held.items() if own & wanted} | (
        {opener} if OPENER in wanted and opener else set()
    )
