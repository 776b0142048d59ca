"""What must be true of a delegation that is given, and of the end of one, as the books stand in the transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dinh.access import finders
from dinh.engine.decisions.authority import ending_hindrance
from dinh.engine.record.events import Delegated
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.store.writer import Batch


def end_of(batch: Batch, one: Delegated, person: str, day: str) -> Delegated:
    """The end of a delegation, by who gave it or who stands above that post. Raises Refused."""
    found = batch.state()
    standing = next(
        (d for d in found.delegations if d.delegation == one.delegation and d.has_days_left(day)),
        None,
    )
    if standing is None:
        raise Refused(Refusal("delegation.unknown", {"delegation": one.delegation}))
    if person and (refusal := ending_hindrance(found, standing, person, day)):
        raise Refused(refusal)
    faults = [
        Fault(place, "delegation.end_differs", {"stands": stands})
        for place, given, stands in (
            ("giver", one.giver, standing.giver),
            ("receiver", one.to, standing.to),
            ("from", one.start, standing.start),
            ("to", one.end, standing.end),
        )
        if given and given != stands
    ]
    if one.ended_from and not day <= one.ended_from <= standing.end:
        facts = {"first": day, "last": standing.end}
        faults.append(Fault("ended_from", "delegation.end_day", facts))
    if faults:
        raise Refused(Refusal("form.faults", {"count": len(faults)}, tuple(faults)))
    ends = one.ended_from or day
    return Delegated(
        delegation=one.delegation, end=ends, ended=True, ended_from=ends, reason=one.reason
    )


def check_delegation(batch: Batch, one: Delegated, day: str) -> None:
    """Raises Refused with everything that is wrong with a delegation."""
    found = batch.state()
    faults = []
    holders = [h for h in found.holdings if h.post == one.giver and h.on(max(day, one.start))]
    if not holders:
        faults.append(Fault("giver", "delegation.giver", {"post": one.giver}))
    if one.to not in found.names:
        faults.append(Fault("receiver", "field.not_found", {"given": one.to, "type": "person"}))
    if any(h.person == one.to for h in holders):
        faults.append(Fault("receiver", "delegation.self"))
    if not one.end or one.end < one.start:
        faults.append(Fault("to", "delegation.dates"))
    if any(d.delegation == one.delegation for d in found.delegations):
        faults.append(Fault("decision", "delegation.twice", {"delegation": one.delegation}))
    held = {role for h in holders for role in h.roles}
    if holders and not set(one.roles) <= held:
        faults.append(Fault("roles", "delegation.roles", {"roles": sorted(set(one.roles) - held)}))
    if barred := sorted(set(one.procedures) & found.not_delegable(day)):
        faults.append(
            Fault("procedures", "delegation.not_delegable", _not_delegable(batch, barred))
        )
    if faults:
        raise Refused(Refusal("form.faults", {"count": len(faults)}, tuple(faults)))


def _not_delegable(batch: Batch, slugs: Iterable[str]) -> dict[str, Any]:
    """The procedures by name, and the articles by which nobody acts in them for another."""
    found = batch.state()
    specs = [finders.procedure(batch.house, slug, found=found) for slug in slugs]
    return {
        "procedures": {
            "vi": ", ".join(spec.name.vi for spec in specs),
            "en": ", ".join(spec.name.en or spec.name.vi for spec in specs),
        },
        "law": "; ".join(
            f"{spec.law[source.key].number or source.key}, {source.article}"
            for spec in specs
            if (source := spec.delegable_law) and source.key in spec.law
        ),
    }


def holds_post(batch: Batch, person: str, post: str, day: str) -> bool:
    """Does the person hold the post on this day?"""
    return any(h.person == person and h.post == post and h.on(day) for h in batch.state().holdings)
