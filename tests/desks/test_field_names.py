"""A field may be called as an input of the pages' own is: what is typed in it comes to the case, and the page's own stays the page's."""

import pytest

from dinh.checker.kinds import NEVER_A_FIELD
from dinh.web.shared.form_data import OWN, name_of, place_of
from dinh.workflow import publishing

FIELDS = sorted(OWN - NEVER_A_FIELD)
TEXT = """\
procedure: o-trung-ten
name: {vi: Ô trùng tên}
field: van-hoa
code: none
in_force: {from: 2025-07-01}
level: internal
channels: [counter]
form:
%s
deadline: none
steps: {look: {role: counter, do: {close: {to: done}}}}
ends: {done: {outcome: done, label: {vi: Xong}, letter: none, why_quiet: {vi: Việc nội bộ}}}
letters: {}
"""


@pytest.fixture
def published(commune, tmp_path):
    file = tmp_path / "o-trung-ten.yaml"
    file.write_text(
        TEXT % "\n".join(f"  {name}: {{label: {{vi: Ô {name}}}, type: text}}" for name in FIELDS)
    )
    publishing.publish(commune, publishing.check([file]))
    return commune


def test_a_field_called_like_an_input_of_the_page_keeps_what_is_typed(published, signed_in):
    counter = signed_in("counter.1")
    page = counter.get("/counter/open/o-trung-ten").content.decode()
    assert all(f'name="f-{name}"' in page for name in FIELDS)
    sent = {f"f-{name}": f"chữ của {name}" for name in FIELDS} | {
        "channel": "counter",
        "key": "a-key",
    }
    again = counter.post("/counter/open/o-trung-ten", {**sent, "do": "look"}).content.decode()
    assert all(f"chữ của {name}" in again for name in FIELDS)
    assert 'name="key" value="a-key"' in again
    assert counter.post("/counter/open/o-trung-ten", {**sent, "do": "close"}).status_code == 302


def test_a_name_leads_back_to_its_place():
    assert [place_of(name_of(place)) for place in ("scan", "applicant.name", "born_on")] == [
        "scan",
        "applicant.name",
        "born_on",
    ]
