"""P3: what has a class reaches only readers of that class, and what is derived from it has the class too.

A flow from fields to where they are read: letters, the public, registers, fees; and who is asked to write what they may not read.
That a way through the procedure tells something of a secret value is a warning: everybody who reads the case sees where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dinh.checker.finding import Finding, Path, Surroundings, found
from dinh.checker.kinds import Scope
from dinh.checker.uses import conditions, row_of, uses
from dinh.engine.decisions.letters import heading
from dinh.engine.definition.condition import names_in
from dinh.engine.definition.procedure import Action, Letter, Procedure, RecordOp, Register, Step

OPEN = ("", "open")
OUTSIDE = ("applicant", "agency")


def secrets_kept(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    flow = Flow(procedure)
    if not flow.any:
        return
    for letter in procedure.letters.values():
        yield from flow.letter(letter)
    for step in procedure.steps.values():
        yield from flow.step(step)
    yield from flow.fees()
    yield from flow.shown()
    yield from flow.ways()
    yield from flow.told()


class Flow:
    def __init__(self, procedure: Procedure) -> None:
        self.procedure, self.scope = procedure, Scope(procedure)
        kinds = [
            *self.scope.names.values(),
            *(kind for rows in self.scope.rows.values() for kind in rows.values()),
        ]
        self.any = any(kind.class_ not in OPEN for kind in kinds)
        self.posted = {step.posts for step in procedure.steps.values() if step.posts}

    def class_of(self, name: str, row: str = "") -> str:
        """The class of a value; "" where everybody who reads the case may read it. A list has that of its strictest column."""
        kind = self.scope.of(name, row, bare=True) or self.scope.column(name)
        found_ = kind.class_ if kind is not None and kind.class_ not in OPEN else ""
        if not found_ and name in self.scope.rows:
            found_ = next(
                (one.class_ for one in self.scope.rows[name].values() if one.class_ not in OPEN), ""
            )
        return "" if found_ == self.procedure.class_ else found_

    def roles(self, class_: str) -> frozenset[str] | None:
        """None: everybody."""
        one = self.procedure.classes.get(class_)
        return frozenset(one.roles) if one is not None else None

    def within(self, inner: str, outer: str) -> bool:
        """May all readers of the first read what has the second?"""
        if inner == outer:
            return True
        few, many = self.roles(inner), self.roles(outer)
        return many is None or (few is not None and few <= many)

    # --- where it may go --------------------------------------------------------------------------------------------

    def letter(self, letter: Letter) -> Iterator[Finding]:
        for key, one in letter.values.items():
            name = str(one.value)
            class_ = self.class_of(name, row_of(self.procedure, letter))
            if not class_:
                continue
            path: Path = ("letters", letter.name, "with", key)
            facts: dict[str, Any] = {"letter": letter.name, "name": name, "of": class_}
            if letter.name in self.posted:
                yield found("P3", path, "p3_posted", **facts)
            elif not self.within(letter.class_ or self.procedure.class_, class_):
                yield found("P3", path, "p3_letter", **facts)
            else:
                for to in letter.to:
                    if (
                        to not in OUTSIDE
                        and self.class_of(to, row_of(self.procedure, letter)) != class_
                    ):
                        yield found("P3", path, "p3_to", **facts, to=to)
        yield from self.addressed(letter)

    def addressed(self, letter: Letter) -> Iterator[Finding]:
        """A letter names whom it goes to, and one of the one-stop forms whose case it is."""
        at: Path = ("letters", letter.name)
        for to in dict.fromkeys((*letter.to, *(("applicant",) if letter.form else ()))):
            name = heading(self.procedure) if to == "applicant" else to
            class_ = (
                self.class_of(name, row_of(self.procedure, letter))
                if name and to != "agency"
                else ""
            )
            facts: dict[str, Any] = {"letter": letter.name, "name": name, "of": class_}
            if class_ and (
                letter.name in self.posted
                or not self.within(letter.class_ or self.procedure.class_, class_)
            ):
                yield found("P3", (*at, "to") if to in letter.to else at, "p3_addressed", **facts)
            elif class_ and (
                others := [
                    other
                    for other in letter.to
                    if other != "agency"
                    and other != to
                    and self.class_of(other, row_of(self.procedure, letter)) != class_
                ]
            ):
                yield found("P3", (*at, "to"), "p3_addressed_with", **facts, to=", ".join(others))

    def step(self, step: Step) -> Iterator[Finding]:
        roles = {role for role in step.roles if ":" not in role}
        for action in step.do.values():
            at: Path = ("steps", step.name, "do", action.name)
            for key, name in self.written(action):
                class_ = self.class_of(name, step.each)
                readers = self.roles(class_) if class_ else None
                strangers = sorted(roles - readers - {"applicant"}) if readers is not None else []
                if strangers:
                    yield found(
                        "P3",
                        (*at, key),
                        "p3_asked",
                        step=step.name,
                        name=name,
                        role=", ".join(strangers),
                        of=class_,
                    )
            yield from self.records((*at, "records"), action.records, step.each)
        if step.then:
            yield from self.records(
                ("steps", step.name, "then", "records"), step.then.records, step.each
            )

    def written(self, action: Action) -> Iterator[tuple[str, str]]:
        """What the action has people write, with the key that says so; of what is edited they are shown what stood there."""
        yield from (("asks", name) for name in action.asks)
        if action.adds:
            yield "adds", action.adds
        everything = (*self.procedure.form, *self.procedure.findings)
        for edited in action.edits:
            yield from (
                ("edits", name)
                for name in (self.procedure.form if edited == "form" else everything)
                if edited in ("form", name) or name.startswith(edited + ".")
            )

    def records(self, path: Path, ops: tuple[RecordOp, ...], row: str) -> Iterator[Finding]:
        for place, op in enumerate(ops):
            register = self.procedure.registers.get(op.register)
            for column, value in op.values.items() if register else ():
                class_ = self.class_of(str(value), op.each or row) if isinstance(value, str) else ""
                if class_ and not self.kept(register, column, class_):  # type: ignore[arg-type]  # there is one
                    yield found(
                        "P3",
                        (*path, place, op.op, column),
                        "p3_record",
                        register=op.register,
                        column=column,
                        name=value,
                        of=class_,
                    )

    def kept(self, register: Register, column: str, class_: str) -> bool:
        """Does the register show that column to readers of the class only?"""
        field = register.columns.get(column)
        own = field.class_ if field is not None and field.class_ not in OPEN else register.class_
        readers, roles = (
            register.classes.get(own) or self.procedure.classes.get(own),
            self.roles(class_),
        )
        return own == class_ or (
            readers is not None and roles is not None and set(readers.roles) <= roles
        )

    def fees(self) -> Iterator[Finding]:
        for line in self.procedure.fee.values():
            for place, rule in enumerate(line.rules):
                if isinstance(rule.amount, str) and (class_ := self.class_of(rule.amount)):
                    yield found(
                        "P3",
                        ("fee", line.name, "rules", place, "amount"),
                        "p3_fee",
                        name=rule.amount,
                        of=class_,
                    )

    def ways(self) -> Iterator[Finding]:
        """Where the case goes, what is offered, charged and asked for: all who read the case see it."""
        for tested in conditions(self.procedure):
            if tested.path[0] in ("steps", "fee", "deadline", "documents"):
                for name in sorted(names_in(tested.condition)):
                    if class_ := self.class_of(name, tested.row):
                        yield found(
                            "P3", tested.path, "p3_way", severity="warning", name=name, of=class_
                        )

    def shown(self) -> Iterator[Finding]:
        """Whose turn it is and until when stands in the case, and so does the row of a register that is changed."""
        for use in uses(self.procedure):
            if (
                use.path[0] in ("steps", "deadline")
                and use.sort in ("value", "folded")
                and (class_ := self.class_of(use.name, use.row))
            ):
                yield found("P3", use.path, "p3_shown", name=use.name, of=class_)

    def told(self) -> Iterator[Finding]:
        """A field anybody reads that is asked only for some values of a secret, and a letter that only some rows have."""
        for tested in conditions(self.procedure):
            if tested.path[0] in ("form", "findings", "letters") and tested.path[-1] in (
                "shown",
                "where",
            ):
                for name in sorted(names_in(tested.condition)):
                    class_ = self.class_of(name, tested.row)
                    if class_ and not self.within(self.class_at(tested.path), class_):
                        yield found(
                            "P3", tested.path, "p3_told", severity="warning", name=name, of=class_
                        )

    def class_at(self, path: Path) -> str:
        """Of the field, column or letter to which the condition belongs."""
        section, name, *inner = path
        if section == "letters":
            return self.procedure.letters[str(name)].class_ or self.procedure.class_
        column = self.class_of(f"row.{inner[1]}", str(name)) if inner[0] == "of" else ""
        return column or self.class_of(str(name)) or self.procedure.class_
