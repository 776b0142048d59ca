"""`dinh check PATH…`: every problem of procedure files, shown at its line, and what was proven of each."""
from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator

from django.conf import settings
from msgspec.structs import replace

from dinh import access, folder, publishing, versions
from dinh.commands import Result
from dinh.commands.paper import page
from dinh.engine.check.eyes import one_house
from dinh.engine.check.finding import Path
from dinh.engine.check.sentences import say
from dinh.engine.procedure import Procedure, Text
from dinh.houses import Who
from dinh.procedures.checking import Checked
from dinh.procedures.package import Package
from dinh.procedures.places import place_of
from dinh.procedures.problem import Place, Problem, Problems
from dinh.procedures.reader import Reader
from dinh.procedures.report import report
from dinh.store import ledger

ABOUT = ("kiểm tra tệp thủ tục", "check procedure files")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH")


def run(words: argparse.Namespace) -> Result:
    checked = publishing.check(words.paths, _house())
    held = _held(checked)
    value = checked.as_json(words.lang)
    value["problems"] += [one.as_json(words.lang) for one in held]
    stopping = [one for one in value["problems"] if one["severity"] == "problem"]
    return value, "" if words.json else report(checked, checked.problems + held, page(words.lang)), 1 if stopping else 0


def _house() -> str:
    """The house at hand, "" where there is none."""
    name = folder.house_of(settings.HOUSE)
    return name if name is not None and ledger.head(name) is not None else ""


def _held(checked: Checked) -> list[Problem]:
    """With a house: every role a step names is held by somebody today (P1), and four eyes are left where the file wants them (P2);
    whoever acts by a delegation in force counts."""
    name = _house()
    if not name:
        return []
    people = access.people(name)
    above = access.province(name, access.state(name).profile)
    there = access.people(above) if above else []
    problems = Problems()
    for one in checked.packages:
        for step, role, at in _roles(one.procedure):
            if not _holders(there if at == "province" else people, (role,)):
                where = (" ở đơn vị cấp tỉnh", " in the province's house") if at == "province" else ("", "")
                said = Text(f'Hôm nay chưa ai giữ vai trò "{role}"{where[0]}', f'Nobody holds "{role}" today{where[1]}')
                _tell(Reader(problems), one, (step, "role"), "P1", said, Text("Bổ nhiệm một người giữ vai trò này.", "Appoint somebody to it."))
        for step, acted in _alone(one.procedure, people):
            said = Text(
                f'Hôm nay ai làm "{acted}" thì không còn người khác làm bước "{step}"', f'Today, once somebody has acted in "{acted}", nobody else is left for step "{step}"'
            )
            do = Text("Bổ nhiệm hoặc uỷ quyền thêm một người.", "Appoint one more person, or delegate.")
            _tell(Reader(problems), one, (step, "not_by"), "P2", said, do)
        _versions(name, one, problems)
    return problems.all()


def _versions(house: str, one: Package, problems: Problems) -> None:
    """V1 beside what the house has: versions in force on the same day, and running cases that have no place in this one."""
    if not one.procedure.in_force:
        return
    for finding in versions.overlapping(house, one.procedure):
        problems.add(_place(one, finding.path), finding.rule, finding.message, finding.do)
    for path, sentence, facts in versions.unplaced(house, one.procedure):
        message, do = say(sentence, **facts)
        problems.add(_place(one, path), "V1", message, do, severity="warning")


def _holders(people: list[Who], roles: Iterable[str]) -> set[str]:
    return {one.person for one in people if one.roles & set(roles)}


def _alone(procedure: Procedure, people: list[Who]) -> Iterator[tuple[str, str]]:
    """Steps for which nobody is left at worst: each step they may not have acted in took another of those who could."""
    for step in procedure.steps.values():
        able = _holders(people, step.roles) if step.at == "home" else set()
        before = [other for other in step.not_by if other in procedure.steps and one_house(procedure.steps[other], step) and _holders(people, procedure.steps[other].roles) & able]
        both = able.intersection(set().union(*(_holders(people, procedure.steps[other].roles) for other in before)))
        taken = min(len(before), len(both))
        if able and before and len(able) <= taken:
            yield step.name, ", ".join(before)


def _roles(procedure: Procedure) -> list[tuple[str, str, str]]:
    """Each role of this house and of the province's with the first step that names it; who acts where a field says is known only then."""
    first: dict[tuple[str, str], str] = {}
    for step in procedure.steps.values():
        for role in step.roles if step.at in ("home", "province") else ():
            if role not in ("applicant", "opener") and ":" not in role:
                first.setdefault((role, step.at), step.name)
    return [(step, role, at) for (role, at), step in first.items()]


def _tell(reader: Reader, one: Package, where: tuple[str, str], rule: str, said: Text, do: Text) -> None:
    reader.tell(_place(one, ("steps", *where)), rule, said, do)


def _place(one: Package, path: Path) -> Place:
    place = place_of(one.top, path)
    return place if place.file else replace(place, file=str(one.path))
