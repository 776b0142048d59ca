"""Builders for tests: a commune made through the door, with defaults that hold; a test says only what it is about.

    case = world.case("khai-sinh").accepted("2026-11-27")
    assert case.due == local("2026-11-27T17:00")

A bare day is its morning at 09:00. What is not said to be at a time comes ten minutes after what came before.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, Self

from django.conf import settings
from msgspec.structs import replace

from dinh import folder, scenes
from dinh.access import finders
from dinh.calendar import default_profile
from dinh.engine.record.case import Case
from dinh.engine.schedule.calendar import local
from dinh.procedures.checking import Checked
from dinh.store.writer import open_books
from dinh.workflow import cases, publishing
from tests.made_once import made_once

UNIT = "24730"
BEGIN = "2026-07-01T07:30"
PLACE = "xã Trường Xuân, tỉnh Lâm Đồng"
A_WHILE = timedelta(minutes=10)

FATHER = {
    "name": "Điểu Xuân",
    "id": "067091999512",
    "birth_date": "1991-03-14",
    "sex": "male",
    "ethnicity": "M'Nông",
    "address": f"Bon Bu Bơ, {PLACE}",
}
MOTHER = {
    "name": "Thị Mai",
    "birth_date": "1994-05-20",
    "ethnicity": "M'Nông",
    "address": f"Bon Bu Bơ, {PLACE}",
}
CHILD = {
    "name": "Điểu Minh",
    "sex": "male",
    "born_on": "2026-06-20",
    "born_at": f"Trạm y tế {PLACE}",
    "home_town": PLACE,
    "ethnicity": "M'Nông",
}

# What each procedure asks, filled for invented persons: complete, with every document that is required.
FORMS: dict[str, dict[str, Any]] = {
    "khai-sinh": {
        "applicant": FATHER, "relation": "father", "situation": "married", "proof": "note", "children": [CHILD], "mother": MOTHER, "father": FATHER,
        "marriage": "Xã Trường Xuân, ngày 12/02/2024", "fee_ground": "none", "documents": {"birth_note": "seen", "identity": "seen"},
    },
    "xac-nhan-tinh-trang-hon-nhan": {
        "applicant": FATHER, "by_proxy": False, "purpose": "marry", "spouse": "Thị Mai", "marry_at": "Xã Đức An, tỉnh Lâm Đồng", "marital": "never",
        "proved": False, "issued_before": "first", "fee_ground": "none", "documents": {"identity": "seen"},
    },
    "chung-thuc-ban-sao": {
        "applicant": FATHER, "papers": [{"name": "Bằng tốt nghiệp", "pages": 3, "copies": 2}], "documents": {"originals": "seen", "copies": "seen"},
    },
    "khai-tu": {
        "applicant": FATHER, "relation": "child", "deceased": {"name": "Điểu Krơi", "birth_date": "1950-01-01", "sex": "male", "ethnicity": "M'Nông"},
        "competence": "residence", "last_residence": f"Bon Bu Bơ, {PLACE}", "situation": "home_here", "date_known": "day", "died_on": "2026-06-25",
        "died_at": f"Bon Bu Bơ, {PLACE}", "copies": [{"use": "Ngân hàng"}], "fee_ground": "none", "documents": {"identity": "seen"},
    },
    "ket-hon": {
        "groom": {key: value for key, value in FATHER.items() if key != "sex"}, "groom_side": {"status": "never", "times": 1, "proof": "lookup"},
        "bride": {"name": "Thị Mai", "birth_date": "1994-05-20", "ethnicity": "M'Nông", "address": "Xã Đức An, tỉnh Lâm Đồng"},
        "bride_side": {"status": "never", "times": 1, "proof": "lookup"}, "lives_here": "groom", "kin": "none", "willing": True, "documents": {"identity": "seen"},
    },
    "tro-cap-xa-hoi-hang-thang": {
        "applicant": {"name": "Điểu Bích", "id": "067186999417", "birth_date": "1986-04-17", "sex": "female", "ethnicity": "M'Nông", "address": f"Bon Bu Bơ, {PLACE}"},
        "village": "B01", "by_proxy": False, "request": "grant", "benefit": "allowance", "grounds": [{"ground": "severe", "paper": "12/2026"}],
        "payee": {"way": "cash"}, "documents": {"identity": "seen", "disability": "seen"},
    },
    "tro-cap-mai-tang": {
        "applicant": FATHER, "by_organisation": False, "relation": "Con", "deceased": {"name": "Điểu Krơi", "birth_date": "1950-01-01", "sex": "male", "address": f"Bon Bu Bơ, {PLACE}"},
        "village": "B01", "died_on": "2026-06-25", "group": "child", "other_support": False, "registered_here": False, "payee": {"way": "cash"},
        "documents": {"identity": "seen", "death_extract": "seen"},
    },
}  # fmt: skip
CHECKED_BY = {
    "khai-sinh": "civil.1",
    "xac-nhan-tinh-trang-hon-nhan": "civil.1",
    "chung-thuc-ban-sao": "justice.1",
    "khai-tu": "civil.1",
    "ket-hon": "civil.1",
    "tro-cap-mai-tang": "social.1",
}
CHECKED_WITH = {
    "xac-nhan-tinh-trang-hon-nhan": {"status": "never"},
    "khai-tu": {"home_check": "Trưởng bon Bu Bơ xác nhận"},
}


def instant(at: str | datetime) -> datetime:
    """`2026-11-27` is that day at 09:00."""
    if isinstance(at, datetime):
        return at
    return local(at if "T" in at else f"{at}T09:00")


@cache
def own_files() -> Checked:
    """The program's own procedures and registers, checked whole: once for all tests of a run."""
    return made_once("own-files", lambda: publishing.check(publishing.own_files()))


IN_HOUSES = frozenset(
    {
        *FORMS,
        "dang-ky-ho-kinh-doanh",
        "giay-phep-xay-dung",
        "hoa-giai-tranh-chap-dat-dai",
        "khai-thac-go",
        "khieu-nai-lan-dau",
        "tro-cap-xa-hoi-hang-thang",
        "to-cao",
        "thiet-hai-thien-tai",
        "ra-soat-ho-ngheo",
        "ra-soat-ho-ngheo-thon",
        "dang-ky-tam-tru",
    }
)
"""The procedures in force in a test's house: those that tests tell cases of, and one that is only told. The whole catalogue would cost each test a tenth
of a second; `tests/test_catalogue.py` puts it in force, once."""


def in_houses(checked: Checked) -> Checked:
    return replace(
        checked, packages=[one for one in checked.packages if one.procedure.slug in IN_HOUSES]
    )


class World:
    """A rehearsal house with the demo's people and villages, and no case yet."""

    def __init__(self, house: str = UNIT, begin: str = BEGIN) -> None:
        self.house, self.begin = house, local(begin)
        open_books(house, house, "Xã Trường Xuân")
        if folder.house_of(settings.HOUSE) is None:
            folder.make(settings.HOUSE)
            folder.name_house(settings.HOUSE, house)
        profile = {"unit": house, "unit_id": "H36.99", "name": "Xã Trường Xuân", "place": "Trường Xuân", "province": "tỉnh Lâm Đồng",
                   "rehearsal": True, "demo": True, "from": self.begin.isoformat(), "house": {}}  # fmt: skip
        cases.begin(house, {**default_profile(), **profile}, self.begin)
        publishing.publish(house, in_houses(own_files()), at=self.begin)
        scenes.furnish(house, self.begin)

    def case(
        self, slug: str = "khai-sinh", *, channel: str = "counter", by: str = "", **form: Any
    ) -> "Told":
        """A case to be told; what the test does not say of its form is as in FORMS."""
        return Told(
            self,
            slug,
            {**FORMS[slug], **form},
            channel,
            by or ("applicant" if channel == "online" else "counter.1"),
        )

    def goes_live(self) -> None:
        """From now on the house takes the time from its clock."""
        cases.configure(self.house, {"rehearsal": False})


class Told:
    """One case, act by act; whatever a `Case` has can be asked of it. Opened a while before its first act, unless it is said when."""

    def __init__(
        self, world: World, slug: str, form: dict[str, Any], channel: str, by: str
    ) -> None:
        self.world, self.slug, self.form, self.channel, self.opened_by = (
            world,
            slug,
            form,
            channel,
            by,
        )
        self._code = ""

    def opened(self, at: str | datetime = "2026-11-25", **more: Any) -> Self:
        opened = cases.open_case(
            self.world.house,
            self.opened_by,
            self.slug,
            self.form,
            channel=self.channel,
            at=instant(at),
            **more,
        )
        self._code = opened.code
        return self

    def acted(
        self,
        person: str,
        action: str,
        at: str | datetime = "",
        *,
        step: str | None = None,
        seen: int | None = None,
        key: str | None = None,
        **data: Any,
    ) -> Self:
        """`person` does `action` with `data`. Raises Refused."""
        if not self._code:
            self.opened(instant(at) - A_WHILE if at else "2026-11-25")
        when = instant(at) if at else self.case.last_at + A_WHILE
        cases.act(
            self.world.house,
            person,
            self._code,
            action,
            step=step,
            data=data,
            at=when,
            key=key,
            seen=seen,
        )
        return self

    def accepted(self, at: str | datetime = "", by: str = "counter.1", **data: Any) -> Self:
        return self.acted(by, "accept", at, **data)

    def checked(self, at: str | datetime = "", by: str = "", **data: Any) -> Self:
        return self.acted(
            by or CHECKED_BY[self.slug],
            "propose",
            at,
            **{**CHECKED_WITH.get(self.slug, {}), **data},
        )

    def signed(self, at: str | datetime = "", by: str = "leader") -> Self:
        return self.acted(by, "sign", at)

    def sealed(self, at: str | datetime = "", by: str = "clerk.1") -> Self:
        return self.acted(by, "seal", at)

    def delivered(self, at: str | datetime = "", by: str = "counter.1", **data: Any) -> Self:
        return self.acted(by, "deliver", at, **data)

    def settled(self, at: str | datetime = "") -> Self:
        """From acceptance to the seal, each ten minutes after the other."""
        return self.accepted(at).checked().signed().sealed()

    def time_acts(self, at: str | datetime) -> Self:
        cases.let_time_act(self.world.house, instant(at), self._code)
        return self

    @property
    def code(self) -> str:
        return self.case.code

    @property
    def case(self) -> Case:
        """As it stands in the books now."""
        if not self._code:
            self.opened()
        return finders.case_as_kept(self.world.house, self._code).case

    def standing(self) -> list[str]:
        """The names of its open steps."""
        return [step.name for step in self.case.steps]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.case, name)
