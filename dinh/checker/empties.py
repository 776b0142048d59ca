"""D2: nothing that may be empty is read where something must stand: by a letter, a required column, a fee, a limit, a role.

Asked of every way a case can come there together with every form it can have: a path alone would call half of all files wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dinh.checker.finding import Finding, Path, Surroundings, found
from dinh.checker.goal import OPENED, Goal, moment
from dinh.checker.journeys import Journey, hung_on, journeys
from dinh.checker.kinds import Scope
from dinh.checker.limits import limited
from dinh.checker.proof.dependencies import Cone, Moment
from dinh.checker.proof.form import Form, goal, told
from dinh.checker.proof.formula import both, empty
from dinh.checker.proof.solve import Answer, Found, Nothing, Open, answer
from dinh.engine.analysis.asked_before import (
    CLOCK,
    Names,
    accepted_at,
    all_asked,
    all_loose,
    answered_by,
    asked_by,
    edited_by,
)
from dinh.engine.analysis.reads import hangs
from dinh.engine.analysis.unsettled import touched
from dinh.engine.definition.condition import (
    ALWAYS,
    NEVER,
    Clause,
    Condition,
    Filled,
    holds,
    names_in,
)
from dinh.engine.definition.procedure import Action, End, Procedure, RecordOp, Step

SEEN = 160


class Read(Struct, frozen=True):
    """A value that must be there. what: who reads it, in both languages; step, action: where it is read (action "": on entering);
    when: only then; row: the list whose row is at hand; to: where time, or a child's return, leads then."""

    path: Path
    name: str
    what: tuple[str, str]
    step: str
    action: str = ""
    when: tuple[Condition, ...] = ()
    row: str = ""
    to: str = ""


def values_filled(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    yield from may_be_empty(procedure, must_stand(procedure))


def may_be_empty(procedure: Procedure, reads: Iterable[Read]) -> Iterator[Finding]:
    """Those of the reads that may find nothing, each place told once."""
    proof = _Proof(procedure)
    told_of: set[tuple[Path, str]] = set()
    for read in reads:
        if (read.path, read.name) not in told_of:
            finding = proof.of(read)
            if finding is not None:
                told_of.add((read.path, read.name))
                yield finding


class BlankRow(Struct, frozen=True):
    """A row as a letter may get it: `column` is empty in it; cells: the other columns that matter, empty ones as None."""

    column: str
    cells: dict[str, Any]


def blank_rows(procedure: Procedure, letter: str, key: str) -> Iterator[BlankRow]:
    """For each column of the list that the letter reads under this key, a row in which it is empty when the letter is made, if there is one."""
    values = procedure.letters[letter].values
    field = {**procedure.form, **procedure.findings}.get(str(values[key].value))
    if field is None or field.type != "list" or procedure.letters[letter].each:
        return
    path: Path = ("letters", letter, "with", key)
    reads = [read for read in must_stand(procedure, otherwise=True) if read.path == path]
    proof = _Proof(procedure)
    for column in field.columns.values():
        always = (column.required, column.shown) == (ALWAYS, ALWAYS)
        hangs_on = names_in(column.required) | names_in(column.shown)
        of_row = all(name.removeprefix("row.") in field.columns for name in hangs_on)
        if (always and f"{field.name}.{column.name}" not in all_asked(procedure)) or not of_row:
            continue  # what hangs on the rest of the form would need a whole form of samples
        for read in reads:
            named = replace(read, name=f"row.{column.name}", row=field.name)
            result = proof.along(named, True)
            if isinstance(result, Found):
                row = (result.form.values.get(field.name) or {}).get("1", {})
                known = [name[4:] for name in result.form.names if name.startswith("row.")]
                yield BlankRow(column.name, {name: row.get(name) for name in known})
                break


# --- what must be there -----------------------------------------------------------------------------------------------


def must_stand(procedure: Procedure, *, otherwise: bool = False) -> Iterator[Read]:
    """otherwise: also what a letter reads that has something to say instead."""
    if otherwise:
        procedure = replace(
            procedure,
            letters={
                name: replace(
                    letter,
                    values={
                        key: replace(one, otherwise=None) for key, one in letter.values.items()
                    },
                )
                for name, letter in procedure.letters.items()
            },
        )
    yield from _of_opening(procedure)
    yield from _of_ends(procedure)
    for step in procedure.steps.values():
        yield from _of_step(procedure, step)
        for action in step.do.values():
            yield from _of_action(procedure, step, action)
        if step.then:
            for letter in (*step.then.letters, *_of_end(procedure, step.then.to)):
                yield from _of_letter(procedure, letter, step, "", to=step.then.to)
            for place, op in enumerate(step.then.records):
                yield from _of_record(
                    procedure, ("steps", step.name, "then", "records", place), op, step, ""
                )


def _of_opening(procedure: Procedure) -> Iterator[Read]:
    """Where the clock starts with the case, what is fixed then."""
    if procedure.start in procedure.steps and "opened" in accepted_at(procedure):
        yield from _of_clock(
            procedure, OPENED if procedure.starts else procedure.start, "", "accept"
        )


def _of_clock(procedure: Procedure, step: str, action: str, *moments: str) -> Iterator[Read]:
    """Fees that are fixed at these moments, and the deadline where `accept` is one of them."""
    for line in procedure.fee.values():
        for place, rule in enumerate(line.rules if line.at in moments else ()):
            if isinstance(rule.amount, str) and rule.amount != "unpublished":
                path: Path = ("fee", line.name, "rules", place, "amount")
                yield Read(path, rule.amount, ("Lệ phí", "The fee"), step, action, (rule.when,))
    for row in procedure.deadline.rows if procedure.deadline and "accept" in moments else ():
        if row.until and not row.until[0].isdigit():
            yield Read(
                ("deadline",), row.until, ("Thời hạn", "The deadline"), step, action, (row.when,)
            )


def _of_ends(procedure: Procedure) -> Iterator[Read]:
    """What an end tells that is come to by itself, through a choice or where a block meets; and what is charged on delivery."""
    for step in procedure.steps.values():
        for choice in step.choose:
            for letter in _of_end(procedure, choice.to):
                yield from _of_letter(procedure, letter, step, "", (choice.when,))
    met = {step.meet for step in procedure.steps.values()}
    for end in procedure.ends.values():
        for letter in end.letters if end.name in met else ():
            yield from _of_letter(procedure, letter, end, "")
        yield from _of_clock(procedure, end.name, "", "deliver")


def _of_step(procedure: Procedure, step: Step) -> Iterator[Read]:
    at: Path = ("steps", step.name)
    named = [role.partition(":") for role in step.roles]
    for kind, _, name in (
        named if all(one[1] for one in named) else ()
    ):  # another role is there for whoever is not named
        if kind in ("person", "post"):
            yield Read(
                (*at, "role"),
                name,
                (f'Bước "{step.name}"', f'Step "{step.name}"'),
                step.name,
                row=step.each,
            )
    if step.at not in ("home", "province"):
        yield Read((*at, "at"), step.at, (f'Bước "{step.name}"', f'Step "{step.name}"'), step.name)
    for place, line in enumerate(step.limit.rows if step.limit else ()):
        if line.until and not line.until[0].isdigit():
            yield Read(
                (*at, "limit"),
                line.until,
                ("Thời hạn của bước", "The step's limit"),
                step.name,
                when=(line.when,),
                row=step.each,
            )
            del place
    if step.posts:
        yield from _of_letter(procedure, step.posts, step, "")


def _of_action(procedure: Procedure, step: Step, action: Action) -> Iterator[Read]:
    at: Path = ("steps", step.name, "do", action.name)
    letters = (
        *action.letters,
        *_of_end(procedure, action.to),
        *((action.delegates.letter,) if action.delegates and action.delegates.letter else ()),
    )
    for letter in letters:
        yield from _of_letter(procedure, letter, step, action.name)
    for place, op in enumerate(action.records):
        yield from _of_record(procedure, (*at, "records", place), op, step, action.name)
    if one := action.delegates:
        for key, name in (
            ("who", one.who),
            ("post", one.post),
            ("from", one.start),
            ("until", one.until),
        ):
            if Scope(procedure).of(name, step.each, bare=True) is not None:
                yield Read(
                    (*at, "delegates", key),
                    name,
                    ("Ủy quyền", "The delegation"),
                    step.name,
                    action.name,
                    row=step.each,
                )
    starts = procedure.deadline.starts if procedure.deadline else ()
    here = f"{step.name}.{action.name}"
    yield from _of_clock(
        procedure, step.name, action.name, here, *(("accept",) if here in starts else ())
    )


def _of_end(procedure: Procedure, to: str) -> tuple[str, ...]:
    end = procedure.ends.get(to)
    return end.letters if end else ()


def _of_letter(
    procedure: Procedure,
    name: str,
    at: Step | End,
    action: str,
    when: tuple[Condition, ...] = (),
    to: str = "",
) -> Iterator[Read]:
    letter = procedure.letters.get(name)
    scope = Scope(procedure)
    for key, one in letter.values.items() if letter else ():
        row = letter.each or (at.each if isinstance(at, Step) else "")  # type: ignore[union-attr]  # a letter with values is one
        if one.otherwise is None and scope.of(str(one.value), row, bare=True) is not None:
            path: Path = ("letters", name, "with", key)
            yield Read(
                path,
                str(one.value),
                (f'Tờ "{name}"', f'Letter "{name}"'),
                at.name,
                action,
                when,
                row,
                to,
            )


def _of_record(
    procedure: Procedure, path: Path, op: RecordOp, step: Step, action: str
) -> Iterator[Read]:
    register = procedure.registers.get(op.register)
    scope, row = Scope(procedure), op.each or step.each
    for key, day in (("on", op.on), ("from", op.begins)):
        if not day or scope.of(day, row, bare=True) is None:
            continue
        # A row that nobody named is neither changed nor ended.
        named: Condition = ((Clause(op.row, (Filled(),)),),) if op.row else ALWAYS
        yield Read(
            (*path, key),
            day,
            (
                f'Ngày của dòng ghi sổ "{op.register}"',
                f'The day of a row of register "{op.register}"',
            )
            if key == "from"
            else (
                f'Ngày kết thúc dòng của sổ "{op.register}"',
                f'The day on which a row of register "{op.register}" ends',
            ),
            step.name,
            action,
            (op.where, named),
            row,
        )
    if register is None or op.op != "add":
        return
    for column, value in op.values.items():
        field = register.columns.get(column)
        if (
            field is not None
            and field.required == ALWAYS
            and isinstance(value, str)
            and scope.of(value, row, bare=True) is not None
            and value not in field.of
        ):
            what = (
                f'Cột "{column}" của sổ "{op.register}"',
                f'Column "{column}" of register "{op.register}"',
            )
            yield Read(
                (*path, op.op, column),
                value,
                what,
                step.name,
                action,
                (op.where,) if op.where != ALWAYS else (),
                row,
            )


# --- may it be empty? -------------------------------------------------------------------------------------------------


class _Proof:
    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.asked = frozenset(procedure.findings) | all_asked(procedure) | all_loose(procedure)
        self.ways: dict[tuple[Names, bool], dict[str, tuple[Journey, ...]]] = {}

    def of(self, read: Read) -> Finding | None:
        """The first way on which it may be empty, or could not be shown to be filled."""
        result: Answer = Nothing()
        for fresh in (False, True):  # mostly what never changes suffices, which is quicker
            result = self.along(read, fresh)
            if isinstance(result, Nothing):
                return None
        name = (read.name, read.name)
        if not isinstance(result, Found):
            return found("D2", read.path, "d2_open", what=read.what, name=name)
        return found(
            "D2",
            read.path,
            "d2",
            counterexample=told(result.form),
            goal=self.goal(read, result.form),
            what=read.what,
            name=name,
            case=self.case(read, result.form),
        )

    def along(self, read: Read, fresh: bool) -> Answer:
        """Found on the first way on which it is empty; Open where one could not be decided. fresh: as for `journeys`."""
        opened: Answer = Nothing()
        begun = (Journey(asked=frozenset({CLOCK})),)
        for journey in begun if read.step == OPENED else self.to(read, fresh):
            result = self.on(read, journey)
            if isinstance(result, Found):
                return result
            opened = result if isinstance(result, Open) else opened
        return opened

    def to(self, read: Read, fresh: bool) -> tuple[Journey, ...]:
        relevant = self.relevant(read)
        if (relevant, fresh) not in self.ways:
            self.ways[relevant, fresh] = journeys(self.procedure, relevant, fresh=fresh)
        return self.ways[relevant, fresh].get(read.step, ())

    def relevant(self, read: Read) -> Names:
        """Findings on which the answer hangs, as far as the question alone names them."""
        cone = self.cone(read, Moment(row=read.row))
        step = self.procedure.steps.get(read.step)
        if step is not None and read.action in step.do:
            cone.asked(step.do[read.action].when)
        return hung_on(self.asked, cone)

    def cone(self, read: Read, moment: Moment) -> Cone:
        cone = Cone(self.procedure, moment)
        cone.include(cone.name(read.name))
        for said in read.when:
            cone.asked(said)
        return cone

    def on(self, read: Read, journey: Journey) -> Answer:
        step = self.procedure.steps.get(read.step)
        action = step.do.get(read.action) if step else None
        if step and action:
            if self.still(action, step.each) != action.when and isinstance(
                self.offered(journey, step, action), Nothing
            ):
                return Nothing()
            journey = journey.also(asked_by(step, action, self.procedure)).answered(
                self.procedure, answered_by(step, action, self.procedure), self.asked
            )
        asked = journey.asked
        instants = frozenset({"opened", "acted", "entered"}) | (
            frozenset({"accepted", *(("due",) if self.procedure.deadline else ())})
            if CLOCK in asked
            else frozenset()
        )
        instants |= frozenset(
            {"limit"}
            if step and limited(self.procedure, step, action.to if action else read.to)
            else set()
        )
        cone = Cone(
            self.procedure,
            Moment(asked=asked, unasked=self.asked - asked, filled=instants, row=read.row),
        )
        name = cone.name(read.name)
        cone.include(name)
        here = [said for said in read.when if said != NEVER]
        if step is not None and action is not None:
            here.append(self.still(action, step.each))
        question = both((*journey.guarded(cone), *(cone.asked(said) for said in here), empty(name)))

        def is_empty(form: Form) -> bool:
            scope = form.scope()
            return (
                scope(read.name) is None
                and journey.fits(form.whole())
                and all(holds(said, scope) for said in here)
            )

        return answer(cone, question, is_empty) if name in cone.kinds else Nothing()

    def offered(self, journey: Journey, step: Step, action: Action) -> Answer:
        """Is there a form on this way to which the action is offered, before it is answered?"""
        cone = Cone(
            self.procedure,
            Moment(asked=journey.asked, unasked=self.asked - journey.asked, row=step.each),
        )
        question = both((*journey.guarded(cone), cone.asked(action.when)))
        return answer(
            cone,
            question,
            lambda form: holds(action.when, form.scope()) and journey.fits(form.whole()),
        )

    def goal(self, read: Read, form: Form) -> Goal:
        """The value is read there, and is empty."""
        at = (
            frozenset({f"{read.step}.{act}" for act in ("then", "returned")})
            if read.to
            else moment(self.procedure, read.step, read.action)
        )
        if read.path[0] == "letters":
            return goal(form, at, lambda scope: True, blank=(str(read.path[1]), str(read.path[3])))
        return goal(
            form,
            at,
            lambda scope: (
                scope(read.name) is None
                and all(holds(said, scope) for said in read.when if said != NEVER)
            ),
        )

    def still(self, action: Action, row: str) -> Condition:
        """What surely holds yet of what the action was offered for, once it is answered."""
        anew = frozenset(self.answered_anew(action))
        return tuple(
            tuple(
                clause
                for clause in part
                if not touched(hangs(self.procedure, (clause.name,), row), anew)
            )
            for part in action.when
        )

    def answered_anew(self, action: Action) -> set[str]:
        """What the action itself may change, after it was offered: of a list its columns too."""
        names = {*action.asks, action.adds, *edited_by(action, self.procedure)} - {""}
        lists = {
            name: field
            for name, field in {**self.procedure.form, **self.procedure.findings}.items()
            if field.type == "list"
        }
        whole = {name.partition(".")[0] for name in names} & lists.keys()
        return names | whole | {f"{one}.{column}" for one in whole for column in lists[one].columns}

    def case(self, read: Read, form: Form) -> tuple[str, str]:
        """The answers that decide: those with few values first."""
        short = [
            (name, value) for name, value in form.values.items()
            if (field := self.procedure.form.get(name) or self.procedure.findings.get(name)) is not None and field.type in ("choice", "yes_no", "number", "date")
        ]  # fmt: skip
        vi = ", ".join(
            f"{name} = {'có' if value is True else 'không' if value is False else value}"
            for name, value in short
        )
        en = ", ".join(
            f"{name} = {'yes' if value is True else 'no' if value is False else value}"
            for name, value in short
        )
        where = f"{read.step}.{read.action}" if read.action else read.step
        return (f"{where}: {vi}"[:SEEN], f"{where}: {en}"[:SEEN])
