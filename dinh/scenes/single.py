"""Certificates of marital status of the demo weeks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from dinh.scenes.commune import Commune
from dinh.scenes.matter import Matter
from dinh.scenes.papers import scan

SLUG = "xac-nhan-tinh-trang-hon-nhan"
ELSEWHERE = (
    "Xã Quảng Sơn, tỉnh Lâm Đồng",
    "Xã Đức An, tỉnh Lâm Đồng",
    "Xã Nam Dong, tỉnh Lâm Đồng",
)
USES = (
    "Vay vốn ngân hàng",
    "Mua bán nhà đất",
    "Bổ sung hồ sơ lao động ở nước ngoài",
    "Nhận chuyển nhượng đất rẫy",
)
FEE_GROUNDS = ("none", "none", "none", "poor", "merit")
INQUIRY = "Cơ sở dữ liệu hộ tịch trước năm 2016 chưa đủ"
SPENT = {"divorced": "divorce", "widowed": "death"}


class Singles:
    """Forms of the procedure, filled for invented persons."""

    def __init__(self, commune: Commune) -> None:
        self.commune, self.citizens, self.chance = commune, commune.citizens, commune.chance

    def form(
        self,
        on: date,
        *,
        people: str = "",
        sex: str = "",
        purpose: str = "",
        marital: str = "never",
        residences: int = 0,
        proxy: bool = False,
        agrees: bool = True,
        issued_before: str = "first",
        fee_ground: str = "",
        documents: Any = None,
    ) -> dict[str, Any]:
        holder = self.citizens.adult(
            sex, people, (26, 52) if residences or marital != "never" else (21, 34), agrees=agrees
        )
        fee_ground = fee_ground or self.chance.choice(FEE_GROUNDS)
        data: dict[str, Any] = {
            "applicant": holder.part(),
            "by_proxy": proxy,
            "marital": marital,
            "proved": False,
            "issued_before": issued_before,
            "fee_ground": fee_ground,
            **self.purpose(purpose or self.chance.choice(("marry", "marry", "other")), holder.sex),
        }
        if proxy:
            data["proxy"] = self.citizens.adult("female", holder.ethnicity).part()
        if marital != "never":
            data["partner"] = self.citizens.adult(
                {"male": "female", "female": "male"}[holder.sex], holder.ethnicity
            ).name
        if residences:
            data["residences"] = self.residences(on, residences)
        if issued_before == "lost":
            data["lost_reason"] = "Giấy cũ bị mưa ướt, không còn đọc được"
        data["documents"] = documents if documents is not None else brought(data)
        return data

    def purpose(self, purpose: str, sex: str) -> dict[str, Any]:
        if purpose == "other":
            return {"purpose": "other", "use": self.chance.choice(USES)}
        spouse = self.citizens.adult({"male": "female", "female": "male"}[sex], "", (21, 34))
        place = self.chance.choice(
            (self.commune.within[:1].upper() + self.commune.within[1:], *ELSEWHERE)
        )
        return {
            "purpose": "marry",
            "spouse": spouse.name,
            "spouse_id": spouse.number,
            "marry_at": place,
        }

    def residences(self, on: date, count: int) -> list[dict[str, Any]]:
        start = on - timedelta(days=365 * 9)
        found = []
        for number in range(count):
            end = start + timedelta(days=900 + 40 * number)
            found.append(
                {
                    "commune": ELSEWHERE[number],
                    "address": f"Thôn {number + 2}, {ELSEWHERE[number].lower()[:1]}{ELSEWHERE[number][1:]}",
                    "from": start.isoformat(),
                    "to": end.isoformat(),
                }
            )
            start = end
        return found


def brought(data: dict[str, Any]) -> dict[str, Any]:
    """What the law asks for these answers, all of it."""
    papers: dict[str, Any] = {"identity": "seen"}
    if data["marital"] in SPENT:
        papers[SPENT[data["marital"]]] = (
            scan("quyet-dinh-ly-hon.pdf") if data["marital"] == "divorced" else "seen"
        )
    if data["by_proxy"]:
        papers["authority"] = "seen"
    if data["issued_before"] == "returned":
        papers["old_certificate"] = "seen"
    if data["fee_ground"] != "none":
        papers["exemption"] = "seen"
    return papers


def matters(commune: Commune) -> Iterator[Matter]:
    """Every state a certificate of marital status can be in."""
    singles, hours = Singles(commune), commune.hours

    def single(
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
            singles.form(start.date(), **form),
            channel=channel,
            name=name,
            officer=officer,
            leader=leader,
        )

    yield from _done(single)
    yield from _asked(single)
    yield from _refused(single)
    yield from _open(single)


def granted(matter: Matter, later: tuple[int, str] | None = None) -> Matter:
    """Accepted, checked on the same or a later day, signed and sealed."""
    return matter.accepted().checked(later=later, status=matter.data["marital"]).signed().sealed()


def _done(single: Any) -> Iterator[Matter]:
    yield granted(single(10, "09:15", people="Kinh", purpose="marry"), (1, "08:10")).delivered(
        later=(1, "09:05")
    )
    yield granted(single(9, "14:10", people="M'Nông", purpose="marry"), (2, "08:30")).delivered()
    yield granted(
        single(8, "08:45", marital="divorced", people="Kinh", purpose="other", fee_ground="none"),
        (1, "14:00"),
    ).delivered(later=(1, "10:00"))
    yield granted(
        single(7, "13:50", proxy=True, people="Tày", issued_before="returned", name="by proxy"),
        (1, "09:00"),
    ).delivered()
    yield (
        granted(
            single(6, "10:40", people="Ê Đê", agrees=False, name="number disagrees"), (1, "08:20")
        )
        .noted(
            "civil.1",
            "Số định danh không khớp giới tính: đã cải chính, xem bản chính thẻ căn cước.",
        )
        .delivered()
    )
    one = single(10, "15:05", people="Mạ", marital="widowed", name="certificate settled late")
    yield one.accepted().checked(later=(5, "09:40"), status="widowed").signed().sealed().delivered()
    yield granted(
        single(4, "08:20", people="Kinh", issued_before="lost", name="settled, not delivered"),
        (2, "10:10"),
    )
    yield granted(single(3, "09:35", people="M'Nông", fee_ground="poor"), (1, "15:20"))


def _asked(single: Any) -> Iterator[Matter]:
    """Former residences are asked: both answer, one is silent, one has answered so far."""
    one = single(
        22, "08:30", residences=2, people="Kinh", purpose="marry", fee_ground="poor", name="pledged"
    )
    one.accepted().checked("ask", inquiry_reason=INQUIRY).signed(act="send")
    one.checked(
        "answered",
        later=(3, "15:00"),
        step="inquiry_open/1",
        row={"answer": "unmarried", "answer_ref": "88/UBND-TP"},
    )
    one.checked("call_pledge", over="08:00").by(
        one.citizen,
        "pledge",
        60,
        pledge="Tôi cam đoan trong thời gian ấy không đăng ký kết hôn với ai",
    )
    yield one.checked("accept_pledge", 25, status="never").signed().sealed().delivered()
    one = single(
        9,
        "08:10",
        residences=2,
        people="M'Nông",
        purpose="marry",
        name="all answered",
        officer="civil.1",
    )
    one.accepted().checked("ask", inquiry_reason=INQUIRY).signed(act="send")
    one.checked(
        "answered",
        later=(3, "09:00"),
        step="inquiry_open/2",
        row={"answer": "unmarried", "answer_ref": "41/UBND-TP"},
    )
    one.checked(
        "answered",
        later=(1, "14:30"),
        step="inquiry_open/1",
        row={"answer": "unmarried", "answer_ref": "102/UBND-TP"},
    )
    yield one.checked("settle", 35, status="never").signed().sealed().delivered(later=(1, "08:30"))
    one = single(
        6, "14:15", residences=2, people="Kinh", name="one of two has answered", officer="civil.1"
    )
    one.accepted().checked("ask", inquiry_reason=INQUIRY).signed(act="send")
    yield one.checked(
        "answered",
        later=(3, "10:20"),
        step="inquiry_open/1",
        row={"answer": "unmarried", "answer_ref": "117/UBND-TP"},
    )
    one = single(
        5, "08:05", residences=1, people="Tày", name="answer to be weighed", officer="civil.2"
    )
    one.accepted().checked("ask", inquiry_reason=INQUIRY).signed(act="send")
    yield one.checked(
        "answered", later=(4, "15:10"), row={"answer": "unclear", "answer_ref": "64/UBND-TP"}
    )
    one = single(
        1, "10:30", residences=3, people="Kinh", name="inquiries to be signed", officer="civil.1"
    )
    yield one.accepted().checked("ask", 90, inquiry_reason=INQUIRY)


def _refused(single: Any) -> Iterator[Matter]:
    one = single(8, "10:05", people="Kinh", name="certificate not accepted")
    yield one.by(
        one.cast.counter,
        "reject",
        rejection_reason="Không đăng ký thường trú tại xã",
        rejection_basis="Nghị định 123/2015/NĐ-CP, Điều 21",
        go_instead="Ủy ban nhân dân xã nơi thường trú",
    )
    one = single(
        5, "13:45", marital="married", purpose="marry", people="Kinh", name="certificate rejected"
    )
    yield (
        one.accepted()
        .checked(
            "refuse",
            later=(1, "08:50"),
            refusal_reason="Đang có vợ, chưa ly hôn",
            refusal_basis="Luật Hôn nhân và gia đình 2014, Điều 8",
        )
        .signed()
        .delivered()
    )
    one = single(4, "15:30", people="H'Mông", name="certificate withdrawn")
    yield one.accepted().by(one.cast.counter, "withdraw", 200, reason="Chưa định ngày cưới")
    one = single(
        2,
        "09:10",
        marital="married",
        purpose="other",
        people="M'Nông",
        fee_ground="none",
        name="refusal to be signed",
    )
    yield one.accepted().checked(
        "refuse",
        200,
        refusal_reason="Đã được cấp giấy cho cùng mục đích, còn giá trị",
        refusal_basis="Nghị định 123/2015/NĐ-CP, Điều 22",
    )


def _open(single: Any) -> Iterator[Matter]:
    one = single(
        3,
        "14:25",
        people="Kinh",
        marital="divorced",
        purpose="marry",
        fee_ground="none",
        name="certificate waiting for a supplement",
    )
    yield one.accepted().checked(
        "supplement",
        items=["documents.divorce"],
        missing="Trang cuối của quyết định ly hôn",
        missing_reason="Bản nộp thiếu trang có ngày hiệu lực",
        guidance="Chụp lại đủ các trang, nộp tại quầy hoặc gửi qua bưu chính",
    )
    one = single(5, "09:50", people="Ê Đê", name="late, certificate at signing", leader="leader")
    yield one.accepted().checked(later=(2, "16:10"), status="never")
    one = single(4, "10:15", people="M'Nông", name="extended with apology", officer="civil.2")
    yield one.accepted().by(
        "leader",
        "extend",
        later=(2, "15:00"),
        by="3 working days",
        reason="Hệ thống hộ tịch điện tử bảo trì, chưa tra được",
    )
    one = single(1, "08:40", people="Kinh", name="reassigned", officer="civil.1")
    yield one.accepted().by(
        "leader.2", "reassign", 60, person="civil.2", text="Chị Hà nghỉ phép ngày mai"
    )
    for back, at, people in ((2, "13:35", "Kinh"), (2, "15:45", "M'Nông"), (1, "13:40", "Tày")):
        one = single(back, at, people=people)
        yield one.accepted().checked(minutes=150, status="never")
    one = single(1, "09:05", people="Mạ")
    yield one.accepted().checked(minutes=120, status="never").signed(100)
    yield single(
        1,
        "15:40",
        channel="online",
        purpose="other",
        people="Kinh",
        documents={"identity": scan("can-cuoc.pdf")},
        fee_ground="none",
        name="certificate filed online",
    )
    yield single(0, ago=130, people="Kinh").accepted(8)
    one = single(0, ago=75, people="Ê Đê", documents={}, fee_ground="none").accepted(
        6, documents={"identity": "seen"}
    )
    yield one.by(
        one.cast.counter, "attach", 12, documents={"identity": scan("anh-chup-can-cuoc.png")}
    )
