"""`dinh export SLUG|FILE --as bpmn|dmn [--out FILE]`: a procedure in the languages of others, to look at or to hand on."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from dinh.access import finders
from dinh.cli import Result
from dinh.cli.faults import refuse
from dinh.cli.given import house, write_file
from dinh.engine.definition.procedure import Procedure
from dinh.export.bpmn import bpmn
from dinh.export.dmn import decisions, dmn
from dinh.procedures import Problem, read_procedure

ABOUT = ("xuất thủ tục ra BPMN, DMN", "export a procedure as BPMN or DMN")
LANGUAGES = ("bpmn", "dmn")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("procedure", metavar="SLUG|FILE")
    parser.add_argument("--as", dest="language", required=True, choices=LANGUAGES)
    parser.add_argument(
        "--table", default="", metavar="NAME", help="DMN: one table alone, as some tools want it"
    )
    parser.add_argument("--out", metavar="FILE")


def run(words: argparse.Namespace) -> Result:
    found, problems = _read(words.procedure)
    stopping = [one for one in problems if one.severity == "problem"]
    if found is None or stopping:
        value = {"problems": [one.as_json(words.lang) for one in stopping or problems]}
        return value, "\n".join(_line(one) for one in value["problems"]), 1
    content = _made(found, words)
    if words.out:
        write_file(words.out, content)
        return {"file": words.out, "size_bytes": len(content)}, f"{words.out}  {len(content)}", 0
    return {"as": words.language, "text": content.decode()}, content.decode().rstrip("\n"), 0


def _read(name: str) -> tuple[Procedure | None, list[Problem]]:
    """A file by its path; else what the house has in force under that slug."""
    if name.endswith(".yaml") or Path(name).is_file():
        return read_procedure(name)
    return finders.kept(house(), name).procedure, []


def _made(procedure: Procedure, words: argparse.Namespace) -> bytes:
    if words.language == "bpmn":
        if not procedure.steps:
            raise refuse("export.no_steps", name=procedure.slug)
        return bpmn(procedure)
    tables = [one.id for one in decisions(procedure)]
    if not tables:
        raise refuse("export.no_tables", name=procedure.slug)
    if words.table and words.table not in tables:
        raise refuse("export.no_table", name=procedure.slug, table=words.table, tables=tables)
    return dmn(procedure, words.table)


def _line(one: dict[str, Any]) -> str:
    return (
        f"{one['file']}:{one['line']}:{one['column']}: {one['rule']} {one['message']} {one['do']}"
    )
