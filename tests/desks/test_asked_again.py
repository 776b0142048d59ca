"""The page and the API of an acceptance under a later version: what no longer fits is asked again, with what was answered."""

from pathlib import Path

import pytest

from dinh.engine.schedule.calendar import local
from dinh.workflow import cases, publishing
from tests.desks.test_families import browser
from tests.families import FOLDER
from tests.families.line import HOUSE, Families

FILE = """
procedure: thue-san
name: {vi: Thuê sân}
field: dieu-hanh
code: none
in_force: {from: DAY}
level: internal
channels: [house]
form:
  kind: {label: {vi: Loại}, type: choice, of: {meeting: {vi: Họp}, KIND}, required: yes}
  chairs: {label: {vi: Số ghế}, type: number, in: "[0..CHAIRS]"}
deadline: {starts: look.take, time: 3 days}
steps: {look: {role: office, do: {take: {to: decide}}}, decide: {role: leader, do: {close: {to: closed}}}}
ends: {closed: {outcome: done, label: {vi: Xong}, letter: none, why_quiet: {vi: Việc nội bộ}}}
letters: {}
examples:
  - name: xong
    given: {opened: DAYT08:00, channel: house, kind: meeting}
    does: [{by: office, act: take, at: DAYT09:00}, {by: leader, act: close, at: DAYT10:00}]
    gives: {end: closed}
"""


@pytest.fixture
def code(families: Families, tmp_path: Path) -> str:
    for day, kind, chairs in (
        ("2026-07-01", "market: {vi: Chợ phiên}", "300"),
        ("2026-07-10", "fair: {vi: Hội chợ}", "100"),
    ):
        folder = tmp_path / day
        folder.mkdir()
        text = FILE.replace("KIND", kind).replace("CHAIRS", chairs).replace("DAY", day)
        (folder / "thue-san.yaml").write_text(text, "utf-8")
        for name in ("fields.yaml", "roles.yaml"):
            (folder / name).write_bytes((Path(FOLDER) / name).read_bytes())
        found = publishing.check([folder], HOUSE)
        assert found.sound, [one.message.en for one in found.problems]
        publishing.publish(HOUSE, found, at=local("2026-07-01T07:40"))
    given = {"kind": "market", "chairs": 250}
    opened = cases.open_case(HOUSE, "leader", "thue-san", given, at=local("2026-07-09T08:00")).code
    cases.act(
        HOUSE, "leader", opened, "note", data={"text": "Đã gọi"}, at=local("2026-07-13T08:00")
    )
    return opened


def test_the_form_of_the_acceptance_asks_what_the_new_version_does_not_take(code: str) -> None:
    page = browser("office").get(f"/cases/{code}/acts/take?step=look").content.decode()
    assert 'name="kind"' in page and 'name="chairs"' in page
    assert "Đã khai theo bản cũ: Chợ phiên. Bản từ ngày 10/07/2026 không nhận nữa." in page
    assert "Hội chợ" in page and 'value="250"' not in page


def test_answered_on_the_page_the_case_is_accepted_and_an_optional_answer_may_be_left_empty(
    families: Families, code: str
) -> None:
    office = browser("office")
    first = office.post(f"/cases/{code}/acts/take", {"step": "look"})
    assert first.status_code == 422 and "Chưa điền" in first.content.decode()
    answered = office.post(f"/cases/{code}/acts/take", {"step": "look", "kind": "fair"})
    assert answered.status_code == 302
    case = families.case(code)
    assert case.version == "2026-07-10" and case.data == {"kind": "fair"} and case.due


def test_the_api_names_each_answer_that_no_longer_fits(code: str) -> None:
    told = browser("office").post(
        f"/api/cases/{code}/actions", {"action": "take"}, content_type="application/json"
    )
    faults = {one["field"] for one in told.json()["at"]}
    assert told.status_code == 422 and faults == {"kind", "chairs"}
