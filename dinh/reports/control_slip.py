"""Form 06, the control slip of a case: every hand-over from its opening to its delivery, with who, when, and whether in time.

It shows whose case it is and who worked on it, as the case page does; no address, number or telephone.
Source: Circular 03/2025/TT-VPCP, appendix I (number and name; fields of the 2018 set, not confirmed in detail).
"""

from __future__ import annotations

from typing import Any

from dinh.access import finders
from dinh.engine.record.case import Case
from dinh.engine.record.seal import unseal
from dinh.letters import Page
from dinh.messages.words import after_pause
from dinh.reports.handovers import Hand, hands, mark
from dinh.reports.layout import Asking, Namer, minutes, page, values
from dinh.store import ledger

WAYS = {"counter": "trực tiếp", "post": "qua bưu chính", "online": "bản điện tử"}
SAID = {
    "withdrawn": "Người nộp rút hồ sơ",
    "limit": "Hết thời hạn của bước",
    "sent_back": "Trả lại, chưa xong",
    "reversed": "Hủy kết quả, việc thứ {}",
    "extended": "Gia hạn đến {}",
    "transferred": "Chuyển sang đơn vị {}",
    "delegated": "Theo ủy quyền {}",
    "delivered": "Trả {}",
}


def slip(one: Asking, code: str) -> Page:
    """Raises access.NotFound for a case that is not this person's to see."""
    case = ledger.case_state(one.house, code)
    seen = one.seen(case) if case else None
    if case is None or seen is None:
        raise finders.NotFound(code)
    log = (
        ledger.log(one.house, code)
        if one.who is None
        else finders.log_seen_by(one.house, one.who.person, code)
    )
    namer = Namer(one.house, case)
    rows = [_row(hand, case, one, namer) for hand in hands(unseal(sealed) for sealed in log)]
    return page("form-06.typ", values(one, case=_case(seen, one), rows=rows, code=code))


def _case(seen: finders.Seen, one: Asking) -> dict[str, Any]:
    case = seen.case
    return {
        "code": case.code,
        "procedure": case.name.get("vi", case.procedure),
        "owner": finders.title_of(case) or None,
        "received": minutes(case.accepted or case.opened),
        "due": minutes(case.due),
        "first": minutes(case.first_due),
        "waits": after_pause(case.awaits_applicant, "vi") if case.paused else None,
        "settled": minutes(case.settled),
        "delivered": minutes(case.delivered),
        "end": case.end_label.get("vi") or None,
        "mark": whole_mark(case, one),
    }


def whole_mark(case: Case, one: Asking) -> str:
    """Of the whole case: its end against what was promised to the applicant. A paused case is never late."""
    paused = bool(case.clock and case.clock.paused)
    return "open" if paused and not case.settled else mark(case.settled, case.due, one.at)


def _row(hand: Hand, case: Case, one: Asking, namer: Namer) -> dict[str, Any]:
    return {
        "step": "Trả kết quả" if not hand.step else hand.label.get("vi", hand.step),
        "giver": namer.person(hand.giver),
        "receiver": (namer.person(hand.receiver) if hand.receiver else namer.roles(hand.roles)),
        "waits": not hand.receiver and hand.done is None,
        "handed": minutes(hand.handed),
        "taken": minutes(hand.taken),
        "done": minutes(hand.done),
        "bound": minutes(hand.bound),
        "mark": _mark(hand, case, one),
        "notes": [_said(*note) for note in hand.notes],
        "number": hand.number,
    }


def _mark(hand: Hand, case: Case, one: Asking) -> str:
    if hand.paused:
        return "paused"
    if not hand.step:
        return ""
    return mark(hand.done, hand.bound, one.at) if hand.done or case.open else ""


def _said(note: str, what: str) -> str:
    if note == "extended":
        what = f"{what[8:10]}/{what[5:7]}/{what[:4]}"
    return SAID[note].format(
        WAYS.get(what, what)
        if note == "delivered"
        else finders.called(what)
        if note == "transferred"
        else what
    )
