"""Is a procedure sound? Each rule is a pure function of the procedure (and what surrounds it) to what it finds.

A further proof is a further file with one function and a line in `RULES`. (`versions` looks at several procedures.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from dinh.checker.abroad import acts_abroad
from dinh.checker.brought import brought_within, written_within
from dinh.checker.child_input import handed_taken
from dinh.checker.empties import values_filled
from dinh.checker.facts import facts_fit
from dinh.checker.family import families_fit
from dinh.checker.finding import Finding, Surroundings
from dinh.checker.flow import (
    blocks_closed,
    choices_end,
    clock_starts,
    ends_possible,
    ends_tell,
    no_circles,
    outsiders_bounded,
    reachable,
)
from dinh.checker.four_eyes import somebody_left
from dinh.checker.going import always_onward
from dinh.checker.handing import handed_filled, handed_kept
from dinh.checker.hours import times_fit
from dinh.checker.leaks import secrets_kept
from dinh.checker.lists import rows_fit
from dinh.checker.living import lived
from dinh.checker.names import laws_known, names_exist, names_once, names_used
from dinh.checker.norms import norms_total
from dinh.checker.operands import operands_fit
from dinh.checker.persons import persons_fit
from dinh.checker.possible import can_happen, can_open
from dinh.checker.proof.solve import bounded
from dinh.checker.records import norms_fit, records_fit
from dinh.checker.repeated import repeats_bounded
from dinh.checker.requests import requests_brought
from dinh.checker.roles import roles_known
from dinh.checker.stories import stories_name
from dinh.checker.tables import tables_proven
from dinh.checker.tests import tests_fit
from dinh.checker.told import examples_hold, findings_asked, level_fits, templates_fit
from dinh.checker.versions import plan_fits
from dinh.engine.analysis.child_links import openings
from dinh.engine.definition.procedure import Procedure

type Rule = Callable[[Procedure, Surroundings], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    names_exist,  # N1
    names_once,  # N1
    stories_name,  # N1
    names_used,  # N2
    laws_known,  # N3
    tests_fit,  # T1, T2 of single tests, D3
    operands_fit,  # T1
    persons_fit,  # T1
    facts_fit,  # T1
    no_circles,  # D1
    findings_asked,  # D4
    rows_fit,  # D5
    reachable,  # F1
    ends_possible,  # F2, without counting
    blocks_closed,  # F3
    choices_end,  # F4
    outsiders_bounded,  # F5
    repeats_bounded,  # F6, of what may be done again
    requests_brought,  # F7
    roles_known,  # P1
    somebody_left,  # P2
    secrets_kept,  # P3
    handed_kept,  # P3
    acts_abroad,  # H1
    times_fit,  # M1
    clock_starts,  # M2
    records_fit,  # R1
    norms_fit,  # R2, keys and names
    families_fit,  # C1
    ends_tell,  # L1
    templates_fit,  # L2
    level_fits,  # G1
    plan_fits,  # V1 of the plan for running cases, by its own names
)


PROOFS: tuple[Rule, ...] = (
    tables_proven,  # T3, T4, T5
    values_filled,  # D2
    handed_filled,  # D2
    handed_taken,  # C1 by data
    brought_within,  # C1 by data
    written_within,  # R1 by data
    always_onward,  # F2, F6
    can_happen,  # F1 and T2 by data
    norms_total,  # R2
)
"""What is proven of every form there can be: only of a file whose names, types and circles are in order."""

OF_CHILDREN: frozenset[Rule] = frozenset({handed_filled, handed_taken})
"""Proofs about what is given to others: not where `starts` itself is wrong."""

UNPROVABLE = frozenset({"N1", "T1", "D1", "D3", "F2", "F3", "F4", "R1", "R2"})
"""With a problem of these a proof would tell of something else than what is wrong."""

UNUSED = frozenset({"N2", "D4", "E1"})
"""Rules that miss a name nobody uses."""

UNTOLD = frozenset({"N1", "T1", "D1", "F2", "F3", "F4", "R1", "R2"})
"""With a problem of these a story cannot be told: E1 waits."""


UNLIVED = frozenset({"N1", "T1", "D1", "F4", "R1"})
"""With a problem of these the engine may not run: a counter-example is then told by the graph alone."""


def check(procedure: Procedure, surroundings: Surroundings) -> list[Finding]:
    """Everything that every rule finds, in the order of the rules; one slip in a name is not told again as its disuse."""
    findings = [finding for rule in RULES for finding in rule(procedure, surroundings)]
    if not any(
        finding.rule in UNPROVABLE
        and finding.severity == "problem"
        and finding.path[:1] != ("examples",)
        for finding in findings
    ):
        with bounded():
            unopened = list(can_open(procedure, surroundings))  # F1: then all else is moot
            findings += unopened or list(_proven(procedure, surroundings, findings))
    if any(finding.rule in UNTOLD and finding.severity == "problem" for finding in findings):
        surroundings = replace(surroundings, run_example=None)
    findings += examples_hold(procedure, surroundings)  # E1
    runs = procedure.start in procedure.steps and not any(
        finding.rule in UNLIVED
        and finding.severity == "problem"
        and finding.path[:1] != ("examples",)
        for finding in findings
    )
    findings = [_lived(procedure, finding, runs=runs) for finding in findings]
    findings = [finding for finding in findings if not _follows(finding, findings)]
    meant = {finding.meant for finding in findings if finding.meant}
    return [
        finding
        for finding in findings
        if finding.rule not in UNUSED or finding.path[-1] not in meant
    ]


def _proven(
    procedure: Procedure, surroundings: Surroundings, findings: list[Finding]
) -> Iterator[Finding]:
    """What the proofs find. Of a child that does not fit (C1) nothing more is asked; of all else everything is."""
    wrong = [one for one in findings if one.rule == "C1" and one.severity == "problem"]
    known = surroundings.procedures
    if wrong and known is not None:
        unfit = {
            one.procedure
            for path, _, _, one in openings(procedure)
            if any(finding.path[: len(path)] == path for finding in wrong)
        }
        surroundings = replace(
            surroundings, procedures=lambda slug: None if slug in unfit else known(slug)
        )
    begins_wrong = any(finding.path[:1] == ("starts",) for finding in wrong)
    for rule in PROOFS:
        if not (begins_wrong and rule in OF_CHILDREN):
            yield from rule(procedure, surroundings)


def _follows(finding: Finding, findings: list[Finding]) -> bool:
    """A line or an action that never holds because one test in it never does: the test alone is told."""
    at = finding.path
    return finding.rule == "T2" and any(
        one.rule == "T2" and one.path[: len(at)] == at and len(one.path) > len(at)
        for one in findings
    )


def _lived(procedure: Procedure, finding: Finding, *, runs: bool) -> Finding:
    """With the way on which the engine itself came to the fault; `lived: no` where none was found, and the form alone is told. runs: may the engine?"""
    if finding.goal is None:
        return finding
    way = lived(procedure, finding.goal) if runs else None
    return replace(
        finding,
        counterexample=way
        or (finding.counterexample and {**finding.counterexample, "lived": False}),
    )
