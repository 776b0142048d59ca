"""`dinh forest ground thaw|refit|freeze --on DATE`: checked ground is watched anew; of a case (`--case`) a leader decides it, of a store (`--store`) its keeper."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from dinh.access import finders
from dinh.cli import Usage
from dinh.cli.given import day, house
from dinh.clock import now
from dinh.engine.schedule.calendar import to_local
from dinh.forest.trouble import need_packages, refuse
from dinh.forest_cases import verification

DONE = ("thaw", "refit", "freeze")
HOW = "--case CODE --by PERSON --why TEXT | --store DIR (--alert ID | --outline FILE)"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=DONE)
    parser.add_argument("--on", dest="day", required=True, metavar="DATE")
    parser.add_argument("--case", metavar="CODE")
    parser.add_argument("--by", metavar="PERSON")
    parser.add_argument("--why", default="", metavar="TEXT")
    parser.add_argument("--store", metavar="DIR")
    parser.add_argument("--alert", default="", metavar="ID")
    parser.add_argument("--outline", metavar="FILE", type=Path)
    parser.add_argument("--crs", default="", metavar="EPSG:n|108-30")


def ground(words: argparse.Namespace) -> dict[str, Any]:
    """A case that a leader has to agree to, or a note in a store. Raises Refused, Usage where neither or both are named."""
    if bool(words.case) == bool(words.store) or (
        words.store and bool(words.alert) == bool(words.outline)
    ):
        raise Usage(HOW)
    on = day(words.day)
    if words.store:
        return _in_store(words, on)
    if words.what not in verification.WHAT:
        raise Usage(f"{'|'.join(verification.WHAT)} --case … ({words.what}: --store)")
    name = house()
    finders.who(name, words.by or "")
    case = verification.propose(
        name,
        words.by,
        words.case,
        words.what,
        on,
        words.why,
        key=f"forest:{words.case}:{words.what}:{on}:ground",
    )
    return {
        "code": case.code,
        "alert": words.case,
        "what": words.what,
        "from": on,
        "steps": [step.name for step in case.steps],
    }


def _in_store(words: argparse.Namespace, on: date) -> dict[str, Any]:
    need_packages()
    if not Path(words.store).is_dir():
        raise refuse("forest.no_folder", folder=words.store)
    if on > to_local(now()).date():
        raise refuse("forest.ground_late", day=f"{on:%d/%m/%Y}")
    return verification.note_on(
        Path(words.store), words.what, on, alert=words.alert, outline=words.outline, crs=words.crs
    )
