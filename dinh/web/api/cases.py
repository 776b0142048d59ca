"""Cases: opened, acted in, shown, told from the log, explained."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from dinh import serialize
from dinh.access import finders
from dinh.engine.record.seal import Sealed
from dinh.web.api import confirmations, shapes
from dinh.web.api.route import Bare, at_of, key_of, seen_of, verb
from dinh.web.shared import second_factor
from dinh.workflow import cases, related_cases

ROWS = 500


@verb("POST", "cases", takes=shapes.OpenCase, gives=shapes.Case, status=201)
def opened(request: HttpRequest, body: shapes.OpenCase) -> Bare:
    """Open a case. Without `channel`: online for a citizen, the counter or the house for an officer."""
    asker = request.asker
    channel = body.channel or (None if asker.roles else "online")
    case = cases.open_case(
        asker.house,
        asker.person,
        body.procedure,
        body.data,
        channel=channel,
        at=at_of(body.at),
        key=key_of(request, body.key),
    )
    found = _shown(request, case.code)
    return Bare(found.value, {**found.headers, "Location": f"/api/cases/{case.code}"})


@verb("GET", "cases/<str:code>", gives=shapes.Case)
def case(request: HttpRequest, code: str) -> Bare:
    """A case as the asker may see it. Its ETag is for If-Match."""
    _time_acts(request, code)
    return _shown(request, code)


@verb("POST", "cases/<str:code>/actions", takes=shapes.DoAction, gives=shapes.Case)
def acted(request: HttpRequest, body: shapes.DoAction, code: str) -> Bare:
    """Do an action, declared or unwritten (note, attach, pay, deliver, withdraw, extend, reverse, reassign, relate)."""
    asker = request.asker
    seen = finders.case_seen_by(asker.house, asker.person, code)
    if second_factor.is_signature(seen, body.action, body.step or ""):
        confirmations.needed(request)
    cases.act(
        asker.house,
        asker.person,
        code,
        body.action,
        step=body.step,
        data=body.data,
        at=at_of(body.at),
        key=key_of(request, body.key),
        seen=seen_of(request, body.seen),
    )
    return _shown(request, code)


def _time_acts(request: HttpRequest, code: str) -> None:
    """Limits that are over act first, as for `dinh show`; nothing is done for who may not see the case."""
    finders.case_seen_by(request.asker.house, request.asker.person, code)
    cases.let_time_act(request.asker.house, code=code)


def _shown(request: HttpRequest, code: str) -> Bare:
    asker = request.asker
    seen = finders.case_seen_by(asker.house, asker.person, code)
    value = serialize.case_json(
        seen,
        finders.context(asker.house, asker.person, seen.at, slug=seen.case.procedure),
        request.lang,
    )
    return Bare(value, {"ETag": f'"{seen.case.number}"'})


@verb("GET", "cases/<str:code>/log", gives=list[shapes.Event])
def log(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """The events of a case. What the asker may not see of it is not among the values, nor the codes of a parent and children that are not for them."""
    asker = request.asker
    seen = finders.case_seen_by(asker.house, asker.person, code)
    kept = related_cases.kept_codes(seen)
    return [
        _event(one, seen.hidden, kept)
        for one in finders.log_seen_by(asker.house, asker.person, code)
    ]


def _event(sealed: Sealed, hidden: frozenset[str], kept: frozenset[str]) -> dict[str, Any]:
    """Where something is hidden, letters and records may repeat it: of those no value is told."""
    value = serialize.event_json(sealed)
    if kept:
        value["body"] = related_cases.without_codes(value["body"], kept)
    if hidden:
        told = sealed.kind in ("filled", "attached")
        value["values"] = {
            key: one
            for key, one in value["values"].items()
            if told and key.partition("/")[0] not in hidden
        }
    return value


@verb(
    "GET",
    "cases/<str:code>/explanations",
    gives=list[shapes.Explanation],
    query={"action": "only this one"},
)
def explanations(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """What the asker may do in the case, and why not the rest."""
    _time_acts(request, code)
    found = finders.explain(
        request.asker.house, request.asker.person, code, request.GET.get("action")
    )
    return [serialize.explained_json(one, request.lang) for one in found]


@verb(
    "GET",
    "worklist",
    gives=list[shapes.Work],
    query={"procedure": "only cases of this procedure", "step": "only this step"},
)
def worklist(request: HttpRequest) -> list[dict[str, Any]]:
    """What waits for the asker, the earliest due first; at most 500."""
    asker = request.asker
    found = finders.worklist(
        asker.house,
        asker.person,
        limit=ROWS,
        slug=request.GET.get("procedure", ""),
        step=request.GET.get("step", ""),
    )
    return [serialize.work_json(row) for row in found]


@verb("POST", "cases/<str:code>/strikings", takes=shapes.Strike, gives=shapes.Struck, status=201)
def struck(request: HttpRequest, body: shapes.Strike, code: str) -> dict[str, Any]:
    """Erase personal values by a lawful order; a leader's act. `still`: parents and children that tell the same and may need the order too."""
    asker = request.asker
    finders.case_seen_by(asker.house, asker.person, code)
    before = finders.case_as_kept(asker.house, code).case
    cases.strike(asker.house, asker.person, code, body.names, body.order, at=at_of(body.at))
    who = finders.who(asker.house, asker.person)
    return {
        "struck": body.names,
        "still": related_cases.still_told(
            before, body.names, lambda one: one.house == asker.house and finders.may_read(one, who)
        ),
    }
