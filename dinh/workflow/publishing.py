"""From files to versions in force: checked whole, examples run, letters set, then through the door."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any

from dinh.access import finders
from dinh.calendar import default_profile, house_calendar
from dinh.engine import simulate
from dinh.engine.definition.procedure import Example, Procedure, Text
from dinh.engine.refusal import Refusal
from dinh.letters import Fault, compile_check
from dinh.letters.samples import sample_of
from dinh.messages import told
from dinh.procedures.checking import Checked, check_paths
from dinh.procedures.lookup import own, own_registers
from dinh.procedures.package import Package
from dinh.procedures.published import Kept
from dinh.procedures.templates import tried_with
from dinh.store.writer import letting_go
from dinh.workflow import cases

ALWAYS = "2000-01-01"  # a register is in force from before every case
TRIAL_SECONDS_MAX = 180.0
"""For all templates of one check together, waiting included: a hundred that loop for ever must not hold the printer for a hundred times its limit."""


def check(paths: Iterable[str | Path], house: str = "") -> Checked:
    """Every problem of these files: shapes, names, flow, letters set with samples, examples run. house: where procedures stand that these open."""
    published = (lambda slug: _in_force(house, slug)) if house else None
    return check_paths(
        paths,
        letter_faults=tried_with(_Trials().faults, sample_of),
        run_example=run_example,
        published=published,
    )


class _Trials:
    """Tries the templates of one check in the printer's process, for TRIAL_SECONDS_MAX in all."""

    def __init__(self) -> None:
        self._spent_s = 0.0

    def faults(
        self, sources: dict[str, str], name: str, samples: dict[str, Any], *, form: bool
    ) -> list[Fault]:
        """Every fault of the template. Raises PrinterBusy."""
        if self._spent_s > TRIAL_SECONDS_MAX:
            return [_untried(name)]
        began = monotonic()
        try:
            # The server's place among those who make pages is free meanwhile, as while a thread waits for the writer.
            with letting_go.get()():
                return compile_check(sources, name, samples, form=form)
        finally:
            self._spent_s += monotonic() - began


def _untried(name: str) -> Fault:
    seconds = int(TRIAL_SECONDS_MAX)
    return Fault(
        name,
        1,
        1,
        Text(
            f"Chưa thử mẫu này: các mẫu đứng trước đã hết {seconds} giây của một lần kiểm tra",
            f"This template was not tried: the ones before it took the {seconds} seconds of one check",
        ),
        Text(
            "Sửa mẫu nào đặt quá lâu rồi kiểm tra lại, hoặc kiểm tra ít tệp hơn",
            "Mend the templates that take too long and check again, or check fewer files at once",
        ),
    )


def _in_force(house: str, slug: str) -> Procedure | None:
    try:
        return finders.procedure(house, slug)
    except finders.NotFound:
        return None


def run_example(procedure: Procedure, one: Example) -> list[tuple[tuple[str | int, ...], Text]]:
    return simulate.run(procedure, one, _around())


@cache
def _around() -> simulate.Surroundings:
    return simulate.Surroundings(house_calendar(default_profile()), said)


def said(refusal: Refusal) -> Text:
    """In both languages, each field's fault by the name that the file gives it."""
    return Text(
        *(
            " ".join(
                (
                    told(refusal.code, refusal.facts, lang).message,
                    *(
                        f"{fault.field}: {told(fault.code, fault.facts, lang).message}"
                        for fault in refusal.at
                    ),
                )
            )
            for lang in ("vi", "en")
        )
    )


def publish(
    house: str, checked: Checked, *, person: str = "", reason: str = "", at: Any = None
) -> list[dict[str, Any]]:
    """What was checked sound, put in force; by a person, only proposed. Raises Refused."""
    return cases.publish(house, [*publications(checked)], person=person, reason=reason, at=at)


def publications(checked: Checked) -> Iterable[cases.Publication]:
    for slug, register in sorted(checked.registers.items()):
        yield cases.Publication("register", slug, ALWAYS, Kept(register=register))
    for one in checked.packages:
        yield cases.Publication(
            "procedure", one.procedure.slug, one.procedure.in_force, kept(one), one.procedure.until
        )


def kept(one: Package) -> Kept:
    return Kept(
        procedure=one.procedure,
        expanded=one.expanded,
        sources={name: content.decode() for name, content in one.sources.items()},
    )


def own_files() -> list[Path]:
    """The program's own procedures and registers."""
    return [own(), own_registers()]
