"""Denunciations: very few; the office takes them in, the accused has no hand in them, and nobody else learns who accuses."""

from __future__ import annotations

from datetime import date
from typing import Any

from dinh.scenes.commune import Commune
from dinh.scenes.lives.kind import Kind
from dinh.scenes.matter import Matter

SLUG = "to-cao"
ACCUSED = (
    (
        "Bùi Thị Thảo",
        "Công chức địa chính xã",
        "land.2",
        "Hẹn đo đất nhiều lần rồi đòi tiền bồi dưỡng",
        "Tôi ở gần nhà, thấy hai lần nhận phong bì",
    ),
    (
        "Phan Minh Đức",
        "Công chức xây dựng xã",
        "construction.1",
        "Bỏ qua nhà xây sai phép của người quen",
        "Nhà tôi sát bên, bị lấn lối đi",
    ),
    (
        "Lò Văn Tấn",
        "Tổ trưởng tổ thi công đường thôn",
        "",
        "Bớt xi măng khi làm đường bê tông của thôn",
        "Tôi làm công ở đó nên biết",
    ),
    (
        "Hà Văn Sử",
        "Trưởng ban quản lý nước sạch thôn",
        "",
        "Thu tiền nước không có biên lai",
        "Tôi nộp tiền mà không có giấy",
    ),
)
TEAM = {
    "verifier": "justice.1",
    "verifier_title": "Vũ Quang Huy, công chức tư pháp",
    "team": "Thị Nguyệt, công chức tư pháp",
}
CONCLUSIONS = {
    "right": "Hành vi bị tố cáo là có",
    "partly": "Một phần nội dung là có",
    "wrong": "Không có hành vi như tố cáo",
}


def form(commune: Commune, on: date) -> dict[str, Any]:
    chance, who = commune.chance, commune.citizens.adult(ages=(24, 64))
    name, post, officer, matter, content = chance.choice(ACCUSED)
    protection = chance.random() < 0.4
    return {
        "received": chance.choice(("person", "letter")),
        "identity": "named",
        "accuser": who.part("sex", "ethnicity"),
        "people": 1,
        "content": content,
        "matter": matter,
        "accused_name": name,
        "accused_post": post,
        "documents": {},
        "protection": protection,
        **({"accused_officer": officer} if officer else {}),
        **({"protection_why": "Lo bị trả thù"} if protection else {}),
    }


def registered(commune: Commune, one: Matter) -> None:
    one.by(one.cast.officer, "register", 25)


def anonymous(commune: Commune, one: Matter, clues: bool) -> None:
    """No name, no address: it is another form, and another way."""
    kept = {
        key: one.data[key]
        for key in (
            "content",
            "matter",
            "accused_name",
            "accused_post",
            "accused_officer",
            "documents",
        )
        if key in one.data
    }
    one.data = {**kept, "received": "letter", "identity": "anonymous", "clues": clues}
    one.by(one.cast.officer, "register_anonymous", 20)


def underway(commune: Commune, one: Matter) -> None:
    """Taken up; who is to be told is told, protection is decided."""
    registered(commune, one)
    one.waits(commune.some_days(1, 2, 3)).checked(
        conditions="Thuộc thẩm quyền quản lý của Chủ tịch xã, đủ thông tin để xác minh"
    ).waits(commune.some_days(0, 1)).signed(act="take_up", **TEAM)
    if one.data.get("protection"):
        one.by(
            one.cast.leader,
            "grant",
            60,
            step="protecting",
            protection_measures="Công an xã nắm tình hình quanh nhà đến khi có kết luận",
        )
    one.by(one.cast.officer, "sent", 120)


def concluded(commune: Commune, one: Matter) -> None:
    """Reported, concluded, acted on, sent, made public at a meeting."""
    verdict = commune.pick({"right": 30, "partly": 30, "wrong": 40})
    one.by(
        TEAM["verifier"],
        "report",
        later=commune.some_days(9, 11, 13),
        explanation="Đã giải trình bằng văn bản",
        report="Đã làm việc với những người có liên quan, đối chiếu hồ sơ",
    )
    one.waits(commune.some_days(1, 2)).signed(
        act="conclude",
        verdict=verdict,
        conclusion=CONCLUSIONS[verdict],
        proposed="Rút kinh nghiệm trong đơn vị",
    )
    one.by(one.cast.officer, "sent", 90)
    one.by(
        one.cast.leader,
        "restore" if verdict == "wrong" else "handle",
        later=commune.some_days(1),
        **(
            {"restored": "Thông báo tại cuộc họp cơ quan"}
            if verdict == "wrong"
            else {"measures": "Kiểm điểm, khiển trách"}
        ),
    )
    one.by(one.cast.leader, "announced_already", 30, announced="Tại cuộc họp cơ quan")


def settled(commune: Commune, one: Matter) -> None:
    underway(commune, one)
    concluded(commune, one)


def longer(commune: Commune, one: Matter) -> None:
    underway(commune, one)
    one.by(
        TEAM["verifier"],
        "longer",
        later=commune.some_days(12, 14),
        longer_reason="Phải hỏi mười hai hộ, có hộ đi làm xa",
    ).signed(act="grant", row={"ground": "Vụ việc phức tạp"})
    concluded(commune, one)


def dropped(commune: Commune, one: Matter) -> None:
    underway(commune, one)
    one.by(
        one.cast.officer,
        "withdrawn",
        later=commune.some_days(4, 6),
        withdrawn_note="Rút toàn bộ bằng văn bản",
    ).signed(act="stop", stop_reason="Người tố cáo rút toàn bộ, chưa thấy dấu hiệu vi phạm")


def handed_on(commune: Commune, one: Matter) -> None:
    registered(commune, one)
    one.waits(commune.some_days(1, 2)).checked(
        "transfer",
        transfer_to="Chủ tịch Ủy ban nhân dân tỉnh",
        transfer_reason="Người bị tố cáo do tỉnh quản lý",
    ).signed()


def not_taken_up(commune: Commune, one: Matter) -> None:
    registered(commune, one)
    one.waits(commune.some_days(2, 3)).checked(
        "refuse",
        refusal_reason="Đã được giải quyết, không có tình tiết mới",
        refusal_basis="Luật Tố cáo 2018, Điều 29",
    ).signed()


def inspected(commune: Commune, one: Matter) -> None:
    anonymous(commune, one, clues=True)
    one.waits(commune.some_days(1)).checked(
        "inspect",
        said=lambda case, told, at: {
            "inspect_by": "Phòng Kinh tế xã",
            "inspect_until": commune.hours.days_after(at, 10, "17:00").date().isoformat(),
        },
    ).signed()


def shelved(commune: Commune, one: Matter) -> None:
    anonymous(commune, one, clues=False)
    one.waits(commune.some_days(1)).checked("shelve").signed(act="agree")


OWN = {
    "settled": settled,
    "longer": longer,
    "dropped": dropped,
    "handed_on": handed_on,
    "not_taken_up": not_taken_up,
    "inspected": inspected,
    "shelved": shelved,
}
KIND = Kind(
    slug=SLUG,
    count=9,
    rare=("longer", "settled", "dropped", "inspected", "not_taken_up", "shelved", "handed_on"),
    form=form,
    check=registered,
    texts={},
    online=0,
    channel="house",
    signer="leader",
    own=OWN,
    ways={
        "settled": 40,
        "longer": 16,
        "dropped": 12,
        "handed_on": 10,
        "not_taken_up": 8,
        "inspected": 7,
        "shelved": 7,
    },
)
