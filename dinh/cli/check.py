"""`dinh check PATH…`: every problem of procedure files, shown at its line, and what was proven of each."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping

from django.conf import settings
from msgspec.structs import replace

from dinh import folder
from dinh.access import finders
from dinh.checker.finding import Path
from dinh.checker.four_eyes import OPENER, Alone, nobody_left
from dinh.checker.sentences import say
from dinh.cli import Result
from dinh.cli.paper import page
from dinh.engine.definition.procedure import Procedure, Text
from dinh.houses import Who
from dinh.procedures.checking import Checked
from dinh.procedures.package import Package
from dinh.procedures.places import place_of
from dinh.procedures.problem import Place, Problem, Problems
from dinh.procedures.reader import Reader
from dinh.procedures.report import report
from dinh.store import ledger
from dinh.workflow import publishing, version_changes

ABOUT = ("kiểm tra tệp thủ tục", "check procedure files")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH")


def run(words: argparse.Namespace) -> Result:
    checked = publishing.check(words.paths, _house())
    held = _held(checked)
    value = checked.as_json(words.lang)
    value["problems"] += [one.as_json(words.lang) for one in held]
    stopping = [one for one in value["problems"] if one["severity"] == "problem"]
    return (
        value,
        "" if words.json else report(checked, checked.problems + held, page(words.lang)),
        1 if stopping else 0,
    )


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
    people = finders.people(name)
    above = finders.province(name, finders.state(name).profile)
    there = finders.people(above) if above else []
    problems = Problems()
    for one in checked.packages:
        for step, role, at in _roles(one.procedure):
            if not _holders(there if at == "province" else people, (role,)):
                where = (
                    (" ở đơn vị cấp tỉnh", " in the province's house")
                    if at == "province"
                    else ("", "")
                )
                said = Text(
                    f'Hôm nay chưa ai giữ vai trò "{role}"{where[0]}',
                    f'Nobody holds "{role}" today{where[1]}',
                )
                _tell(
                    Reader(problems),
                    one,
                    (step, "role"),
                    "P1",
                    said,
                    Text("Bổ nhiệm một người giữ vai trò này.", "Appoint somebody to it."),
                )
        names = {who.person: who.name for who in people}
        for alone in nobody_left(one.procedure, {who.person: who.roles for who in people}):
            reader, severity = Reader(problems), "problem" if alone.sure else "warning"
            reader.tell(
                _place(one, ("steps", alone.step, "not_by")),
                "P2",
                _missed(alone, names),
                _share(alone),
                severity=severity,
            )
        _versions(name, one, problems)
    return problems.all()


def _versions(house: str, one: Package, problems: Problems) -> None:
    """V1 beside what the house has: versions in force on the same day, running cases that have no place in this one, classes that lose their `except`."""
    if not one.procedure.in_force:
        return
    for finding in version_changes.overlapping(house, one.procedure):
        problems.add(_place(one, finding.path), finding.rule, finding.message, finding.do)
    for path, sentence, facts in (
        *version_changes.unplaced(house, one.procedure),
        *version_changes.opened_classes(house, one.procedure),
    ):
        message, do = say(sentence, **facts)
        problems.add(_place(one, path), "V1", message, do, severity="warning")


def _holders(people: list[Who], roles: Iterable[str]) -> set[str]:
    return {one.person for one in people if one.roles & set(roles)}


def _missed(alone: Alone, names: Mapping[str, str]) -> Text:
    """Who alone could do the step, and what each of them has done before."""
    did = [(names[person], where) for person, where in alone.acted.items()]
    who = ", ".join(name for name, _ in did)
    vi = ", ".join(
        f"{name} đã mở hồ sơ" if where == OPENER else f'{name} đã làm "{where}"'
        for name, where in did
    )
    en = ", ".join(
        f"{name} has opened the case" if where == OPENER else f'{name} has acted in "{where}"'
        for name, where in did
    )
    return Text(
        f'Hôm nay chỉ {who} làm được bước "{alone.step}"; khi {vi} thì không còn ai khác',
        f'Today only {who} can do step "{alone.step}"; once {en}, nobody else is left',
    )


def _share(alone: Alone) -> Text:
    if alone.sure:
        return Text(
            "Bổ nhiệm hoặc ủy quyền thêm một người.", "Appoint one more person, or delegate."
        )
    where = ", ".join(f'"{name}"' for name in alone.acted.values() if name != OPENER)
    vi, en = (
        (f"Để người khác làm {where}", f"Let others do {where}")
        if where
        else ("Để người khác mở hồ sơ", "Let others open the case")
    )
    return Text(
        f"{vi}; hoặc bổ nhiệm, ủy quyền thêm một người.",
        f"{en}; or appoint one more person, or delegate.",
    )


def _roles(procedure: Procedure) -> list[tuple[str, str, str]]:
    """Each role of this house and of the province's with the first step that names it; who acts where a field says is known only then."""
    first: dict[tuple[str, str], str] = {}
    for step in procedure.steps.values():
        for role in step.roles if step.at in ("home", "province") else ():
            if role not in ("applicant", "opener") and ":" not in role:
                first.setdefault((role, step.at), step.name)
    return [(step, role, at) for (role, at), step in first.items()]


def _tell(
    reader: Reader, one: Package, where: tuple[str, str], rule: str, said: Text, do: Text
) -> None:
    reader.tell(_place(one, ("steps", *where)), rule, said, do)


def _place(one: Package, path: Path) -> Place:
    place = place_of(one.top, path)
    return place if place.file else replace(place, file=str(one.path))
