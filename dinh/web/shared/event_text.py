"""What happened, told: one sentence for each kind of event, in both languages.

Pure. Rule to keep: a sentence says what the event carries and reads no value that is personal but the words an officer
wrote; a kind without a sentence is said by its name, so that nothing of the log is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from dinh.engine.decisions.supplement import label_of
from dinh.engine.record.events import Event
from dinh.export.names import CHANNELS
from dinh.messages import notes
from dinh.messages.words import full_day, money, say, words_of
from dinh.web.shared.event_labels import Teller
from dinh.web.shared.labels import action_label, role_label

PERIOD = re.compile(r"([a-z0-9_]+):(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")
WAYS = {
    "cash": ("tiền mặt", "in cash"),
    "transfer": ("chuyển khoản", "by transfer"),
    "online": ("trên mạng", "online"),
    "counter": ("tại quầy", "at the counter"),
    "post": ("qua bưu điện", "by post"),
}


def told(event: Event, teller: Teller) -> str:
    """The sentence of an event: who, and what they did."""
    tell = TELL.get(event.kind)
    who = teller.who(event.actor.person)
    if event.actor.delegation:
        who += say(
            " (theo ủy quyền {decision})",
            " (on delegation {decision})",
            teller.lang,
            decision=event.actor.delegation,
        )
    if tell is None:
        return f"{who}: {event.kind}"
    return tell(event.body, who, teller)


def _opened(body: Any, who: str, t: Teller) -> str:
    if body.cause:
        return say(
            "Hồ sơ tự mở theo kỳ hoặc theo dòng sổ mới.",
            "The case opened by itself, by its period or by a new record.",
            t.lang,
        )
    if body.parent:
        return say(
            "{who} mở hồ sơ này từ một hồ sơ cha.",
            "{who} opened this case from a parent case.",
            t.lang,
            who=who,
        )
    return say(
        "{who} mở hồ sơ, nộp qua {channel}.",
        "{who} opened the case, handed in through {channel}.",
        t.lang,
        who=who,
        channel=words_of(CHANNELS.get(body.channel), t.lang) or body.channel,
    )


def _filled(body: Any, who: str, t: Teller) -> str:
    names = [*body.values, *body.personal, *body.rows]
    if not names and not body.emptied:
        return say(
            "{who} được báo trước: {what}",
            "{who} was warned: {what}",
            t.lang,
            who=who,
            what="; ".join(body.warned),
        )
    if not names and body.emptied:
        return say(
            "{who} bỏ trống: {what}.",
            "{who} emptied: {what}.",
            t.lang,
            who=who,
            what=t.labels(body.emptied),
        )
    return say(
        "{who} ghi: {what}.", "{who} filled in: {what}.", t.lang, who=who, what=t.labels(names)
    )


def _attached(body: Any, who: str, t: Teller) -> str:
    return say(
        "{who} nhận giấy tờ: {what}.",
        "{who} took in: {what}.",
        t.lang,
        who=who,
        what=t.labels(body.documents),
    )


def _assigned(body: Any, who: str, t: Teller) -> str:
    if body.house:
        return say(
            "{who} xác định {house} có thẩm quyền.",
            "{who} found {house} to be competent.",
            t.lang,
            who=who,
            house=t.called(body.house),
        )
    return say(
        "{who} giao bước “{step}” cho {to}.",
        "{who} assigned “{step}” to {to}.",
        t.lang,
        who=who,
        step=t.step(body.step),
        to=t.who(body.person),
    )


def _acted(body: Any, who: str, t: Teller) -> str:
    if body.returned and body.returned.code in t.kept:
        return say(
            "Một hồ sơ con đã xong{led}.",
            "A child case was settled{led}.",
            t.lang,
            led=_led_to(body, t),
        )
    if body.returned:
        back = body.returned
        ended = words_of(back.label, t.lang) or back.end
        return say(
            "Hồ sơ con {code} đã xong ({end}){led}.",
            "The child case {code} was settled ({end}){led}.",
            t.lang,
            code=back.code,
            end=ended,
            led=_led_to(body, t),
        )
    if body.action == "returned":
        return say(
            "Không còn hồ sơ con nào phải chờ{led}.",
            "There is no child case left to wait for{led}.",
            t.lang,
            led=_led_to(body, t),
        )
    if body.action == "withdraw" and body.by_case:
        return say(
            "Hồ sơ được rút theo hồ sơ cha.",
            "The case was withdrawn on account of its parent.",
            t.lang,
        )
    if body.action == "withdraw":
        reason = body.personal.get("reason", "") or body.reason
        return say(
            "{who} ghi nhận người nộp rút hồ sơ. {reason}",
            "{who} recorded the withdrawal. {reason}",
            t.lang,
            who=who,
            reason=reason,
        ).strip()
    if body.action == "move" and body.version:
        return say(
            "{who} chuyển hồ sơ sang bản của thủ tục từ {day}{led}. {reason}", "{who} moved the case to the version in force from {day}{led}. {reason}", t.lang,
            who=who, day=full_day(body.version), led=_led_to(body, t), reason=body.personal.get("reason", ""),
        ).strip()  # fmt: skip
    if body.action == "waive":
        return say(
            "{who} bỏ qua mục đã yêu cầu: {what}{led}. {reason}",
            "{who} waived what was asked for: {what}{led}. {reason}",
            t.lang,
            who=who,
            what=_items(body.waived, t),
            led=_led_to(body, t),
            reason=body.personal.get("reason", ""),
        ).strip()
    if body.action in ("", "then"):  # its limit was over, and `then` acted
        first = say(
            "Hết hạn ở bước “{step}”",
            "The time of “{step}” is over",
            t.lang,
            step=t.step(body.step),
        )
    else:
        label = (
            action_label(t.procedure, body.action, t.lang, body.step)
            if t.procedure
            else body.action
        )
        first = f"{who}: {label}"
    reason = f" {body.personal.get('reason', '')}".rstrip() if body.sent_back else ""
    return f"{first}{_led_to(body, t)}.{reason}"


def _items(names: Any, t: Teller) -> str:
    if t.procedure is None:
        return ", ".join(names)
    return ", ".join(label_of(t.procedure, name, t.lang) for name in names)


def _led_to(body: Any, t: Teller) -> str:
    parts = []
    if body.requested:
        asked = _items([item.of for item in body.requested], t)
        parts.append(say("yêu cầu: {what}", "asked for: {what}", t.lang, what=asked))
    if body.brought:
        parts.append(
            say("đã có: {what}", "there now: {what}", t.lang, what=_items(body.brought, t))
        )
    if body.entered:
        parts.append(
            say(
                "chuyển sang {steps}",
                "on to {steps}",
                t.lang,
                steps=", ".join(
                    f"“{words_of(one.label, t.lang) or one.name}”" for one in body.entered
                ),
            )
        )
    if body.end:
        parts.append(
            say(
                "kết thúc: {end}",
                "ended: {end}",
                t.lang,
                end=words_of(body.end_label, t.lang) or body.end,
            )
        )
    if body.accepted and body.clock and body.clock.due:
        parts.append(say("hẹn trả {at}", "due {at}", t.lang, at=t.at(body.clock.due)))
    if body.children:
        parts.append(
            say(
                "mở {n} hồ sơ con",
                "1 child case opened" if len(body.children) == 1 else "{n} child cases opened",
                t.lang,
                n=len(body.children),
            )
        )
    if body.closed:
        parts.append(
            say(
                "rút {n} hồ sơ con",
                "1 child case withdrawn" if len(body.closed) == 1 else "{n} child cases withdrawn",
                t.lang,
                n=len(body.closed),
            )
        )
    if body.records:
        parts.append(
            say(
                "ghi {n} dòng sổ",
                "1 record written" if len(body.records) == 1 else "{n} records written",
                t.lang,
                n=len(body.records),
            )
        )
    return "".join(f"; {part}" for part in parts)


def _issued(body: Any, who: str, t: Teller) -> str:
    label = words_of(body.label, t.lang) or body.letter
    number = say(", số {n}", ", number {n}", t.lang, n=body.number) if body.number else ""
    return say(
        "{who} ban hành: {label}{number}.",
        "{who} issued: {label}{number}.",
        t.lang,
        who=who,
        label=label,
        number=number,
    )


def _paid(body: Any, who: str, t: Teller) -> str:
    facts = {"who": who, "amount": money(abs(body.amount), t.lang), "how": _way(body.how, t)}
    if body.amount < 0:
        voucher = (
            say(", phiếu chi {n}", ", voucher {n}", t.lang, n=body.receipt) if body.receipt else ""
        )
        said = say(
            "{who} trả lại {amount}, {how}{voucher}.",
            "{who} gave back {amount}, {how}{voucher}.",
            t.lang,
            **facts,
            voucher=voucher,
        )
        return f"{said} {body.personal.get('reason', '')}".strip()
    receipt = say(", biên lai {n}", ", receipt {n}", t.lang, n=body.receipt) if body.receipt else ""
    return say(
        "{who} thu {amount}, {how}{receipt}.",
        "{who} took {amount}, {how}{receipt}.",
        t.lang,
        **facts,
        receipt=receipt,
    )


def _delivered(body: Any, who: str, t: Teller) -> str:
    to = body.personal.get("to", "")
    return say(
        "{who} trả kết quả {how}{to}.",
        "{who} delivered the result {how}{to}.",
        t.lang,
        who=who,
        how=_way(body.how, t),
        to=say(" cho {x}", " to {x}", t.lang, x=to) if to else "",
    )


def _way(how: str, t: Teller) -> str:
    return say(*WAYS.get(how, (how, how)), t.lang)


def _extended(body: Any, who: str, t: Teller) -> str:
    old = say(" từ {at}", " from {at}", t.lang, at=t.at(body.old)) if body.old else ""
    reason = body.personal.get("reason", "") or body.reason
    reason = f" {reason}" if reason else ""
    return say(
        "Hẹn dời{old} đến {new}.{reason}",
        "The due moved{old} to {new}.{reason}",
        t.lang,
        old=old,
        new=t.at(body.new),
        reason=reason,
    )


def _transferred(body: Any, who: str, t: Teller) -> str:
    house, reason = t.called(body.house), body.personal.get("reason", "") or body.reason
    if body.why == "end":
        return say(
            "Hồ sơ về lại {house} để trả kết quả.",
            "The case came back to {house}, for its result to be delivered.",
            t.lang,
            house=house,
        )
    if body.why == "at":
        return say(
            "Hồ sơ sang {house} làm bước này.",
            "The case went to {house} for this step.",
            t.lang,
            house=house,
        )
    return say(
        "{who} chuyển hồ sơ sang {house}. {reason}",
        "{who} handed the case to {house}. {reason}",
        t.lang,
        who=who,
        house=house,
        reason=reason,
    ).strip()


def _reversed(body: Any, who: str, t: Teller) -> str:
    if body.by_case:
        return say(
            "Kết quả của một hồ sơ con đã bị hủy; hồ sơ này lại chờ.",
            "The outcome of a child case was reversed; this case waits for it again.",
            t.lang,
        )
    version = (
        say(
            "; hồ sơ theo lại bản từ {day}",
            "; the case follows the version from {day} again",
            t.lang,
            day=full_day(body.version),
        )
        if body.version
        else ""
    )
    due = (
        say(
            "; thời hạn tính lại từ đây, hẹn trả {day}",
            "; the time counts again from here, due {day}",
            t.lang,
            day=full_day(body.clock.due),
        )
        if body.anew and body.clock and body.clock.due
        else ""
    )
    return say(
        "{who} hủy việc thứ {n}{version}{due}: {reason}",
        "{who} reversed event {n}{version}{due}: {reason}",
        t.lang,
        who=who,
        n=body.event,
        version=version,
        due=due,
        reason=body.personal.get("reason", "") or body.reason,
    )


def _noted(body: Any, who: str, t: Teller) -> str:
    text = notes.told(body.personal.get("text", ""), t.lang)
    if body.rating:
        return say(
            "{who} đánh giá việc giải quyết: {n} trên 5.",
            "{who} rated how it was settled: {n} of 5.",
            t.lang,
            who=who,
            n=body.rating,
        )
    if body.read:
        return say(
            "{who} xem: {what}.",
            "{who} looked at: {what}.",
            t.lang,
            who=who,
            what=t.labels(body.read),
        )
    if body.related in t.kept:
        return say(
            "{who} nối với một hồ sơ khác. {text}",
            "{who} related another case. {text}",
            t.lang,
            who=who,
            text=text,
        ).strip()
    if body.related:
        return say(
            "{who} nối với hồ sơ {code}. {text}",
            "{who} related case {code}. {text}",
            t.lang,
            who=who,
            code=body.related,
            text=text,
        ).strip()
    if body.told:
        return say(
            "Nhắc việc: báo cho {roles}. {text}",
            "Reminder: told {roles}. {text}",
            t.lang,
            text=text,
            roles=", ".join(role_label(role, t.lang) for role in body.told),
        ).strip()
    return say("{who} ghi chú: {text}", "{who} noted: {text}", t.lang, who=who, text=text or "…")


def _struck(body: Any, who: str, t: Teller) -> str:
    return say(
        "{who} xóa dữ liệu cá nhân theo {order}: {what}.",
        "{who} struck personal data by {order}: {what}.",
        t.lang,
        who=who,
        order=body.order,
        what=t.labels(body.names),
    )


# --- the house's own ------------------------------------------------------------------------------------------------


def _published(body: Any, who: str, t: Teller) -> str:
    what = say(
        "sổ" if body.what == "register" else "thủ tục",
        "register" if body.what == "register" else "procedure",
        t.lang,
    )
    return say(
        "{who} công bố {what} {slug}, hiệu lực từ {day}.",
        "{who} published {what} {slug}, in force from {day}.",
        t.lang,
        who=who,
        what=what,
        slug=body.slug,
        day=full_day(body.version),
    )


def _appointed(body: Any, who: str, t: Teller) -> str:
    end = say(" đến {day}", " to {day}", t.lang, day=full_day(body.end)) if body.end else ""
    return say(
        "{who} ghi {person} giữ vị trí {post} từ {day}{end}.",
        "{who} appointed {person} to {post} from {day}{end}.",
        t.lang,
        who=who,
        person=t.who(body.person),
        post=words_of(body.title, t.lang) or body.post,
        day=full_day(body.start),
        end=end,
    )


def _delegation_ended(body: Any, who: str, t: Teller) -> str:
    """With its day; of an older log, which named none of its own, that it held at once."""
    if body.ended_from:
        return say(
            "{who} chấm dứt ủy quyền {decision}, hết hiệu lực từ {day}.",
            "{who} ended the delegation {decision}; it no longer holds from {day}.",
            t.lang,
            who=who,
            decision=body.delegation,
            day=full_day(body.ended_from),
        )
    return say(
        "{who} chấm dứt ủy quyền {decision}, hết hiệu lực ngay khi ghi.",
        "{who} ended the delegation {decision}; it no longer held from then on.",
        t.lang,
        who=who,
        decision=body.delegation,
    )


def _delegated(body: Any, who: str, t: Teller) -> str:
    if body.ended:
        return _delegation_ended(body, who, t)
    return say(
        "{who} ghi ủy quyền {decision} cho {to}, từ {start} đến {end}.",
        "{who} recorded the delegation {decision} to {to}, from {start} to {end}.",
        t.lang,
        who=who,
        decision=body.delegation,
        to=t.who(body.to),
        start=full_day(body.start),
        end=full_day(body.end) or "…",
    )


def _proposed(body: Any, who: str, t: Teller) -> str:
    what = [
        *(
            say(
                "ghi {person} vào vị trí {post}",
                "to appoint {person} to {post}",
                t.lang,
                person=t.who(one.person),
                post=words_of(one.title, t.lang) or one.post,
            )
            for one in body.appoints
        ),
        *(
            say(
                "ủy quyền {decision} cho {to}",
                "the delegation {decision} to {to}",
                t.lang,
                decision=one.delegation,
                to=t.who(one.to),
            )
            for one in body.delegates
        ),
        *(
            say("công bố {slug}", "to publish {slug}", t.lang, slug=one.slug)
            for one in body.publishes
        ),
    ]
    return say(
        "{who} đề nghị {what}; chờ người thứ hai duyệt.",
        "{who} proposed {what}; a second person must approve it.",
        t.lang,
        who=who,
        what=", ".join(what),
    )


def _approved(body: Any, who: str, t: Teller) -> str:
    return say(
        "{who} duyệt đề nghị ở việc số {n}.",
        "{who} approved what event {n} proposed.",
        t.lang,
        who=who,
        n=body.proposal,
    )


def _declined(body: Any, who: str, t: Teller) -> str:
    return say(
        "{who} từ chối đề nghị ở việc số {n}.",
        "{who} declined what event {n} proposed.",
        t.lang,
        who=who,
        n=body.proposal,
    )


def _configured(body: Any, who: str, t: Teller) -> str:
    return say(
        "{who} đặt lại hồ sơ đơn vị: {what}.",
        "{who} set the house's profile: {what}.",
        t.lang,
        who=who,
        what=", ".join(list(body.values)[:8]),
    )


def _imported(body: Any, who: str, t: Teller) -> str:
    return say(
        "{who} nhập {n} dòng vào sổ {register}, từ {source}.",
        "{who} imported {n} rows into {register}, from {source}.",
        t.lang,
        who=who,
        n=len(body.records),
        register=body.register,
        source=body.source,
    )


def _looked(body: Any, who: str, t: Teller) -> str:
    kind, _, rest = body.what.partition(":")
    if kind == "book" and (period := PERIOD.fullmatch(rest)):
        name, first, last = period.groups()
        book = (
            say("sổ theo dõi hồ sơ", "the register of cases", t.lang)
            if name == "cases"
            else say("sổ {name}", "the book {name}", t.lang, name=name)
        )
        return say(
            "{who} lập {book}, từ {first} đến {last}.",
            "{who} made {book}, {first} to {last}.",
            t.lang,
            who=who,
            book=book,
            first=full_day(first),
            last=full_day(last),
        )
    return say(
        "{who} xem dữ liệu cá nhân: {what}.",
        "{who} looked at personal data: {what}.",
        t.lang,
        who=who,
        what=body.what,
    )


ACCOUNT_CHANGES = {
    "closed": ("{who} đóng tài khoản {person}.", "{who} closed the account {person}."),
    "opened": ("{who} mở lại tài khoản {person}.", "{who} opened the account {person} again."),
    "second_factor_reset": (
        "{who} đặt lại xác thực hai lớp của {person}.",
        "{who} reset the second factor of {person}.",
    ),
}


def _account_changed(body: Any, who: str, t: Teller) -> str:
    vi, en = ACCOUNT_CHANGES.get(body.change, ("{who}: {person}", "{who}: {person}"))
    return say(vi, en, t.lang, who=who, person=body.person)


def _witnessed(body: Any, who: str, t: Teller) -> str:
    return say(
        "Đầu sổ của đơn vị {house} ở việc số {number} được nhận và chứng giữ.",
        "The head of house {house} at event {number} was received and witnessed.",
        t.lang,
        house=body.head["house"],
        number=body.head["number"],
    )


TELL: dict[str, Callable[[Any, str, Teller], str]] = {
    "opened": _opened,
    "filled": _filled,
    "attached": _attached,
    "assigned": _assigned,
    "acted": _acted,
    "issued": _issued,
    "paid": _paid,
    "delivered": _delivered,
    "extended": _extended,
    "transferred": _transferred,
    "reversed": _reversed,
    "noted": _noted,
    "struck": _struck,
    "published": _published,
    "appointed": _appointed,
    "delegated": _delegated,
    "proposed": _proposed,
    "approved": _approved,
    "declined": _declined,
    "configured": _configured,
    "imported": _imported,
    "looked": _looked,
    "account_changed": _account_changed,
    "witnessed": _witnessed,
}
