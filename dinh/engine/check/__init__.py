"""Is a procedure sound? Each rule is a pure function of the procedure (and what surrounds it) to what it finds.

A further proof is a further file with one function and a line in `RULES`.
"""
from __future__ import annotations

from dinh.engine.check.finding import Finding, Surroundings
from dinh.engine.procedure import Procedure

RULES = ()


def check(procedure: Procedure, surroundings: Surroundings) -> list[Finding]:
    """Everything that every rule finds, in the order of the rules."""
    return [found for rule in RULES for found in rule(procedure, surroundings)]
