"""A case is accepted under a later version, which knows nothing of what the earlier one asked: that is still shown, kept from the same people, and can be struck."""

from pathlib import Path

import pytest

from dinh.engine.schedule.calendar import local
from dinh.store import documents, uploads
from dinh.workflow import cases, publishing
from tests.desks.test_families import browser
from tests.families import FOLDER
from tests.families.line import HOUSE, Families

FILE = """
procedure: hai-ban
name: {vi: Hai bản}
field: dieu-hanh
code: none
in_force: {from: DAY}
level: internal
channels: [house]
MORE
deadline: {starts: look.take, time: 3 days}
steps: {look: {role: office, do: {take: {to: decide}}}, decide: {role: leader, do: {close: {to: closed}}}}
ends: {closed: {outcome: done, label: {vi: Xong}, letter: none, why_quiet: {vi: Việc nội bộ}}}
letters: {}
examples:
  - name: xong
    given: {opened: DAYT08:00, channel: house, about: Lấn đất}
    does: [{by: office, act: take, at: DAYT09:00}, {by: leader, act: close, at: DAYT10:00}]
    gives: {end: closed}
"""
EARLIER = """
classes: {guarded: {roles: [leader], label: {vi: Mật}}}
form:
  about: {label: {vi: Nội dung}, type: text, required: yes}
  phone: {label: {vi: Điện thoại}, type: phone}
  secret: {label: {vi: Điều kín}, type: text, class: guarded}
  people: {label: {vi: Những người}, type: list, rows: "[0..3]", of: {who: {label: {vi: Ai}, type: person_name}}}
documents: {plan: {label: {vi: Bản kế hoạch}, required: no}}
"""
LATER = "form: {about: {label: {vi: Nội dung}, type: text, required: yes}}"
SAID = "Rất sợ ông Ba"


@pytest.fixture
def code(families: Families, tmp_path: Path) -> str:
    for day, more in (("2026-07-01", EARLIER), ("2026-07-10", LATER)):
        folder = tmp_path / day
        folder.mkdir()
        (folder / "hai-ban.yaml").write_text(
            FILE.replace("MORE", more).replace("DAY", day), "utf-8"
        )
        for name in ("fields.yaml", "roles.yaml"):
            (folder / name).write_bytes((Path(FOLDER) / name).read_bytes())
        found = publishing.check([folder], HOUSE)
        assert found.sound, [one.message.en for one in found.problems]
        publishing.publish(HOUSE, found, at=local("2026-07-01T07:40"))
    scan = {
        "digest": uploads.keep_made(b"plan"),
        "name": "ke-hoach.pdf",
        "type": "application/pdf",
        "size": 4,
    }
    given = {
        "about": "x",
        "phone": "0912345678",
        "secret": SAID,
        "people": [{"who": "Thị Mai"}],
        "documents": {"plan": scan},
    }
    opened = cases.open_case(HOUSE, "leader", "hai-ban", given, at=local("2026-07-09T08:00")).code
    assert families.act(opened, "take", "office", "2026-07-13").version == "2026-07-10"
    return opened


def test_the_page_shows_what_the_earlier_version_asked_and_its_numbers_are_asked_for(
    code: str,
) -> None:
    page = browser("office").get(f"/cases/{code}/").content.decode()
    assert "Điện thoại" in page and "••• ••• 678" in page and "Thị Mai" in page
    assert "Bản kế hoạch" in page and f"/cases/{code}/documents/{documents.keep(b'plan')}" in page
    asked = browser("office").post(f"/cases/{code}/readings", {"names": ["phone"]})
    assert "0912345678" in asked.content.decode()


def told(person: str, code: str) -> str:
    return "".join(
        browser(person).get(address).content.decode()
        for address in (f"/cases/{code}/?log", f"/api/cases/{code}", f"/api/cases/{code}/log")
    )


def test_what_the_earlier_version_kept_to_some_roles_is_opened_to_nobody_by_an_acceptance(
    code: str,
) -> None:
    assert SAID in told("leader", code) and SAID not in told("office", code)


def test_what_the_earlier_version_asked_can_be_struck(families: Families, code: str) -> None:
    cases.strike(
        HOUSE, "leader", code, ["phone", "plan", "people.who"], "QĐ 1", at=local("2026-07-14T08:00")
    )
    assert (
        set(families.case(code).data) == {"about", "secret"}
        and list(documents.kept()) == []
        and families.whole()
    )
