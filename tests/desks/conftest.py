"""A small commune for the desks' tests: five invented people, the program's own procedures, a rehearsal's clock."""

from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client

from dinh.access import finders
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.events import Appointed
from dinh.procedures.published import Kept
from dinh.store import accounts
from dinh.store.writer import open_books
from dinh.workflow import cases
from tests.world import in_houses, own_files

HOUSE = "24730"
PEOPLE = {
    "counter.1": ("Phạm Thị Hoa", ("counter",), "Một cửa, quầy 1"),
    "civil.1": ("Lê Thị Thu Hà", ("civil_status", "justice"), "Tư pháp – hộ tịch"),
    "leader": ("Nguyễn Văn Đức", ("leader",), "Chủ tịch"),
    "leader.2": ("K’ Brèo", ("leader",), "Phó Chủ tịch"),
    "clerk": ("Trần Thị Mận", ("clerk", "office"), "Văn thư"),
}
PROFILE = {
    "name": "Xã Trường Xuân",
    "place": "Trường Xuân",
    "province": "tỉnh Lâm Đồng",
    "unit_id": "H36.99",
    "rehearsal": True,
    "demo": True,
    "from": "2026-11-25T09:14:00+07:00",
    "hours": ["mon-fri 07:30-11:30 13:30-17:00"],
}


@pytest.fixture
def commune(house: Path) -> str:
    """The house's name; `house` is its folder."""
    open_books(HOUSE, HOUSE, "Xã Trường Xuân")
    cases.begin(
        HOUSE, PROFILE, datetime.fromisoformat(PROFILE["from"])
    )  # the house's clock begins there, whatever the day of the test
    cases.appoint(
        HOUSE,
        [
            Appointed(
                person=person,
                post=person,
                roles=roles,
                title={"vi": title},
                start="2025-07-01",
                personal={"name": name},
            )
            for person, (name, roles, title) in PEOPLE.items()
        ],
    )
    checked = in_houses(own_files())
    registers = [
        cases.Publication("register", slug, "2025-07-01", Kept(register=one))
        for slug, one in checked.registers.items()
    ]
    cases.publish(HOUSE, [*map(publication, checked.packages), *registers])
    return HOUSE


def approve_latest(house: str, person: str) -> int:
    """A second person agrees to what was proposed last."""
    number = finders.state(house).proposals[-1].number
    cases.approve(house, number, person=person)
    return number


FOREST = ("forest-alert", "forest-threshold", "forest-sample")


@pytest.fixture
def forest(commune: str) -> str:
    """The commune with the procedures of its forest watch in force, and a ranger."""
    cases.publish(
        commune, [publication(one) for one in own_files().packages if one.procedure.slug in FOREST]
    )
    cases.appoint(
        commune,
        [
            Appointed(
                person="forest",
                post="forest",
                roles=("forest",),
                title={"vi": "Kiểm lâm địa bàn"},
                start="2025-07-01",
                personal={"name": "Điểu Hích"},
            )
        ],
    )
    return commune


def publication(package) -> cases.Publication:
    return cases.Publication(
        "procedure", package.procedure.slug, package.procedure.in_force, kept(package)
    )


def kept(package) -> Kept:
    return Kept(
        procedure=package.procedure,
        sources={name: text.decode() for name, text in package.sources.items()},
    )


@pytest.fixture
def signed_in(commune: str):
    """A browser in which this person has signed in."""

    def client(person: str) -> Client:
        browser = Client()
        accounts.account(person)
        answer = browser.post("/sign-in", {"demo": person})
        assert answer.status_code == 302, answer.content.decode()[:2000]
        return browser

    return client


@pytest.fixture
def accepted(world):
    """A birth that was accepted, to which its officer (civil.1) brings files."""
    return world.case("khai-sinh").accepted("2026-10-12").case


@pytest.fixture
def officer(world) -> Client:
    """The browser of that officer."""
    client = Client()
    accounts.account("civil.1")
    assert client.post("/sign-in", {"demo": "civil.1"}).status_code == 302
    return client


@pytest.fixture(scope="session")
def birth() -> Procedure:
    """Birth registration as the program has it."""
    return next(one.procedure for one in own_files().packages if one.procedure.slug == "khai-sinh")
