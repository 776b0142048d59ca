"""Certified copies of the demo weeks: the counter's daily bread."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from dinh.engine.record.case import Case
from dinh.scenes.citizens import Citizen
from dinh.scenes.commune import Commune
from dinh.scenes.matter import Matter, Told
from dinh.scenes.papers import scan

SLUG = "chung-thuc-ban-sao"
PAPERS = (
    ("Căn cước", "Bộ Công an", 2),
    ("Giấy khai sinh", "", 1),
    ("Bằng tốt nghiệp trung học phổ thông", "Sở Giáo dục và Đào tạo", 1),
    ("Sổ đỏ", "Văn phòng đăng ký đất đai", 4),
    ("Học bạ", "Trường trung học phổ thông", 28),
    ("Giấy phép lái xe", "Sở Xây dựng", 2),
    ("Quyết định nghỉ hưu", "Bảo hiểm xã hội", 2),
    ("Hợp đồng mua bán cà phê", "", 12),
    ("Giấy chứng nhận đăng ký kết hôn", "", 1),
    ("Chứng chỉ tiếng Hàn", "", 1),
    ("Bảng điểm đại học", "Trường đại học", 3),
)
BIG = {"name": "Hồ sơ dự thầu đường nội đồng", "issuer": "", "pages": 260, "copies": 3}
LONGER = "Nhiều trang, phải đối chiếu từng trang"


class Copies:
    """Forms of the procedure, filled for invented persons."""

    def __init__(self, commune: Commune) -> None:
        self.citizens, self.chance = commune.citizens, commune.chance

    def form(
        self,
        *,
        people: str = "",
        papers: int = 1,
        big: bool = False,
        documents: Any = None,
        applicant: Citizen | None = None,
    ) -> dict[str, Any]:
        chosen = self.chance.sample(PAPERS, papers)
        rows = [
            {"name": name, "issuer": issuer, "pages": pages, "copies": self.chance.randint(1, 5)}
            for name, issuer, pages in chosen
        ]
        brought = documents if documents is not None else {"originals": "seen", "copies": "seen"}
        return {
            "applicant": (applicant or self.citizens.adult("", people, (18, 64))).part(),
            "papers": [*rows, *([BIG] if big else [])],
            "documents": brought,
        }


def matters(commune: Commune) -> Iterator[Matter]:
    """Every state of certified copies."""
    copies, hours = Copies(commune), commune.hours

    def copy(
        back: int,
        at: str = "",
        *,
        ago: int = 0,
        channel: str = "counter",
        name: str = "",
        officer: str = "",
        leader: str = "",
        **form: Any,
    ) -> Matter:
        start = hours.ago(ago) if ago else hours.day(back, at)
        return commune.matter(
            SLUG,
            start,
            copies.form(**form),
            channel=channel,
            name=name,
            officer=officer,
            leader=leader,
        )

    yield from _done(copy)
    yield from _by_delegation(copy)
    yield from _longer(commune, copy)
    yield from _refused(copy)
    yield from _today(copy)


def certified(matter: Matter, by: str = "") -> Matter:
    return matter.accepted().checked(minutes=20).signed(15, by=by).sealed(5)


def _done(copy: Any) -> Iterator[Matter]:
    for back, at, people, how in (
        (10, "07:40", "Kinh", "cash"),
        (9, "15:25", "M'Nông", "cash"),
        (8, "13:40", "Ê Đê", "transfer"),
        (4, "08:55", "Mạ", "cash"),
        (3, "10:10", "Kinh", "transfer"),
        (1, "07:45", "Tày", "cash"),
    ):
        yield certified(copy(back, at, people=people, papers=1 + back % 2)).paid(how).delivered(5)
    one = copy(8, "15:40", people="Kinh", papers=3, name="accepted after 15:00")
    yield one.accepted().paid().checked(later=(1, "07:50")).signed(20).sealed(8).delivered(15)
    one = copy(6, "09:25", people="Kinh", name="copies settled late")
    yield (
        one.accepted()
        .paid()
        .checked(later=(1, "09:00"))
        .signed(40)
        .sealed(10)
        .delivered(later=(1, "08:15"))
    )


def _by_delegation(copy: Any) -> Iterator[Matter]:
    """Signed TUQ. by the head of the office, while the chair is away and since he need not be."""
    yield (
        certified(copy(7, "09:05", people="M'Nông", name="signed by delegation"), by="office.1")
        .paid()
        .delivered(5)
    )
    yield (
        certified(copy(6, "14:30", people="Kinh", papers=2), by="office.1")
        .paid("transfer")
        .delivered(8)
    )
    yield certified(copy(2, "08:35", people="Tày"), by="office.1").paid().delivered(6)
    one = copy(4, "14:40", people="M'Nông", name="copies of a birth certificate")
    yield certified(one).by(one.cast.counter, "relate", 3, said=_birth_before).paid().delivered(5)


def _birth_before(case: Case, told: Told, at: datetime) -> dict[str, Any] | None:
    """The birth that was registered just before, where births were in force then."""
    code = told.codes.get("late birth")
    return {"case": code, "text": "Bản sao của giấy khai sinh vừa cấp"} if code else None


def _longer(commune: Commune, copy: Any) -> Iterator[Matter]:
    one = copy(5, "08:15", people="Kinh", papers=2, big=True, name="many pages")
    yield (
        one.accepted()
        .checked("longer", 30, longer_reason=LONGER)
        .checked(later=(2, "09:30"))
        .signed(60)
        .sealed(10)
        .paid("transfer")
        .delivered(20)
    )
    one = copy(2, "10:25", people="Kinh", big=True, name="a later day agreed")
    until = commune.hours.today + timedelta(days=8)
    yield one.accepted().checked(
        "agree_longer",
        25,
        longer_reason="260 trang, ba bản; máy sao đang sửa",
        agreed_until=until.isoformat(),
    )


def _refused(copy: Any) -> Iterator[Matter]:
    one = copy(7, "08:20", people="Kinh", documents={}, name="copies not accepted")
    yield one.by(
        one.cast.counter,
        "reject",
        rejection_reason="Chưa có bản chính để đối chiếu",
        rejection_basis="Nghị định 23/2015/NĐ-CP, Điều 20",
    )
    one = copy(5, "10:45", people="M'Nông", name="copies rejected")
    one.accepted().paid().checked(
        "refuse",
        refusal_reason="Bản chính bị sửa ngày cấp",
        refusal_basis="Nghị định 23/2015/NĐ-CP, Điều 22",
    ).signed()
    yield one.given_back("Không chứng thực được nên không thu phí").delivered()
    one = copy(
        3,
        "14:35",
        channel="online",
        people="Kinh",
        documents={"copies": [scan("bang-tot-nghiep.pdf")]},
        name="online, original to be shown",
    )
    yield one.by(
        one.cast.counter,
        "supplement",
        items=["documents.originals"],
        missing="Bản chính",
        missing_reason="Phải đối chiếu với bản chính",
        guidance="Mang bản chính đến Trung tâm trong giờ làm việc",
    )


def _today(copy: Any) -> Iterator[Matter]:
    """Of the last hours: paid and delivered, to be delivered, to be sealed, signed, compared, accepted."""
    for ago in (185, 150):
        yield (
            certified(copy(0, ago=ago, papers=2))
            .paid("transfer" if ago == 150 else "cash")
            .delivered(4)
        )
    yield certified(copy(0, ago=118, people="M'Nông")).paid()
    one = copy(0, ago=104, people="Kinh").accepted(4).checked(minutes=20)
    yield one.signed(25).paid()
    for ago, people in ((96, "Ê Đê"), (84, "Kinh"), (62, "M'Nông")):
        one = copy(
            0,
            ago=ago,
            people=people,
            papers=1 + ago % 2,
            name="to be signed, files kept" if ago == 84 else "",
        )
        one.accepted(4).checked(minutes=25)
        if one.name:
            one.by(
                one.cast.officer,
                "attach",
                3,
                documents={"copies": [scan("bang-tot-nghiep.pdf")] * len(one.data["papers"])},
            )
        yield one
    for ago, people in ((40, "Kinh"), (24, "Mạ")):
        yield copy(0, ago=ago, people=people).accepted(5)
    yield copy(
        0,
        ago=33,
        channel="online",
        people="Kinh",
        documents={"copies": [scan("anh-chup-bang-lai.png")]},
        name="copies filed online",
    )
    yield copy(0, ago=2, people="H'Mông", papers=2)
