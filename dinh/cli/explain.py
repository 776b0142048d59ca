"""`dinh explain CODE`: what may be done and why not the rest; without `--by`, by anybody."""

from __future__ import annotations

import argparse

from dinh import serialize
from dinh.access import finders
from dinh.access.finders import Explained
from dinh.cli import Result
from dinh.cli.given import house, instant
from dinh.workflow import cases

ABOUT = ("việc gì làm được, vì sao không", "what may be done, and why not")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE")
    parser.add_argument("--by", metavar="PERSON", default="")
    parser.add_argument("--action")
    parser.add_argument("--at")


def run(words: argparse.Namespace) -> Result:
    name, at = house(), instant(words.at)
    cases.let_time_act(name, at, words.code)
    found = (
        finders.explain(name, words.by, words.code, words.action, at)
        if words.by
        else by_anybody(name, words.code, words.action, at)
    )
    rows = [serialize.explained_json(one, words.lang) for one in found]
    text = "\n".join(
        f"{'✓' if r['may'] else '✗'} {r['action']:<16} {r['step'] or ''}  {'; '.join(r['why'])}"
        for r in rows
    )
    return (rows[0] if words.action else rows), text, 0


def by_anybody(name: str, code: str, action: str | None, at: object) -> list[Explained]:
    """Each action as the one sees it who may do it; where nobody may, as the first of the house sees it."""
    finders.case_as_kept(name, code)
    found: dict[tuple[str, str], Explained] = {}
    for person in ["applicant", *(one.person for one in finders.people(name))]:
        try:
            rows = finders.explain(name, person, code, action, at)  # type: ignore[arg-type]  # an instant or None
        except finders.NotFound:
            continue
        for one in rows:
            key = (one.action, one.step)
            if key not in found or (one.may and not found[key].may):
                found[key] = one
    return list(found.values())
