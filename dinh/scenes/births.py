"""Birth registrations of the demo weeks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from dinh.scenes.citizens import Citizen, Citizens
from dinh.scenes.commune import Commune
from dinh.scenes.matter import Matter
from dinh.scenes.papers import scan

SLUG = "khai-sinh"
CLINIC = "Trạm y tế {commune}"
HOSPITAL = "Bệnh viện đa khoa, {province}"


class Births:
    """Forms of the procedure, filled for invented families."""

    def __init__(self, commune: Commune) -> None:
        self.commune, self.citizens, self.chance = commune, commune.citizens, commune.chance

    def form(
        self,
        on: date,
        *,
        people: str = "",
        situation: str = "married",
        relation: str = "",
        proof: str = "note",
        children: int = 1,
        age: tuple[int, int] = (4, 45),
        fee_ground: str = "none",
        documents: Any = None,
        **more: Any,
    ) -> dict[str, Any]:
        """A family's form as of a day; age: of the children, in days."""
        father, mother = self.citizens.couple(people)
        wed = situation in ("married", "acknowledged")
        head = father if wed and relation in ("", "father") else mother
        relation = relation or ("father" if wed else "mother")
        if relation == "relative":
            head = self.citizens.adult("female", father.ethnicity, (45, 66))
        data: dict[str, Any] = {
            "applicant": head.part(),
            "relation": relation,
            "situation": situation,
            "proof": proof,
            "mother": family(mother),
            "fee_ground": fee_ground,
            "children": self.children(on, father if wed else mother, children, age),
        }
        if wed:
            data |= {"father": family(father), "marriage": self.marriage(on, situation)}
        data["documents"] = {
            "identity": "seen",
            **(
                documents
                if documents is not None
                else brought(proof, situation, fee_ground, age[0] > 60)
            ),
        }
        return data | more

    def children(
        self, on: date, parent: Citizen, count: int, age: tuple[int, int]
    ) -> list[dict[str, Any]]:
        born = on - timedelta(days=self.chance.randint(*age))
        place = self.chance.choice((CLINIC, HOSPITAL)).format(
            commune=self.commune.within, province=self.commune.province
        )
        found, hour, minute = [], self.chance.randint(0, 23), self.chance.randint(0, 49)
        for number in range(count):
            sex = self.chance.choice(("male", "female"))
            found.append(
                {
                    "name": self.citizens.child(parent, sex),
                    "sex": sex,
                    "born_on": born.isoformat(),
                    "born_at": place,
                    "ethnicity": parent.ethnicity,
                    "home_town": self.commune.within[:1].upper() + self.commune.within[1:],
                    "born_time": f"{hour} giờ {minute + 7 * number:02d} phút",
                }
            )
        return found

    def marriage(self, on: date, situation: str) -> str:
        day = on - timedelta(
            days=5 if situation == "acknowledged" else self.chance.randint(400, 2500)
        )
        return f"{self.commune.place[:1].upper()}{self.commune.place[1:]}, ngày {day:%d/%m/%Y}"

    def foundling(self, on: date) -> dict[str, Any]:
        """Found a day before, cared for by somebody of the village."""
        carer = self.citizens.adult("female", "Kinh", (30, 55))
        day, sex = on - timedelta(days=1), self.chance.choice(("male", "female"))
        child = {
            "name": self.citizens.name("Kinh", sex),
            "sex": sex,
            "born_on": day.isoformat(),
            "born_at": carer.address,
            "home_town": self.commune.within[:1].upper() + self.commune.within[1:],
        }
        return {
            "applicant": carer.part(),
            "relation": "caretaker",
            "situation": "foundling",
            "children": [child],
            "found_on": day.isoformat(),
            "fee_ground": "none",
            "found_at": f"Trước nhà sinh hoạt cộng đồng, {carer.address}",
            "found_marks": "Khoảng 1 ngày tuổi, quấn chăn xanh, không có giấy tờ kèm theo",
            "documents": {
                "identity": "seen",
                "foundling_report": scan("bien-ban-tre-bi-bo-roi.png"),
            },
        }


def family(parent: Citizen) -> dict[str, Any]:
    values = parent.part()
    return {
        name: values[name]
        for name in ("name", "id", "birth_date", "ethnicity", "address")
        if name in values
    }


def brought(proof: str, situation: str, fee_ground: str, after_sixty_days: bool) -> dict[str, Any]:
    """What the law asks for this situation, all of it."""
    papers: dict[str, Any] = {"birth_note" if proof == "note" else proof: "seen"}
    if situation == "acknowledged":
        papers["acknowledgement"] = "seen"
    if fee_ground != "none" and after_sixty_days:
        papers["exemption"] = "seen"
    return papers


def numbered(citizens: Citizens, chance: Random, form: dict[str, Any]) -> dict[str, Any]:
    """The children's personal numbers, as the population data base would give them."""
    rows = {
        str(row): {"pin": citizens.number(child["sex"], date.fromisoformat(child["born_on"]))}
        for row, child in enumerate(form["children"], 1)
    }
    return {"rows": rows}


def matters(commune: Commune) -> Iterator[Matter]:
    """Every state a birth registration can be in."""
    births, hours = Births(commune), commune.hours

    def birth(
        back: int,
        at: str = "",
        *,
        ago: int = 0,
        channel: str = "counter",
        name: str = "",
        officer: str = "",
        leader: str = "",
        counter: str = "",
        **form: Any,
    ) -> Matter:
        start = hours.ago(ago) if ago else hours.day(back, at)
        return commune.matter(
            SLUG,
            start,
            births.form(start.date(), **form),
            channel=channel,
            name=name,
            officer=officer,
            leader=leader,
            counter=counter,
        )

    def pins(matter: Matter) -> dict[str, Any]:
        return numbered(commune.citizens, commune.chance, matter.data)

    def granted(matter: Matter) -> Matter:
        return matter.accepted().checked(**pins(matter)).signed().sealed()

    yield from _done(birth, granted)
    yield from _online(birth, granted, pins)
    yield from _refused(birth, pins)
    yield from _foundlings(commune, births, pins)
    yield from _waiting(birth, pins)
    yield from _today(birth, granted, pins)


def _done(birth: Any, granted: Any) -> Iterator[Matter]:
    """Settled and delivered in these weeks."""
    yield granted(birth(10, "08:05")).delivered()
    yield granted(
        birth(9, "09:12", people="M'Nông", situation="mother_only", proof="witness")
    ).delivered()
    yield (
        granted(birth(8, "07:50", people="Ê Đê", children=2, relation="relative", name="twins"))
        .noted("counter.1", "Sinh đôi: hai giấy khai sinh, giao cùng lúc.")
        .delivered()
    )
    yield granted(birth(7, "10:03", people="Mạ")).delivered(later=(1, "08:20"))
    yield granted(birth(6, "15:20", people="H'Mông", situation="acknowledged")).delivered()
    yield granted(
        birth(
            5,
            "08:31",
            people="M'Nông",
            situation="mother_only",
            proof="pledge",
            age=(900, 2200),
            fee_ground="poor",
            name="late birth, exempt",
        )
    ).delivered()
    yield (
        granted(birth(4, "14:02", age=(61, 300), name="late birth"))
        .noted("counter.2", "Lệ phí đăng ký quá hạn: chờ Nghị quyết của Hội đồng nhân dân tỉnh.")
        .delivered()
    )
    yield granted(birth(3, "09:40", people="Tày")).delivered()


def _online(birth: Any, granted: Any, pins: Any) -> Iterator[Matter]:
    """Filed on the portal: a draft is looked at before it is signed."""
    files = {"birth_note": [scan("giay-chung-sinh.pdf")], "identity": scan("can-cuoc.pdf")}
    one = birth(6, "07:42", channel="online", documents=files, name="online, confirmed")
    yield (
        one.accepted()
        .checked("send_draft", **pins(one))
        .by("applicant", "confirm", 25)
        .signed()
        .sealed()
        .delivered(how="online")
    )
    one = birth(4, "13:35", channel="online", documents=files, name="online, silent")
    yield one.accepted().checked("send_draft", **pins(one)).signed(later=(2, "08:15")).sealed()
    one = birth(0, ago=140, channel="online", documents=files, name="online, looking at the draft")
    yield one.accepted(30).checked("send_draft", 40, **pins(one))
    yield birth(
        0,
        ago=55,
        channel="online",
        documents={**files, "birth_note": [scan("anh-chup-giay-chung-sinh.png")]},
        name="online, just filed",
    )


def _refused(birth: Any, pins: Any) -> Iterator[Matter]:
    """Not accepted, refused, withdrawn, reversed, returned."""
    why = {
        "items": ["documents.birth_note"],
        "missing": "Giấy chứng sinh",
        "missing_reason": "Chưa có giấy tờ chứng minh việc sinh",
        "guidance": "Xin tại trạm y tế nơi sinh, hoặc nhờ người làm chứng viết xác nhận",
    }
    one = birth(
        25, "08:20", situation="mother_only", people="M'Nông", documents={}, name="never supplied"
    )
    yield one.by(one.cast.counter, "supplement", **why)
    one = birth(7, "08:35", situation="mother_only", name="not accepted")
    yield one.by(
        one.cast.counter,
        "reject",
        rejection_reason="Trẻ đã được đăng ký khai sinh ở xã khác",
        rejection_basis="Luật Hộ tịch 2014, Điều 13",
        go_instead="Ủy ban nhân dân xã nơi đã đăng ký, để xin bản sao trích lục",
    )
    one = birth(5, "10:20", relation="father", name="rejected")
    yield (
        one.accepted()
        .checked(
            "refuse",
            refusal_reason="Trẻ đã có giấy khai sinh đăng ký tại xã này",
            refusal_basis="Luật Hộ tịch 2014, Điều 16",
        )
        .signed()
        .delivered()
    )
    one = birth(3, "08:10", name="withdrawn")
    yield one.accepted().by(
        one.cast.counter, "withdraw", 35, reason="Gia đình muốn bàn lại tên của trẻ"
    )
    one = birth(6, "09:30", people="M'Nông", leader="leader", officer="civil.1", name="reversed")
    one.accepted().checked(
        "refuse",
        refusal_reason="Trẻ đã có giấy khai sinh",
        refusal_basis="Luật Hộ tịch 2014, Điều 16",
    ).signed()
    one.by(
        "leader",
        "reverse",
        later=(1, "09:05"),
        reason="Trùng tên: giấy khai sinh đã có là của trẻ khác",
    ).by("leader", "back", 5, reason="Thẩm tra lại theo giấy tờ mới")
    yield (
        one.by("civil.2", "propose", 30, **pins(one))
        .signed(by="leader.2")
        .sealed()
        .delivered(later=(1, "08:40"))
    )


def _foundlings(commune: Commune, births: Births, pins: Any) -> Iterator[Matter]:
    def foundling(back: int, at: str, name: str) -> Matter:
        start = commune.hours.day(back, at)
        one = commune.matter(
            SLUG, start, births.foundling(start.date()), name=name, officer="civil.2"
        )
        return one.accepted().checked("post").by("leader", "sign_post")

    one = foundling(16, "08:40", "foundling, posted and registered")
    yield (
        one.checked("propose_found", over="08:30", **pins(one))
        .signed(by="leader")
        .sealed()
        .delivered()
    )
    yield foundling(2, "09:05", "foundling, posting").noted(
        "civil.2", "Đã dán thông báo tại trụ sở và gửi loa thôn."
    )


def _waiting(birth: Any, pins: Any) -> Iterator[Matter]:
    """Standing still for somebody, or late."""
    why = {
        "items": ["documents.birth_note"],
        "missing": "Giấy chứng sinh rõ chữ",
        "missing_reason": "Bản đã nộp bị nhòe, không đọc được giờ và nơi sinh",
        "guidance": "Xin cơ sở y tế nơi sinh cấp lại, mang đến quầy",
    }
    one = birth(2, "08:50", situation="mother_only", name="waiting for a supplement")
    yield one.accepted().checked("supplement", **why)
    one = birth(
        1,
        "09:20",
        people="Ê Đê",
        situation="mother_only",
        documents={},
        name="waiting before acceptance",
    )
    yield one.by(
        one.cast.counter,
        "supplement",
        items=["documents.birth_note"],
        missing="Giấy chứng sinh",
        missing_reason="Chưa mang theo",
        guidance="Mang giấy chứng sinh của trạm y tế đến quầy",
    )
    one = birth(4, "08:25", name="supplied")
    one.accepted().checked(
        "supplement",
        items=["marriage"],
        missing="Số đăng ký kết hôn của cha mẹ",
        missing_reason="Cơ sở dữ liệu có hai người trùng tên",
        guidance="Xem trên giấy chứng nhận kết hôn rồi báo cho quầy",
    )
    one.by(one.citizen, "complete", later=(1, "10:10"), marriage=f"{one.data['marriage']}, số 21")
    yield one.checked(minutes=30, **pins(one)).signed().sealed().delivered()
    one = birth(
        1, "08:15", name="marriage asked elsewhere", marriage="Xã Đức An, tỉnh Lâm Đồng, năm 2020"
    )
    yield (
        one.accepted()
        .checked(
            "verify",
            verify_reason="Cơ sở dữ liệu hộ tịch chưa có việc kết hôn này",
            asked_agency="Ủy ban nhân dân xã Đức An",
        )
        .signed(act="send")
    )
    one = birth(2, "14:20", name="late, being checked", officer="civil.1")
    yield one.accepted().noted("civil.1", "Cơ sở dữ liệu dân cư không truy cập được từ 15 giờ.", 60)
    one = birth(3, "13:40", name="late, at signing", people="M'Nông")
    yield one.accepted().checked(later=(1, "14:00"), **pins(one))
    one = birth(8, "09:05", name="settled late")
    one.accepted().by(
        "leader",
        "extend",
        200,
        by="1 working day",
        reason="Mất kết nối với cơ sở dữ liệu dân cư cả ngày",
    )
    yield one.checked(later=(2, "10:00"), **pins(one)).signed().sealed().delivered()


def _today(birth: Any, granted: Any, pins: Any) -> Iterator[Matter]:
    """Of the last hours: at every desk something waits."""
    yield granted(birth(0, ago=200, people="Kinh")).delivered(8)
    yield granted(birth(0, ago=170, people="M'Nông"))
    one = birth(0, ago=110, people="Mạ", situation="mother_only")
    yield one.accepted(5).checked(minutes=25, **pins(one)).signed(20)
    for ago, people in ((115, "Kinh"), (100, "M'Nông"), (92, "Ê Đê")):
        one = birth(0, ago=ago, people=people)
        yield one.accepted(6).checked(minutes=30, **pins(one))
    yield birth(0, ago=48, people="Kinh").accepted(7)
    yield (
        birth(0, ago=30, people="M'Nông", officer="civil.1")
        .accepted(5)
        .by("leader", "reassign", 10, person="civil.2", text="Chị Hà đang họp")
    )
    yield birth(0, ago=4, people="Tày", name="just opened")
