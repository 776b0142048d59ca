"""Run an example of a procedure: a story with its outcome, told with the real rules on a virtual clock (grammar §10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.decisions.child_cases import Back, opens_of
from dinh.engine.decisions.context import Context, Signature, Standing
from dinh.engine.decisions.decide import decide
from dinh.engine.decisions.draft import Act, Decided, Open, scope_of
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.decisions.permissions import not_covered
from dinh.engine.decisions.time_limits import tick
from dinh.engine.definition.condition import holds
from dinh.engine.definition.procedure import Example, Procedure, Text
from dinh.engine.record.case import Case
from dinh.engine.record.event_parts import Cause, Parent
from dinh.engine.record.events import HOUSE
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import Calendar, NotCovered, local, to_local

type Path = tuple[str | int, ...]
type Wrong = tuple[Path, Text]

RESERVED = ("opened", "channel", "documents", "applicant_is", "entered", "rows")
HERE, PROVINCE = "24730", "68"
OPENER = {
    "counter": "counter",
    "post": "counter",
    "online": "applicant",
    "house": "opener",
    "parent": "opener",
}
WITHDRAWN = "withdrawn"


def bare(refusal: Refusal) -> Text:
    """A refusal by its codes, where nobody has sentences for them."""
    faults = "; ".join(
        f"{fault.field}: {fault.facts.get('vi', fault.code) if fault.code == 'valid' else fault.code}"
        for fault in refusal.at
    )
    return Text(f"{refusal.code} {faults}".strip(), f"{refusal.code} {faults}".strip())


class Surroundings(Struct, frozen=True):
    """What an example needs of a house. `say(refusal)`: its sentences, with what is wrong at which field; `because` is read against them too."""

    calendar: Calendar
    say: Callable[[Refusal], Text] = bare


def run(procedure: Procedure, example: Example, around: Surroundings) -> list[Wrong]:
    """Where the story came out otherwise than the example says: (path in the example, both languages). Empty: it holds."""
    story = Story(procedure, example, around)
    refusal, place = story.tell()
    if example.refuses:
        return _refused(story, refusal, example)
    if refusal is not None:
        said = around.say(refusal)
        return [(place, _two(f"không làm được: {said.vi}", f"was refused: {said.of('en')}"))]
    return [wrong for key, wanted in example.gives.items() if (wrong := story.compare(key, wanted))]


class Story:
    """A case of the procedure, told line by line without any house: people by role, a clock that the lines move."""

    def __init__(self, procedure: Procedure, example: Example, around: Surroundings) -> None:
        self.procedure, self.example, self.around = procedure, example, around
        self.case = Case()
        self.at = instant(example.given.get("opened", "2026-07-01T08:00"))
        self.facts = {
            key[6:]: _fact(value)
            for key, value in example.given.items()
            if key.startswith("house.")
        }
        self.last: dict[str, int] = {}
        self.before: dict[int, Case] = {}
        self.records: list[tuple[str, str]] = []

    def tell(self) -> tuple[Refusal | None, Path]:
        refusal = self.begin()
        if refusal:
            return refusal, ("given",)
        for place, line in enumerate(self.example.does):
            refusal = self.go_on(line)
            if refusal:
                return refusal, ("does", place)
        return None, ()

    def begin(self) -> Refusal | None:
        given = self.example.given
        data = {
            key: value
            for key, value in given.items()
            if key not in RESERVED and not key.startswith("house.")
        }
        channel = given.get(
            "channel", self.procedure.channels[0] if self.procedure.channels else "counter"
        )
        probe = scope_of(
            self.procedure,
            Case(channel=channel),
            self.context(OPENER.get(channel, "opener")),
            data=_typed(self.procedure, data),
        )
        try:
            data["documents"] = (
                self._documents(given["documents"])
                if "documents" in given
                else _all_required(self.procedure, probe)
            )
        except NotCovered as out:
            return not_covered(out)
        command = Open(
            code="H36.99-260101-0001",
            channel=channel,
            data=data,
            applicant="applicant" if channel == "online" else "",
            **self._by_itself(channel),
        )
        return self.take(
            decide(self.procedure, self.case, command, self._opening(OPENER.get(channel, "opener")))
        )

    def _opening(self, by: str) -> Context:
        """Whoever opens a matter that is kept to some roles has one of these."""
        context, secrecy = self.context(by), self.procedure.classes.get(self.procedure.class_)
        if by != "opener" or secrecy is None:
            return context
        return replace(
            context,
            standings=tuple(
                replace(one, roles=one.roles | set(secrecy.roles)) for one in context.standings
            ),
        )

    def _by_itself(self, channel: str) -> dict[str, Any]:
        """Because of a parent; or because the house begins it at a step (`entered`), as one of its `starts` does."""
        if channel == "parent":
            return {"actor": HOUSE, "parent": Parent("24730", "H36.99-260101-0000")}
        at = str(self.example.given.get("entered", ""))
        return {"actor": HOUSE, "cause": Cause("example", ""), "start": at} if at else {}

    def _documents(self, given: Any) -> Any:
        if isinstance(given, str):
            given = [] if given in ("none", "no") else [given]
        return {name: "seen" for name in given} if isinstance(given, list | tuple) else given

    def go_on(self, line: Mapping[str, Any]) -> Refusal | None:
        if "clock" in line:
            self._let_time_act(instant(line["clock"]))
            return None
        at = instant(line["at"]) if "at" in line else self.at
        self._let_time_act(at)
        if "child" in line:
            return self._child_back(line)
        data = dict(line.get("fills") or {})
        if "present" in line:
            data["present"] = line["present"]
        if "documents" in line:
            data["documents"] = self._documents(line["documents"])
        return self.take(
            decide(
                self.procedure,
                self.case,
                Act(action=line["act"], step=line.get("step", ""), data=data),
                self.context(line.get("by", "applicant")),
            )
        )

    def _child_back(self, line: Mapping[str, Any]) -> Refusal | None:
        """The n-th child, in the order in which they were opened, comes to its end; `gives`: values of the child."""
        number = int(line["child"])
        if not 1 <= number <= len(self.case.children):
            return Refusal("child.none", {"number": number, "opened": len(self.case.children)})
        child = self.case.children[number - 1]
        if child.end:
            return Refusal("child.ended", {"number": number, "end": child.end})
        one, end = opens_of(self.procedure, child), str(line["end"])
        given = dict(line.get("gives") or {})
        brought = {
            target: end if name == "end" else given.get(name)
            for target, name in (one.takes if one else {}).items()
        }
        values = {target: _fact(value) for target, value in brought.items() if value is not None}
        back = Back(
            child=child.code,
            end=end,
            outcome="stopped" if end == WITHDRAWN else "",
            label={"vi": end},
            values=values,
        )
        return self.take(decide(self.procedure, self.case, back, self.context("house")))

    def _let_time_act(self, until: datetime) -> None:
        self.at = max(self.at, until)
        while found := tick(self.procedure, self.case, self.context("clock")):
            self.take(found)

    def take(self, found: Decided | Refusal) -> Refusal | None:
        if isinstance(found, Refusal):
            return found
        self.before[found.case.standing] = self.case
        self.case = replace(
            found.case, house=found.case.now
        )  # the story goes on in the house that has it
        self.last |= found.numbers
        return None

    def context(self, by: str) -> Context:
        role = by.partition(".")[0]
        standings = (
            ()
            if role == "applicant"
            else (
                Standing(
                    post=by,
                    roles=frozenset({role}),
                    signature=Signature("TM.", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
                ),
            )
        )
        return Context(
            at=self.at,
            person=by,
            calendar=self.around.calendar,
            standings=standings,
            name=by,
            facts=self.facts,
            house=self.case.house or HERE,
            province=lambda: PROVINCE,
            last=lambda series: self.last.get(series, 0),
            before=lambda place: self.before.get(place, Case()),
            code="H36.99-260101-0001",
            record=lambda register, record: None,
            code_of=lambda house, before: (
                f"{'H36.99' if house == HERE else house}-260101-{len(self.case.children) + before + 1001}"
            ),
            rows=self._rows,
        )

    def _rows(self, register: str) -> list[tuple[str, dict[str, Any]]]:
        """The rows of a register as the example has them, each named by its first column."""
        given = (self.example.given.get("rows") or {}).get(register, ())
        return [
            (
                str(next(iter(row.values()), number)),
                {key: _fact(value) for key, value in row.items()},
            )
            for number, row in enumerate(given, 1)
        ]

    def compare(self, key: str, wanted: Any) -> Wrong | None:
        found = self._value(key, wanted)
        if _agrees(found, wanted):
            return None
        return ("gives", key), _two(
            f"{key}: phải là {_text(wanted)}, tính ra {_text(found)}",
            f"{key}: must be {_text(wanted)}, comes out as {_text(found)}",
        )

    def _value(self, key: str, wanted: Any) -> Any:
        case = self.case
        match key:
            case "end":
                return case.end or "open"
            case "state":
                return (
                    ("open" if case.open else case.end)
                    if isinstance(wanted, str)
                    and (wanted == "open" or wanted in self.procedure.ends)
                    else [s.name for s in case.steps]
                )
            case "step":
                names = [step.name for step in case.steps]
                return (
                    wanted
                    if wanted in names or wanted in [n.partition("/")[0] for n in names]
                    else names
                )
            case "due":
                return _due(case.due, wanted)
            case "fee":
                amounts = [fee.amount for fee in case.fees]
                return "unpublished" if None in amounts else sum(amounts) if amounts else None
            case "records":
                return _listed(
                    [f"{r.register}" for r in case.records if not r.change.startswith("undo")],
                    wanted,
                )
            case "letters":
                return _listed(
                    [letter.name for letter in case.letters if not letter.withdrawn], wanted
                )
            case "outcome":
                return case.outcome
        scope = scope_of(self.procedure, case, self.context("clock"))
        value = scope(key)
        field = scope.field_of(key)
        return (
            [dict(row) for row in value.values()]
            if field and field.type == "list" and value
            else value
        )


def _all_required(procedure: Procedure, scope: Scope) -> dict[str, Any]:
    """By default everything that is required is brought."""
    found: dict[str, Any] = {}
    for name, document in procedure.documents.items():
        if document.each:
            rows = {
                row.row_id: "seen"
                for row in scope.rows_of(document.each)
                if holds(document.required, row)
            }
            if rows:
                found[name] = rows
        elif holds(document.required, scope):
            found[name] = "seen"
    return found


def _typed(procedure: Procedure, data: Mapping[str, Any]) -> dict[str, Any]:
    """What can be read of the given values, so that conditions of documents can be looked at before the opening."""
    from dinh.engine.decisions.form_input import read

    return {
        name: value
        for name, value in read(data, procedure.form, {}, lambda field, name: True).values.items()
        if value is not None
    }


def _refused(story: Story, refusal: Refusal | None, example: Example) -> list[Wrong]:
    wanted = example.refuses
    if refusal is None:
        return [
            (
                ("refuses",),
                _two("phải bị từ chối, nhưng đã làm được", "must be refused, but was done"),
            )
        ]
    because, at = str(wanted.get("because", "")), wanted.get("at")
    told = story.around.say(refusal)
    heard = " ".join(
        [
            refusal.code,
            told.vi,
            told.of("en"),
            *(
                f"{fault.code} {' '.join(str(v) for v in fault.facts.values())}"
                for fault in refusal.at
            ),
        ]
    )
    places = {fault.field for fault in refusal.at} | {refusal.facts.get("action", "")}
    last = story.example.does[-1].get("act", "") if story.example.does else ""
    wrong: list[Wrong] = []
    if because and because.lower() not in heard.lower():
        wrong.append(
            (
                ("refuses", "because"),
                _two(
                    f"lý do phải là “{because}”, nhưng là: {told.vi} ({refusal.code})",
                    f"the reason must be “{because}”, but is: {told.of('en')} ({refusal.code})",
                ),
            )
        )
    if (
        at
        and at not in places
        and at != last
        and not any(
            place.split(".")[-1] == at
            or place.startswith(f"{at}.")
            or place == f"documents.{at}"
            or _unrowed(place) == at
            for place in places
        )
    ):
        found = ", ".join(f"“{place}”" for place in sorted(places) if place) or f"“{last}”"
        wrong.append(
            (
                ("refuses", "at"),
                _two(
                    f"chỗ bị từ chối phải là “{at}”, nhưng là {found}",
                    f"it must be refused at “{at}”, but was at {found}",
                ),
            )
        )
    return wrong


def _unrowed(place: str) -> str:
    return ".".join(part for part in place.split(".") if not part.isdigit())


def _listed(names: list[str], wanted: Any) -> Any:
    """A mapping wants counts, a list these names in any order, a number how many there are."""
    if isinstance(wanted, Mapping):
        return {name: names.count(name) for name in wanted}
    if isinstance(wanted, list | tuple):
        if wanted and isinstance(wanted[0], Mapping):
            return [{"in": name} if "in" in wanted[0] else name for name in names]
        return (
            sorted(names)
            if sorted(names) == sorted(map(str, wanted)) or len(names) == len(wanted)
            else _subset(names, wanted)
        )
    if isinstance(wanted, str) and not wanted.isdigit():
        return wanted if wanted in names else names
    return len(names)


def _subset(names: list[str], wanted: Any) -> Any:
    left = list(names)
    for name in wanted:
        if name not in left:
            return names
        left.remove(name)
    return list(wanted)


def _due(due: datetime | None, wanted: Any) -> Any:
    if due is None:
        return None
    at = to_local(due)
    return (
        at.date().isoformat()
        if len(str(wanted)) == 10
        else at.isoformat(timespec="minutes")[:16]
        if "+" not in str(wanted)
        else at.isoformat()
    )


def _agrees(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, list | tuple) and isinstance(found, list | tuple):
        return sorted(map(_text, found)) == sorted(map(_text, wanted))
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        return all(_agrees(found.get(key), value) for key, value in wanted.items())
    if isinstance(found, bool):
        return str(wanted) in (("yes", "true", "True") if found else ("no", "false", "False"))
    if isinstance(found, int | Decimal):
        try:
            return Decimal(str(wanted)) == found
        except InvalidOperation:
            return False
    if found is None:
        return wanted in (None, "", "none", "empty", "null")
    if isinstance(found, list) and isinstance(wanted, str):
        return found == [wanted]
    return (
        str(found) == str(wanted)[: len(str(found))]
        if "T" in str(found)
        else str(found) == str(wanted)
    )


def _text(value: Any) -> str:
    return (
        ", ".join(map(_text, value))
        if isinstance(value, list | tuple)
        else str(dict(value))
        if isinstance(value, Mapping)
        else "yes"
        if value is True
        else "no"
        if value is False
        else "empty"
        if value is None
        else str(value)
    )


def instant(text: Any) -> datetime:
    words = str(text)
    at = datetime.fromisoformat(words if "T" in words or " " in words else f"{words}T08:00")
    return (
        to_local(at)
        if at.tzinfo
        else local(
            words
            if "T" in words
            else f"{words}T08:00".replace(" ", "T")
            if " " not in words
            else words.replace(" ", "T")
        )
    )


def _fact(value: Any) -> Any:
    return {"yes": True, "no": False}.get(str(value), value)


def _two(vi: str, en: str) -> Text:
    return Text(vi, en)
