"""The versions of a procedure, and running cases that follow another one: looked at, moved, taken back, by the door of the page."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest
from msgspec.structs import asdict

from dinh.access import finders
from dinh.engine.decisions.migration import MOVERS
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.input.plans import plan
from dinh.input.values import refuse
from dinh.messages import refusal_json
from dinh.web.api import moves
from dinh.web.api.route import verb
from dinh.workflow import version_changes


@verb("GET", "procedures/<str:slug>/versions", gives=list[moves.Version])
def published(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """Every published version, also of a day to come, and how many open cases follow it; for officers."""
    if not request.asker.roles:
        raise refuse("page.forbidden")
    return [
        asdict(one) for one in version_changes.versions(request.asker.house, _slug(request, slug))
    ]


@verb(
    "POST",
    "procedures/<str:slug>/versions/<str:version>/moves",
    takes=moves.Move,
    gives=moves.Moved,
)
def moved(request: HttpRequest, body: moves.Move, slug: str, version: str) -> dict[str, Any]:
    """Move the open cases of other versions to this one, by the plan of its file and what is given over it. `dry_run`: tell what would become of each, and write nothing."""
    asker, slug = _mover(request), _slug(request, slug)
    given = plan(
        {
            "moves": body.moves,
            "gives": body.gives,
            "cases": body.cases,
            "recount": body.recount,
            "reason": body.reason,
        }
    )
    _reason(body.reason, body.dry_run)
    seen = version_changes.outlook(asker.house, asker.person, slug, version, given.plan, given.own)
    went, refusal = None, None
    try:
        went = version_changes.move(
            asker.house,
            asker.person,
            slug,
            version,
            given.plan,
            given.own,
            reason=body.reason or TRIED,
            dry_run=body.dry_run,
        )
    except Refused as refused:
        if not body.dry_run or refused.refusal.code not in version_changes.ANOTHER_DAY:
            raise
        refusal = refused.refusal  # the plan is looked at before its day
    return _told(
        slug,
        version,
        version_changes.moves_json(seen, went, request.lang, dry_run=body.dry_run),
        dry_run=body.dry_run,
        hidden=seen.hidden,
        refused=refusal_json(refusal, request.lang) if refusal else None,
    )


TRIED = "dry run"
"""The reason of a dry run that says none: nothing of it is kept."""


@verb(
    "POST",
    "procedures/<str:slug>/versions/<str:version>/returns",
    takes=moves.Return,
    gives=moves.Moved,
)
def returned(request: HttpRequest, body: moves.Return, slug: str, version: str) -> dict[str, Any]:
    """Take moves to this version back, of the cases named or of all; a case in which anything happened since stays, and why is told."""
    asker, slug = _mover(request), _slug(request, slug)
    _reason(body.reason, body.dry_run)
    known = {
        case.code: case for case in version_changes.moved(asker.house, asker.person, slug, version)
    }
    if unknown := [code for code in body.codes if code not in known]:
        raise Refused(
            Refusal(
                "form.faults",
                {"count": len(unknown)},
                tuple(Fault("codes", "return.not_moved", {"case": code[:60]}) for code in unknown),
            )
        )
    wanted = [known[code] for code in dict.fromkeys(body.codes)] or list(known.values())
    went = version_changes.move_back(
        asker.house,
        asker.person,
        slug,
        version,
        reason=body.reason or TRIED,
        codes=[case.code for case in wanted],
        dry_run=body.dry_run,
    )
    return _told(
        slug,
        version,
        version_changes.returns_json(wanted, went, request.lang),
        dry_run=body.dry_run,
        undo=True,
    )


def _slug(request: HttpRequest, slug: str) -> str:
    house = request.asker.house
    return finders.slug_of(house, finders.state(house), slug)


def _mover(request: HttpRequest) -> Any:
    if not version_changes.may_move(request.asker.house, request.asker.person):
        raise refuse("house.not_yours", what="move", by=sorted(MOVERS))
    return request.asker


def _reason(reason: str, dry_run: bool) -> None:
    if not dry_run and not reason.strip():
        raise Refused(Refusal("form.faults", {"count": 1}, (Fault("reason", "field.required"),)))


def _told(
    slug: str,
    version: str,
    rows: list[dict[str, Any]],
    *,
    dry_run: bool,
    undo: bool = False,
    hidden: int = 0,
    refused: dict[str, Any] | None = None,
) -> dict[str, Any]:
    return {
        "procedure": slug,
        "to": version,
        "dry_run": dry_run,
        "undo": undo,
        "cases": rows,
        "counts": dict(Counter(row["outcome"] for row in rows)),
        "hidden": hidden,
        "refused": refused,
    }
