"""What was taken for a case and what is still to be paid: its fees as the log fixed them, less the payments; what was given back counts the other way."""

from __future__ import annotations

from dinh.engine.record.case import Case

FRUITLESS = frozenset({"rejected", "returned", "stopped"})
"""Outcomes with which nobody gets what they paid for."""


def taken(case: Case, line: str = "") -> int:
    """In đồng, of the case or of one line of its fees; what was paid without naming a line is of no line."""
    return sum(one.amount for one in case.paid if not line or one.line == line)


def returnable(case: Case, line: str = "") -> int:
    """What can be given back at most; of a line also what was paid without naming one."""
    return (
        min(taken(case), taken(case, line) + sum(one.amount for one in case.paid if not one.line))
        if line
        else taken(case)
    )


def unpaid(case: Case, line: str = "") -> int | None:
    """What may still be taken; None when an amount is not published."""
    lines = [fee for fee in case.fees if not line or fee.name == line]
    if any(fee.amount is None for fee in lines):
        return None
    left = sum(fee.amount or 0 for fee in lines) - taken(case, line)
    if not line or any(fee.amount is None for fee in case.fees):
        return left
    return min(left, sum(fee.amount or 0 for fee in case.fees) - taken(case))


def owed(case: Case) -> int | None:
    """What people are asked for: nothing more once the case has ended without its result, though it may still be taken where a fee is due all the same."""
    return 0 if case.outcome in FRUITLESS else unpaid(case)
