"""Complaints: few, long, each heard; nobody who is complained of has a hand in it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dinh.scenes.commune import Commune
from dinh.scenes.lives.kind import Kind
from dinh.scenes.matter import Matter

SLUG = "khieu-nai-lan-dau"
VERIFIERS = (
    ("justice.1", "Vũ Quang Huy, công chức tư pháp"),
    ("justice.2", "Thị Nguyệt, công chức tư pháp"),
    ("office.2", "Ka Thuyên, chuyên viên Văn phòng"),
)
MATTERS = (
    (
        "decision",
        "Chủ tịch UBND xã",
        "Phạt nhầm thửa đất, không phải rẫy của gia đình",
        "Hủy quyết định xử phạt",
    ),
    (
        "decision",
        "UBND xã",
        "Tính sai diện tích khi hỗ trợ giống cà phê tái canh",
        "Tính lại diện tích",
    ),
    ("act", "Công chức địa chính xã", "Hẹn đo ranh rẫy hai lần mà không đến", "Đo lại ranh"),
    (
        "act",
        "Bộ phận một cửa",
        "Trả hồ sơ mà không ghi lý do",
        "Nhận lại hồ sơ, trả lời bằng văn bản",
    ),
    (
        "act",
        "UBND xã",
        "Đường thôn làm lấn vào vườn, chưa báo trước",
        "Bồi thường phần vườn bị lấn",
    ),
)
RULINGS = {
    "right": "Hủy việc đã làm, thực hiện lại theo yêu cầu",
    "partly": "Sửa một phần, giữ nguyên các phần khác",
    "wrong": "Giữ nguyên việc đã làm",
}


def form(commune: Commune, on: date) -> dict[str, Any]:
    chance, who = commune.chance, commune.citizens.adult(ages=(26, 66))
    kind, made_by, content, wish = chance.choice(MATTERS)
    known = on - timedelta(days=chance.randint(4, 40))
    number = (
        {
            "decision_no": f"{chance.randint(10, 90)}/QĐ-UBND, ngày {known - timedelta(days=2):%d/%m/%Y}"
        }
        if kind == "decision"
        else {}
    )
    return {
        "applicant": who.part("ethnicity"),
        "proxy": {"used": False},
        "people": 1,
        "object": kind,
        "made_by": made_by,
        "known_on": known.isoformat(),
        "content": content,
        "wish": wish,
        "documents": {},
        **number,
    }


def registered(commune: Commune, one: Matter) -> None:
    one.by(one.cast.counter, "register")


def verifying(commune: Commune, one: Matter) -> str:
    """Taken up by the chair; gives who verifies."""
    person, title = commune.chance.choice(VERIFIERS)
    registered(commune, one)
    one.waits(commune.some_days(1, 2, 3)).checked().waits(commune.some_days(0, 1)).signed(
        act="take_up", verifier=person, verifier_title=title
    )
    return person


def decided(commune: Commune, one: Matter) -> None:
    """Settled, sent, and made public."""
    verdict = commune.pick({"right": 35, "partly": 30, "wrong": 35})
    one.waits(commune.some_days(1, 2)).signed(
        act="decide", verdict=verdict, ruling=RULINGS[verdict]
    )
    one.by(one.cast.clerk, "sent", 90).signed().delivered(over="09:10", how="post")


def settled(commune: Commune, one: Matter) -> None:
    person = verifying(commune, one)
    one.by(
        person,
        "agrees",
        later=commune.some_days(6, 8, 10),
        report="Đã đối chiếu hồ sơ, gặp người khiếu nại; không còn khác nhau",
    )
    decided(commune, one)


def dialogue(commune: Commune, one: Matter) -> None:
    person = verifying(commune, one)
    one.by(
        person, "differs", later=commune.some_days(6, 8), report="Kết quả xác minh khác với yêu cầu"
    )
    one.waits(commune.some_days(1)).signed(
        act="call", said=commune.in_days("dialogue_at", 3, dialogue_place="Trụ sở UBND xã")
    )
    one.signed(
        act="held",
        later=(3, "10:00"),
        dialogue_result="Hai bên đã nêu hết ý kiến, đã lập biên bản",
        present=["applicant"],
    )
    decided(commune, one)


def longer(commune: Commune, one: Matter) -> None:
    person = verifying(commune, one)
    one.by(
        person, "longer", later=commune.some_days(8, 9), longer_reason="Phải đo lại tám thửa"
    ).signed(act="grant")
    one.by(
        person,
        "agrees",
        later=commune.some_days(8, 10),
        report="Đã đo lại, người khiếu nại đồng ý với kết quả",
    )
    decided(commune, one)


def guided(commune: Commune, one: Matter) -> None:
    registered(commune, one)
    one.checked(
        "guide", guide_reason="Người bị khiếu nại thuộc cơ quan thuế", guide_to="Trưởng Thuế cơ sở"
    ).signed().delivered(30, how="post")


def not_taken_up(commune: Commune, one: Matter) -> None:
    registered(commune, one)
    one.waits(commune.some_days(1)).checked(
        "refuse",
        refusal_reason="Đã có quyết định giải quyết lần hai",
        refusal_basis="Luật Khiếu nại 2011, Điều 11",
    ).signed().delivered(30, how="post")


def discontinued(commune: Commune, one: Matter) -> None:
    person = verifying(commune, one)
    one.by(
        person,
        "propose_stop",
        later=commune.some_days(3, 4),
        stop_reason="Quyết định bị khiếu nại đã được hủy bỏ",
    ).signed().delivered(30, how="post")


OWN = {
    "settled": settled,
    "dialogue": dialogue,
    "longer": longer,
    "guided": guided,
    "not_taken_up": not_taken_up,
    "discontinued": discontinued,
}
KIND = Kind(
    slug=SLUG,
    count=9,
    form=form,
    check=registered,
    texts={},
    online=0,
    own=OWN,
    ways={
        "settled": 35,
        "dialogue": 25,
        "longer": 14,
        "guided": 8,
        "not_taken_up": 8,
        "discontinued": 10,
    },
)
