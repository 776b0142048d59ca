"""From files to versions in force: checked whole, examples run, letters set, then through the door."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from dinh import cases
from dinh.calendar import default_profile, house_calendar
from dinh.engine import example
from dinh.engine.procedure import Example, Field, Letter, Procedure, Text
from dinh.engine.refusal import Refusal
from dinh.letters import compile_check
from dinh.letters.samples import sample_of
from dinh.procedures.checking import Checked, check_paths
from dinh.procedures.lookup import own, own_registers
from dinh.procedures.package import Package
from dinh.procedures.published import Kept
from dinh.texts import told

ALWAYS = "2000-01-01"  # a register is in force from before every case


def check(paths: Iterable[str | Path]) -> Checked:
    """Every problem of these files: shapes, names, flow, letters set with samples, examples run."""
    return check_paths(paths, letter_faults=letter_faults, run_example=run_example)


def run_example(procedure: Procedure, one: Example) -> list[tuple[tuple[str | int, ...], Text]]:
    return example.run(procedure, one, _around())


@cache
def _around() -> example.Surroundings:
    return example.Surroundings(house_calendar(default_profile()), said)


def said(refusal: Refusal) -> str:
    return " ".join(told(refusal.code, refusal.facts, lang).message for lang in ("vi", "en"))


def letter_faults(procedure: Procedure, letter: Letter, sources: Mapping[str, bytes]) -> list[tuple[Text, Text]]:
    """What is wrong with a letter's template, set with a sample of each value."""
    texts = {name.removeprefix("letters/"): content.decode() for name, content in sources.items() if name.startswith("letters/")}
    samples = {name: _sample(procedure, letter, str(one.value)) for name, one in letter.values.items()}
    faults = compile_check(texts, letter.template or f"form-{letter.form}.typ", samples, form=bool(letter.form))
    return [(Text(f"{f.file}:{f.line}:{f.column}: {f.message.vi}", f"{f.file}:{f.line}:{f.column}: {f.message.of('en')}"), f.do) for f in faults]


def _sample(procedure: Procedure, letter: Letter, name: str) -> Any:
    field: Field | None = procedure.form.get(name) or procedure.findings.get(name)
    if field is None and letter.each:
        rows = procedure.form.get(letter.each) or procedure.findings.get(letter.each)
        field = rows.columns.get(name.removeprefix("row.")) if rows else None
    if field is not None:
        return sample_of(field)
    derived = procedure.derive.get(name)
    if derived is not None:
        return {"number": 2, "money": 30_000, "date": "2026-11-25", "yes_no": True}.get(derived.type, "mẫu")
    return "2026-11-25T16:20:00+07:00" if name in ("due", "limit", "opened", "accepted", "acted", "entered") else "mẫu"


def publish(house: str, checked: Checked, *, person: str = "", at: Any = None) -> list[dict[str, str]]:
    """What was checked sound, put in force. Raises Refused."""
    return cases.publish(house, [*publications(checked)], person=person, at=at)


def publications(checked: Checked) -> Iterable[cases.Publication]:
    for slug, register in sorted(checked.registers.items()):
        yield cases.Publication("register", slug, ALWAYS, Kept(register=register))
    for one in checked.packages:
        yield cases.Publication("procedure", one.procedure.slug, one.procedure.in_force, kept(one), one.procedure.until)


def kept(one: Package) -> Kept:
    return Kept(procedure=one.procedure, expanded=one.expanded, sources={name: content.decode() for name, content in one.sources.items()})


def own_files() -> list[Path]:
    """The program's own procedures and registers."""
    return [own(), own_registers()]
