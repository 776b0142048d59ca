"""`dinh check PATH…`: every problem of procedure files, shown at its line, and what was proven of each."""
from __future__ import annotations

import argparse

from django.conf import settings
from msgspec.structs import replace

from dinh import access, folder, publishing
from dinh.commands import Result
from dinh.commands.paper import page
from dinh.engine.procedure import Procedure, Text
from dinh.procedures.checking import Checked
from dinh.procedures.package import Package
from dinh.procedures.places import place_of
from dinh.procedures.problem import Problem, Problems
from dinh.procedures.reader import Reader
from dinh.procedures.report import report
from dinh.store import ledger

ABOUT = ("kiểm tra tệp thủ tục", "check procedure files")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH")


def run(words: argparse.Namespace) -> Result:
    checked = publishing.check(words.paths)
    held = _held(checked)
    value = checked.as_json(words.lang)
    value["problems"] += [one.as_json(words.lang) for one in held]
    stopping = [one for one in value["problems"] if one["severity"] == "problem"]
    return value, "" if words.json else report(checked, checked.problems + held, page(words.lang)), 1 if stopping else 0


def _held(checked: Checked) -> list[Problem]:
    """With a house: every role a step names is held by somebody today (P1)."""
    name = folder.house_of(settings.HOUSE)
    if name is None or ledger.head(name) is None:
        return []
    held = {role for one in access.people(name) for role in one.roles}
    problems = Problems()
    for one in checked.packages:
        for step, role in _roles(one.procedure):
            if role not in held:
                _tell(Reader(problems), one, step, role)
    return problems.all()


def _roles(procedure: Procedure) -> list[tuple[str, str]]:
    """Each role with the first step that names it."""
    first: dict[str, str] = {}
    for step in procedure.steps.values():
        for role in step.roles:
            if role not in ("applicant", "opener") and ":" not in role:
                first.setdefault(role, step.name)
    return [(step, role) for role, step in first.items()]


def _tell(reader: Reader, one: Package, step: str, role: str) -> None:
    place = place_of(one.top, ("steps", step, "role"))
    said = Text(f'Hôm nay chưa ai giữ vai trò "{role}"', f'Nobody holds "{role}" today')
    do = Text("Bổ nhiệm một người giữ vai trò này.", "Appoint somebody to it.")
    reader.tell(place if place.file else replace(place, file=str(one.path)), "P1", said, do)
