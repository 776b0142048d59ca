"""Land disputes: read, looked at, a council, sessions, and ten days to change one's mind."""

from __future__ import annotations

from datetime import date
from typing import Any

from dinh.scenes.commune import Commune
from dinh.scenes.lives.kind import Kind
from dinh.scenes.lives.permits import parcel
from dinh.scenes.matter import Matter

SLUG = "hoa-giai-tranh-chap-dat-dai"
BOTH = ["applicant", "respondent"]
MATTERS = (
    ("boundary", "Rẫy cà phê bị cắm cọc lấn khoảng 3 mét, xin giữ hàng rào cũ"),
    ("path", "Lối đi chung vào rẫy bị rào lại, xin mở như trước"),
    ("inheritance", "Anh em chưa thống nhất chia rẫy của cha mẹ để lại"),
    ("boundary", "Trồng cây lấn sang đất bên cạnh, xin đo lại ranh"),
    ("path", "Mương dẫn nước bị lấp, xin khơi lại"),
    ("right", "Đất cho mượn canh tác từ năm 2009, nay xin lại"),
)
SESSION_IN = 3  # open days after the invitation
ELDERS = ("Điểu Grang", "Y Bion", "K' Tám", "Nông Văn Hiển")
TEXTS = {
    "refusal_reason": "Tranh chấp đã được Tòa án thụ lý",
    "refusal_basis": "Luật Đất đai 2024, Điều 235",
}


def form(commune: Commune, on: date) -> dict[str, Any]:
    one = commune.citizens.adult(ages=(30, 68))
    other = commune.citizens.adult(ages=(30, 68))
    nature, claim = commune.chance.choice(MATTERS)
    return {
        "applicant": one.part("ethnicity"),
        "proxy": {"used": False},
        "respondent": other.part("id", "birth_date", "sex", "ethnicity"),
        "land": parcel(commune, one.address),
        "nature": nature,
        "claim": claim,
        "documents": {"papers": "seen"} if commune.chance.random() < 0.5 else {},
    }


def admitted(commune: Commune, one: Matter) -> None:
    one.accepted().waits(commune.some_days(0, 1, 2)).checked("take_up").signed()


def verified(commune: Commune, one: Matter) -> None:
    seen = {
        "attended": "Công chức địa chính; hai bên; Trưởng thôn",
        "found": "Còn hàng rào và cây cũ",
        "concluded": "Ranh giới theo hàng rào cũ",
    }
    one.waits(commune.some_days(3, 4, 5)).checked(
        "verified",
        said=commune.on_the_day(
            "visit", seen, origin="Khai hoang trước năm 1995, sử dụng liên tục"
        ),
    )


def called(commune: Commune, one: Matter) -> None:
    """The council is named, and invites."""
    council = [
        {"name": "K' Brèo", "post": "Phó Chủ tịch UBND xã", "seat": "chair"},
        {"name": "Y Thuyên", "post": "Chủ tịch UBMTTQ xã", "seat": "front"},
        {"name": "Đặng Văn Trường", "post": "Công chức địa chính", "seat": "land"},
        {"name": commune.chance.choice(ELDERS), "post": "Người có uy tín", "seat": "elder"},
    ]
    one.checked("propose_council", later=commune.some_days(1), members=council).signed()
    invited(commune, one)


def invited(commune: Commune, one: Matter) -> None:
    """For the third open day after, in the village."""
    village = commune.village(one.data["land"]["place"])[1]
    place = f"Nhà sinh hoạt cộng đồng {village[:1].lower()}{village[1:]}"
    one.checked(
        "invite",
        later=(1, "08:30"),
        said=commune.in_days("session_at", SESSION_IN, session_place=place),
    ).signed()


def held(commune: Commune, one: Matter, act: str, **found: Any) -> None:
    one.checked(
        act,
        later=(SESSION_IN, "10:30"),
        said=commune.on_the_day(
            "row", {"summary": "Hai bên cùng xem sơ đồ, nêu ý kiến"}, present=BOTH, **found
        ),
    )


def to_the_council(commune: Commune, one: Matter) -> None:
    admitted(commune, one)
    verified(commune, one)
    called(commune, one)


def agreed(commune: Commune, one: Matter) -> None:
    to_the_council(commune, one)
    held(
        commune,
        one,
        "agreed",
        agreement="Giữ ranh giới theo hàng rào cũ, hai bên cùng trồng lại cọc",
        changes_land=False,
    )
    one.signed().delivered(over="08:50", how="post")


def land_changes(commune: Commune, one: Matter) -> None:
    """What they agree on changes the boundary: the land registry is told when ten days are over."""
    to_the_council(commune, one)
    held(commune, one, "agreed", agreement="Bên kia trả lại 2 mét dọc lối đi", changes_land=True)
    one.signed().by(one.cast.leader, "send", over="09:00").delivered(40, how="post")


def failed(commune: Commune, one: Matter) -> None:
    to_the_council(commune, one)
    held(commune, one, "not_agreed", failure="Mỗi bên giữ ý kiến về ranh giới")
    one.signed().delivered(30, how="post")


def adjourned(commune: Commune, one: Matter) -> None:
    to_the_council(commune, one)
    held(commune, one, "adjourned")
    invited(commune, one)
    held(commune, one, "agreed", agreement="Mở lối đi rộng 2,5 mét", changes_land=False)
    one.signed().delivered(over="08:50", how="post")


def absent(commune: Commune, one: Matter) -> None:
    """The other party does not come, twice."""
    to_the_council(commune, one)
    for time in range(2):
        one.checked(
            "absent",
            later=(SESSION_IN, "09:00"),
            said=commune.on_the_day("row", {"who": "respondent"}),
        )
        if time == 0:
            invited(commune, one)
    one.signed().delivered(30, how="post")


def declined(commune: Commune, one: Matter) -> None:
    one.accepted().waits(commune.some_days(1)).checked("decline", **TEXTS).signed().delivered(
        30, how="post"
    )


def withdrawn(commune: Commune, one: Matter) -> None:
    admitted(commune, one)
    one.by(
        one.cast.counter,
        "withdraw",
        later=commune.some_days(1, 2),
        reason="Hai nhà đã tự thỏa thuận với nhau",
    )


OWN = {
    "agreed": agreed,
    "land_changes": land_changes,
    "failed": failed,
    "adjourned": adjourned,
    "absent": absent,
    "declined": declined,
    "withdrawn": withdrawn,
}
KIND = Kind(
    slug=SLUG,
    count=14,
    form=form,
    check=admitted,
    texts={},
    online=0,
    own=OWN,
    ways={
        "agreed": 38,
        "land_changes": 12,
        "failed": 15,
        "adjourned": 15,
        "absent": 8,
        "declined": 6,
        "withdrawn": 6,
    },
)
