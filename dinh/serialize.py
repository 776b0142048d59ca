"""What the command line and the API say of things, as JSON-native values (design §11). Shapes are contracts: add, never rename."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from dinh.access.finders import Explained, Seen, Who, WorkRow
from dinh.engine.decisions.context import Context
from dinh.engine.decisions.draft import scope_of
from dinh.engine.decisions.evaluate import Scope, written
from dinh.engine.decisions.supplement import label_of
from dinh.engine.definition.procedure import Procedure, Text
from dinh.engine.record.case import Case, is_late
from dinh.engine.record.events import Appointed, Fee
from dinh.engine.record.house import Holding
from dinh.engine.record.requested_items import latest
from dinh.engine.record.seal import Sealed
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import NotCovered, to_local
from dinh.engine.schedule.deadline import show_duration
from dinh.engine.schedule.deadline_proof import lines_json
from dinh.messages import refusal_json, told
from dinh.workflow.related_cases import SHOWN_MAX, Family, Relative, family, hidden


def instant(at: datetime | None) -> str | None:
    return to_local(at).isoformat() if at else None


def text(words: Text | None) -> dict[str, str] | None:
    return (
        None
        if words is None
        else {"vi": words.vi, "en": words.en}
        if words.en
        else {"vi": words.vi}
    )


def case_json(seen: Seen, told_context: Context, lang: str = "vi") -> dict[str, Any]:
    """One case, as `show`: what the asker may not see is left out and named in `hidden`."""
    case, procedure, kin = seen.case, seen.procedure, family(seen, most=SHOWN_MAX * 100)
    scope = scope_of(procedure, case, told_context)
    return {
        "code": case.code,
        "procedure": case.procedure,
        "version": case.version,
        "name": case.name,
        "state": case.end or "open",
        "outcome": case.outcome or None,
        "steps": [step.name for step in case.steps],
        "house": case.house,
        "now": case.now,
        "went": [
            {"house": one.house, "since": instant(one.since), "why": one.why or None}
            for one in case.went
        ],
        "number": case.number,
        "channel": case.channel,
        "opener": case.opener,
        "opened": instant(case.opened),
        "accepted": instant(case.accepted),
        "settled": instant(case.settled),
        "delivered": instant(case.delivered),
        "due": instant(case.due),
        "first_due": instant(case.first_due),
        "stretches": [
            {
                "from": instant(one.started),
                "due": instant(one.due),
                "settled": instant(one.settled),
                "late": one.late,
            }
            for one in case.stretches
        ],
        "requested": [
            {
                "of": item.of,
                "label": label_of(procedure, item.of, lang, case),
                "reason": item.reason,
                "law": item.law,
                "state": item.settled or "open",
            }
            for item in latest(case.requested)
        ],
        "due_proof": proof(case, lang),
        "paused": bool(case.clock and case.clock.paused),
        "late": is_late(case, seen.at),
        "fee": fee_total(case.fees),
        "fees": [
            {
                "name": fee.name,
                "amount": "unpublished" if fee.amount is None else fee.amount,
                "why": fee.why or None,
                "law": fee.law or None,
            }
            for fee in case.fees
        ],
        "paid": [
            {
                "amount": one.amount,
                "how": one.how,
                "line": one.line or None,
                "receipt": one.receipt or None,
            }
            for one in case.paid
        ],
        "data": data_json(scope),
        "earlier": earlier_json(scope),
        "derived": derived_json(seen, scope),
        "documents": case.documents,
        "letters": [
            {
                "name": x.name,
                "number": x.number or None,
                "issued": instant(x.issued),
                "digest": x.digest,
                "to": list(x.to),
                "row": x.row or None,
                "withdrawn": x.withdrawn,
            }
            for x in case.letters
        ],
        "records": [
            {
                "register": one.register,
                "record": one.record,
                "change": one.change,
                "withdrawn": one.withdrawn,
            }
            for one in case.records
        ],
        "assigned": case.assigned,
        "related": list(kin.related),
        "struck": list(case.struck),
        "hidden": sorted({*seen.hidden, *hidden(kin)}),
        **family_json(case, kin),
        "limits": {step.name: instant(step.limit) for step in case.steps if step.limit},
    }


def family_json(case: Case, kin: Family) -> dict[str, Any]:
    """What the asker may not see is a child without a code, and named in `hidden`."""
    cause = case.cause
    return {
        "parent": (kin.parent.code or None) if kin.parent else None,
        "children": [_child_json(child) for child in kin.children],
        "cause": {"start": cause.start, "period": cause.period, "row": cause.row or None}
        if cause
        else None,
    }


def _child_json(child: Relative) -> dict[str, Any]:
    if not child.code:
        return {"code": None}
    return {
        "code": child.code,
        "procedure": child.procedure,
        "row": child.row or None,
        "house": child.house or None,
        "state": child.end or "open",
        "steps": [step.name for step in child.steps],
    }


def proof(case: Case, lang: str) -> list[dict[str, Any]]:
    clock = case.clock
    return list(lines_json(clock.proof, clock.due, lang)) if clock and clock.due else []


def fee_total(fees: Iterable[Fee]) -> int | str | None:
    amounts = [fee.amount for fee in fees]
    if not amounts:
        return None
    return (
        "unpublished"
        if None in amounts
        else sum(amount for amount in amounts if amount is not None)
    )


def data_json(scope: Scope) -> dict[str, Any]:
    """As in `--data`: parts nested, lists as arrays with their `row`; what is empty or not shown is left out."""
    found: dict[str, Any] = {}
    for name, field in (*scope.procedure.form.items(), *scope.procedure.findings.items()):
        value = scope(name) if name in scope.data else None
        if value in (None, "", [], {}):
            continue
        if field.type == "list":
            value = [{"row": row, **nested(cells)} for row, cells in value.items()]
        put(found, name, value)
    return found


def earlier_json(scope: Scope) -> dict[str, Any]:
    """Answers that another version asked and this one does not: full names, shapes as in `data`."""
    known = {*scope.procedure.form, *scope.procedure.findings}
    return {
        name: [{"row": row, **nested(cells)} for row, cells in value.items()]
        if isinstance(value, dict) and all(isinstance(cells, dict) for cells in value.values())
        else value
        for name, value in scope.data.items()
        if name not in known and value not in (None, "", [], {})
    }


def nested(cells: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in cells.items():
        put(found, name, value)
    return found


def put(found: dict[str, Any], name: str, value: Any) -> None:
    *parts, last = name.split(".")
    for part in parts:
        found = found.setdefault(part, {})
    found[last] = value


def derived_json(seen: Seen, scope: Scope) -> dict[str, Any]:
    """The derived values as they are now, those that may be seen; what is empty is left out."""
    values = {name: _now(scope, name) for name in seen.procedure.derive if name not in seen.hidden}
    return {name: written(value) for name, value in values.items() if value is not None}


def _now(scope: Scope, name: str) -> Any:
    """The value, empty where it asks for days that the calendar does not cover."""
    try:
        return scope(name)
    except NotCovered:
        return None


_exactly = msgspec.json.Decoder(float_hook=Decimal)  # a float would lose digits that are sealed


def event_json(sealed: Sealed) -> dict[str, Any]:
    """One event: body and seal as in the books; `values`: what stands behind the digests and has not been struck. Withheld: `kind` "closed", `at` null."""
    return {
        "house": sealed.house,
        "number": sealed.number,
        "case": sealed.case or None,
        "place": sealed.place,
        "kind": sealed.kind,
        "at": sealed.at or None,
        "actor": msgspec.json.decode(sealed.actor),
        "body": _exactly.decode(sealed.body),
        "seal": sealed.seal,
        "values": {
            key: {"salt": kept.salt, "value": kept.value} for key, kept in sealed.personal.items()
        },
    }


def explained_json(one: Explained, lang: str) -> dict[str, Any]:
    why = [told(refusal.code, refusal.facts, lang) for refusal in one.why]
    return {
        "action": one.action,
        "step": one.step or None,
        "may": one.may,
        "label": one.label or None,
        "why": [words.message for words in why],
        "codes": [refusal.code for refusal in one.why],
        "do": next((words.do for words in why if words.do), None),
    }


def work_json(row: WorkRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "title": row.title,
        "procedure": row.procedure,
        "name": row.name,
        "step": row.step,
        "due": instant(row.due),
        "first_due": instant(row.first_due),
        "limit": instant(row.limit),
        "since": instant(row.since),
        "late": row.late,
        "assigned": row.assigned or None,
        "actions": list(row.actions),
    }


def who_json(one: Who) -> dict[str, Any]:
    return {
        "person": one.person,
        "name": one.name,
        "posts": [post.post for post in one.posts],
        "roles": sorted(one.roles),
        "held": [holding_json(post) for post in one.posts],
    }


def holding_json(post: Holding | Appointed) -> dict[str, Any]:
    return {
        "post": post.post,
        "title": post.title or None,
        "roles": list(post.roles),
        "from": post.start or None,
        "to": post.end or None,
        "signs": post.signs or None,
    }


def appointed_json(one: Appointed) -> dict[str, Any]:
    """An appointment that is proposed."""
    return {"person": one.person, "name": one.personal.get("name"), **holding_json(one)}


def procedure_row(one: Procedure) -> dict[str, Any]:
    return {
        "slug": one.slug,
        "code": one.code,
        "name": text(one.name),
        "field": one.field,
        "version": one.in_force,
        "channels": list(one.channels),
        "time": time_of(one),
        "level": one.level,
    }


def time_of(one: Procedure) -> str | None:
    """The deadline as written: its one rule, or those of its table."""
    if one.deadline is None:
        return None
    words = [
        show_duration(row.time, "en") if row.time else f"until {row.until}"
        for row in one.deadline.rows
    ]
    return " | ".join(dict.fromkeys(words))


def refused_json(refusal: Refusal, lang: str) -> dict[str, Any]:
    return {"refusal": refusal_json(refusal, lang)}


def encode(value: Any) -> bytes:
    """One JSON value, UTF-8, numbers exact."""
    return _encoder.encode(value)


_encoder = msgspec.json.Encoder(decimal_format="number", enc_hook=lambda value: str(value))
