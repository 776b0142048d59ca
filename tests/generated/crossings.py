"""Random procedures whose steps are another house's, lived through the door over the books of three real houses.

Of each house the people have the same names, one for each role: somebody of another house is somebody else. People transfer and route as
they like, acts are taken back where they were done, time acts wherever the case is. After every act one house has the case, and whoever
follows it has the same.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from msgspec import Struct, field
from msgspec.structs import replace

from dinh import folder
from dinh.access import finders
from dinh.calendar import default_profile
from dinh.engine.decisions.context import Context
from dinh.engine.decisions.draft import Act, Decided, Open
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.events import Acted, Appointed, Issued, OpenStep
from dinh.engine.refusal import Refusal, Refused
from dinh.engine.schedule.calendar import local
from dinh.procedures import check_paths
from dinh.store import ledger
from dinh.store.books import verify
from dinh.store.keys import make_key
from dinh.store.rebuild import rebuild
from dinh.store.writer import open_books
from dinh.workflow import across_houses, cases, publishing
from tests.generated.answers import PERSONS
from tests.generated.dice import Dice
from tests.generated.fields import Tree, label
from tests.generated.kin import Called, alone, renamed
from tests.generated.lives import Life, Wrong, distances
from tests.generated.twins import seen
from tests.generated.watch import watch
from tests.generated.ways import ROLES

HOME, NEIGHBOUR, PROVINCE = "24730", "24736", "68"
HOUSES = (HOME, NEIGHBOUR, PROVINCE)
BEGIN = local("2026-06-01T07:30")
ROLES_HELD = ("counter", *ROLES)
HELD = {name: name for name in ROLES_HELD} | {
    name: "clerk" for name in PERSONS if name not in ROLES_HELD
}
"""By whom: of each role one; the others can only be named."""
NOWHERE = ("record", "case", "village", "file", "files")
"""What must stand in a house before it can be named."""
WHERE, SECRET, SECRET_THERE = "noi", "mat", "mat_o_do"
KEPT = ("leader", "police")
LIVES, LATELY = 6, 80
MARK = "Điều Chỉ Người Trong Lớp Biết"
FACTS = {"remote": True, "urban": False}
BY_HAND = ("transfer", "transfer", "route", "note", "reverse", "extend", "withdraw")
BY = {"online": "applicant", "house": "leader"}


class Crossing(Struct):
    """A procedure that passed alone, with steps in other houses. rules: what is found wrong with it then."""

    slug: str
    procedure: Procedure
    checked: Any
    rules: tuple[str, ...] = ()


def crossed(seed: int, place: Path) -> Crossing | None:
    """None: none of the seeds passed alone, or none of its steps can be another house's."""
    dice = Dice(f"crossing {seed}")
    whole = alone(range(50 * seed, 50 * seed + 50), place, plain=True, deep=NOWHERE)
    if whole is None or not abroad(dice, whole.procedure):
        return None
    for one in _within(whole.procedure["findings"]):
        if one["type"] in NOWHERE:
            one["type"] = "text"
            for key in ("of", "count", "in"):
                one.pop(key, None)
    called = Called(f"qua-{seed}", f"so_{seed}", f"muc{seed}")
    renamed(whole.procedure, called.names)
    checked = check_paths([called.put(whole, place), place / f"registers/{called.register}.yaml"])
    rules = tuple(sorted({one.rule for one in checked.problems if one.severity == "problem"}))
    return (
        Crossing(called.slug, checked.packages[0].procedure, checked, rules)
        if checked.packages
        else None
    )


def _within(fields: Tree) -> Iterator[Tree]:
    """Fields, and the columns of lists."""
    for one in fields.values():
        yield from _within(one["of"]) if one["type"] == "list" else [one]


def abroad(dice: Dice, tree: Tree) -> list[str]:
    """Some of the steps outside every block are the province's, or of the house that a field names; what only a class may read goes along, and
    whoever acted in one house may be kept from acting in another. The steps."""
    inside = {
        branch["to"] for step in tree["steps"].values() for branch in step.get("together", ())
    }
    able = [
        name for name, step in tree["steps"].items()
        if name.startswith("b") and name not in inside and step.get("do") and isinstance(step["role"], str) and step["role"] not in ("applicant", "opener") and "of" not in step and (name != "b0" or dice.chance(0.2))
    ]  # fmt: skip
    some = dice.few(able, 3, 1)
    for name in some:
        tree["steps"][name]["at"] = dice.pick(("province", WHERE))
    if some:
        tree["form"][WHERE] = {"label": label("nơi"), "type": "house", "required": "yes"}
        kept_back(dice, tree)
    if some and dice.chance(0.6):
        tree.setdefault("classes", {"kin": {"roles": list(KEPT), "label": label("kín")}})
        tree["form"][SECRET] = {
            "label": label("mật"),
            "type": "text",
            "required": "yes",
            "class": "kin",
        }
        asked_of_some(tree, some)
        if dice.chance(0.3):
            tree["class"] = "kin"  # the whole case is kept to some roles
    return some


def kept_back(dice: Dice, tree: Tree) -> None:
    """`not_by` from home to there and back, between steps of one role: of it there is nobody else in a house."""
    work = [name for name, step in tree["steps"].items() if step.get("do") and name.startswith("b")]
    for name, step in tree["steps"].items():
        if (
            name in work
            and "not_by" not in step
            and isinstance(step["role"], str)
            and step["role"] not in ("applicant", "opener")
            and dice.chance(0.6)
        ):
            others = [
                other
                for other in work
                if other != name
                and (not one_house(tree["steps"][name], tree["steps"][other]) or dice.chance(0.01))
            ]
            if others:
                step["not_by"] = dice.few(others, 2, 1)
                step["role"] = (
                    role
                    if isinstance(role := tree["steps"][step["not_by"][0]]["role"], str)
                    and role not in ("applicant", "opener", "counter")
                    else step["role"]
                )


def one_house(one: Tree, other: Tree) -> bool:
    return WHERE in (one.get("at"), other.get("at")) or one.get("at") == other.get("at")


def asked_of_some(tree: Tree, some: list[str]) -> None:
    """Whoever is of the class there answers something that only the class may read."""
    step = next(
        (
            tree["steps"][name]
            for name in some
            if tree["steps"][name]["role"] in tree["classes"]["kin"]["roles"]
        ),
        None,
    )
    if step is not None:
        tree["findings"][SECRET_THERE] = {
            "label": label("mật ở đó"),
            "type": "text",
            "class": "kin",
        }
        action = next(iter(step["do"].values()))
        action["asks"] = [*action.get("asks", ()), SECRET_THERE]


# --- houses -----------------------------------------------------------------------------------------------------------


def founded() -> None:
    """Three houses of one folder. In each the same names, one for each role: of a role there is nobody else."""
    for house in HOUSES:
        open_books(house, house, house)
        if folder.houses_of(settings.HOUSE):
            folder.add_house(settings.HOUSE, house)
        else:
            folder.make(settings.HOUSE)
            make_key(settings.HOUSE)
            folder.name_house(settings.HOUSE, house)
        told = {
            "unit": house,
            "name": house,
            "place": house,
            "province": "tỉnh",
            "rehearsal": True,
            "from": BEGIN.isoformat(),
            "house": FACTS,
        }
        cases.begin(house, {**default_profile(), **told}, BEGIN)
        cases.appoint(house, [
            Appointed(person=name, post=name, roles=(role,), title={"vi": name}, start="2025-07-01", signs="TM.", personal={"name": f"{name} {house}"}) for name, role in HELD.items()
        ], at=BEGIN)  # fmt: skip


def published(one: Crossing) -> None:
    """At home with all it has; elsewhere its register, for what is written down there."""
    publishing.publish(HOME, one.checked, at=BEGIN)
    for house in (NEIGHBOUR, PROVINCE):
        cases.publish(
            house,
            [
                publication
                for publication in publishing.publications(one.checked)
                if publication.what == "register"
            ],
            at=BEGIN,
        )


# --- lived ------------------------------------------------------------------------------------------------------------


class Between(Life):
    """A case whose every act goes through the door of the house that has it."""

    def __init__(self, one: Crossing, dice: Dice, watch: Callable[..., None] | None = None) -> None:
        super().__init__(one.procedure, dice, watch, {WHERE: dice.pick(HOUSES)})
        self.slug, self.code, self.facts = one.slug, "", FACTS
        self.refused: Counter[str] = Counter()

    @property
    def house(self) -> str:
        return self.case.now or HOME

    def context(self, by: str) -> Context:
        told = super().context(by)
        held = tuple(
            replace(one, roles=frozenset({HELD[by]})) for one in told.standings if by in HELD
        )
        return replace(
            told, standings=held, house=self.house, code=self.code or "…", province=lambda: PROVINCE
        )

    def people(self, step: OpenStep) -> list[str]:
        return [one for one in super().people(step) if one in (*HELD, "applicant")]

    def decided(self, case: Case, command: Any, by: str) -> Decided | Refusal:
        try:
            if isinstance(command, Open):
                by = BY.get(command.channel, "counter")
                self.code = cases.open_case(
                    HOME,
                    by,
                    self.slug,
                    command.data,
                    channel=command.channel,
                    applicant=command.applicant,
                    at=self.at,
                ).code
            else:
                cases.act(
                    self.house,
                    by,
                    self.code,
                    command.action,
                    step=command.step or None,
                    data=command.data,
                    at=self.at,
                )
        except Refused as out:
            self.refused[out.refusal.code] += 1
            return out.refusal
        except finders.NotFound:
            self.refused["not found"] += 1
            return Refusal("case.not_found")
        except Exception as fault:
            raise Wrong("fault", f"{type(fault).__name__} {fault} on {command}") from fault
        return self.told()

    def told(self) -> Decided:
        """What the books of the house that has it now say happened since."""
        here = self.books()
        news = [
            event for event in ledger.events(here.house, self.code) if event.place > self.case.place
        ]
        for event in news:
            if (
                isinstance(event.body, Acted)
                and event.body.step
                and event.actor.person not in ("clock", "house")
            ):
                self.in_place(event.body.step.partition("/")[0], event.actor.house or here.house)
        return Decided(tuple((event.at, event.actor, event.body) for event in news), here)

    def in_place(self, step: str, house: str) -> None:
        """A step is done in the house it is for, whoever was handed the case."""
        one, at = self.procedure.steps[step], self.procedure.steps[step].at
        settling = self.case.first if one.roles == ("opener",) else self.case.settles
        own = PROVINCE if at == "province" else settling if at == "home" else self.case.data.get(at)
        if house != own:
            raise Wrong("astray", f"{step} of {own} is done in {house}")

    def books(self) -> Case:
        """Of the houses that know it one has it; whoever opened it and settles it has it just so. Which one that is."""
        told = {
            house: case
            for house in HOUSES
            if (case := ledger.case_state(house, self.code)) is not None
        }
        here = [case for case in told.values() if not case.away]
        if len(here) != 1:
            raise Wrong("houses", f"{[case.house for case in here]} may act at once")
        for house in (here[0].first, here[0].settles):
            if house not in told or not across_houses.same(told[house], here[0]):
                raise Wrong("told", f"{house} has another case than {here[0].house}")
        if here[0].end and here[0].now != here[0].first and here[0].went[-1].why != "back":
            raise Wrong("stays", f"it has ended and is in {here[0].now}")
        return here[0]

    def time_acts(self) -> None:
        try:
            cases.let_time_act(self.house, self.at, self.code)
        except Exception as fault:
            raise Wrong("fault", f"{type(fault).__name__} {fault} when time acts") from fault
        if (found := self.told()).entries:
            self.take(found, "clock")

    def wait(self) -> bool:
        """Until time acts; or, where nobody of this house is meant, until it is handed on: to whose step it is, or to whoever opened it."""
        if super().wait():
            return True
        if self.offered():
            return False
        at = self.procedure.steps[self.case.steps[0].step].at
        house = (
            PROVINCE
            if at == "province"
            else self.case.data[at]
            if at != "home"
            else self.case.settles
            if self.case.settles != self.house
            else self.case.first
        )
        return house != self.house and self.done_by(
            "leader", "transfer", {"house": house, "reason": "x"}
        )

    def by_the_way(self) -> None:
        name = self.dice.pick(BY_HAND)
        house = self.dice.pick(HOUSES)
        by = "counter" if name == "withdraw" else "leader"
        data = {
            "note": {"text": "x"},
            "withdraw": {"reason": "x"},
            "extend": {"by": "2 days", "reason": "x"},
            "reverse": {"reason": "x"},
            "transfer": {"house": house, "reason": "x"},
            "route": {"house": house},
        }[name]
        self.done_by(by, name, data)

    def done_by(self, by: str, name: str, data: dict[str, Any]) -> bool:
        found = self.decided(self.case, Act(action=name, data=data), by)
        if isinstance(found, Decided):
            self.take(found, f"{by}: {name} {data}")
        return isinstance(found, Decided)

    def comes_to_an_end(self, walks: int = 12, acts: int = 60) -> bool:
        """Nothing that is in the books is undone: whoever wants an end goes on from where the others came."""
        far = distances(self.procedure)
        for attempt in range(walks):
            self.strive(far, acts, bold=attempt % 3 == 2)
            if not self.case.open:
                return True
        return False


def live(life: Between) -> None:
    life.wander(life.dice.number(2, 16))
    if life.case.open and not life.comes_to_an_end():
        raise Wrong(
            "no end",
            f"nobody finds an end from {[one.name for one in life.case.steps]} in {life.house}; refused: {life.refused.most_common(4)}",
        )


# --- looked at afterwards ---------------------------------------------------------------------------------------------


def twice_seen(life: Between) -> list[str]:
    """Steps at which somebody acted whom `not_by` keeps out, by the log of the house that opened the case: somebody is a name in a house."""
    acted: dict[str, set[tuple[str, str]]] = {}
    found = []
    for event in ledger.events(HOME, life.code):
        if (
            isinstance(event.body, Acted)
            and event.body.step
            and event.actor.person not in ("clock", "house")
        ):
            step, who = (
                event.body.step.partition("/")[0],
                (event.actor.house or HOME, event.actor.person),
            )
            found += [
                step for other in life.procedure.steps[step].not_by if who in acted.get(other, ())
            ]
            acted.setdefault(step, set()).add(who)
    return found


def seen_as(house: str, name: str, life: Between) -> Case | None:
    try:
        return finders.case_seen_by(house, name, life.code).case
    except finders.NotFound:
        return None


def read_outside(life: Between, mark: str) -> list[str]:
    """Where somebody of no class reads the mark, in whichever house: in the case, in its log, in what is found by words; in what letters and records tell everybody."""
    kin = life.procedure.classes["kin"].roles
    found = []
    for house in HOUSES:
        bodies = [event.body for event in ledger.events(house, life.code)]
        told = [
            body
            for body in bodies
            if not (isinstance(body, Issued) and body.class_ == "kin")
            and mark in str(seen(life.procedure, body))
        ]
        found += [f"{type(body).__name__} in {house}" for body in told]
        since = max(ledger.head(house).number - LATELY, 0)
        for name in [one for one in ROLES_HELD if one not in kin]:
            if mark in str([*finders.log_seen_by(house, name, after=since)]) or mark in str(
                finders.worklist(house, name, at=life.at)
            ):
                found.append(f"log or work list of {name} of {house}")
            if (case := seen_as(house, name, life)) is None:
                continue
            if life.procedure.class_ == "kin" and not life.case.opened_by(name, house):
                found.append(f"a case that is kept from {name} of {house}")
            told = (
                case.data,
                [letter.to for letter in case.letters],
                list(finders.log_seen_by(house, name, life.code)),
                finders.search(house, name, mark),
            )
            found += [
                f"{what} by {name} of {house}"
                for what, one in zip(("case", "letters", "log", "search"), told, strict=True)
                if mark in str(one)
            ]
    return found


# --- many of them -----------------------------------------------------------------------------------------------------


class Tally(Struct):
    """passed: without a problem; went: how often a case went over; marked: lives with something that only a class may read; wrong: seed, what, the life."""

    made: int = 0
    passed: int = 0
    lives: int = 0
    acts: int = 0
    went: int = 0
    marked: int = 0
    unopened: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[int, str, list[str]]] = field(default_factory=list)

    def said(self) -> list[str]:
        return [
            f"{self.made} procedures between houses: {self.passed} passed; found: {', '.join(f'{rule} {times}' for rule, times in self.rules.most_common()) or 'nothing'}",
            f"{self.lives} lives of {self.acts} acts, {self.went} times to another house, {self.marked} with a secret; {self.unopened} that nobody could open; {len(self.wrong)} faults",
            *(
                line
                for seed, said, done in self.wrong
                for line in (f"seed {seed}: {said}", *(f"    {one}" for one in done[-12:]))
            ),
        ]


def run(seeds: range, place: Path, lives: int) -> Tally:
    """In the houses that were `founded`."""
    tally = Tally()
    for seed in seeds:
        one = crossed(seed, place)
        tally.made += one is not None
        if one is not None:
            tally.rules.update(one.rules)
        if one is None or one.rules:
            continue
        tally.passed += 1
        published(one)
        for number in range(lives):
            life = Between(one, Dice(f"{seed} {number}"), watch)
            try:
                lived(life, tally)
            except Wrong as wrong:
                tally.wrong.append((seed, f"{number} {wrong}", life.done))
            tally.acts += len(life.done)
            tally.went += max(len(life.case.went) - 1, 0)
    return tally


def lived(life: Between, tally: Tally) -> None:
    life.marks = {SECRET: MARK, SECRET_THERE: MARK}
    if not life.open():
        tally.unopened += 1
        return
    tally.lives += 1
    live(life)
    life.done_by("counter", "deliver", {"how": "counter"})
    if again := twice_seen(life):
        raise Wrong("four eyes", f"the same person at {again} as where `not_by` says")
    if MARK in str(life.case.data):
        tally.marked += 1
        if leaks := read_outside(life, MARK):
            raise Wrong("leak", "; ".join(leaks))


def main(arguments: list[str]) -> int:
    """`./dev proof COUNT [SEED] --houses`: in an empty folder that DINH_HOUSE names."""
    count = int(arguments[0])
    first = int(arguments[1]) if len(arguments) > 1 else int(perf_counter() * 1000) % 100_000
    print(f"seeds {first} to {first + count - 1}", flush=True)
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    founded()
    with TemporaryDirectory() as place:
        tally = run(range(first, first + count), Path(place), LIVES)
    print("\n".join(tally.said()))
    sound = all(verify(house)["ok"] and rebuild(house, check=True)["equal"] for house in HOUSES)
    print(
        "each log verifies, each house is made anew from its own log"
        if sound
        else "a log does not verify, or its fold is another"
    )
    return 0 if sound and not tally.wrong else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
