"""An extension with apology: to an open day, within a stated length."""

import pytest

from dinh.messages import fault_told
from tests.engine.test_unasked import extending
from tests.procedures_for_tests import Story, codes

FREE = {"by": ()}


def refused(story: Story, at: str, **data) -> dict[str, str]:
    found = story.refused("extend", by="leader", at=at, data={"reason": "Mất điện", **data})
    return codes(found)


@pytest.mark.parametrize(
    ("until", "code"),
    [("2026-07-11", "extend.closed"), ("2026-07-12", "extend.closed"), ("2026-07-13", "")],
)
def test_an_extension_to_a_closed_day_is_refused_at_its_field_and_writes_no_letter(until, code):
    story = extending()
    if code:
        before = len(story.events)
        assert refused(story, "2026-07-02T09:00", until=until) == {"until": code}
        assert len(story.events) == before and story.numbers.get("letter:CV:2026") is None
    else:
        story.act("extend", by="leader", until=until, reason="Mất điện", at="2026-07-02T09:00")
        assert story.due == "2026-07-13T17:00"


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "2026 cơ quan không làm việc (cuối tuần)."), ("en", "(weekend)")]
)
def test_the_refusal_of_a_closed_day_names_the_next_open_one(lang, said):
    found = extending().refused(
        "extend", by="leader", at="2026-07-02T09:00", data={"reason": "x", "until": "2026-07-12"}
    )
    words = fault_told(found.at[0], lang)
    assert said in words and "13/07/2026" in words


def test_without_a_bound_of_the_file_the_time_of_the_deadline_is_the_most():
    story = extending(**FREE)
    assert story.due == "2026-07-08T17:00"
    assert refused(story, "2026-07-02T09:00", until="2026-07-16") == {"until": "extend.too_long"}
    assert refused(story, "2026-07-02T09:00", by="6 working days") == {"by": "extend.too_long"}
    story.act("extend", by="leader", until="2026-07-15", reason="x", at="2026-07-02T09:00")
    assert story.due == "2026-07-15T17:00"


def test_a_late_case_is_extended_from_now():
    story = extending(**FREE)
    assert refused(story, "2026-07-20T09:00", until="2026-07-28") == {"until": "extend.too_long"}
    story.act("extend", by="leader", until="2026-07-27", reason="x", at="2026-07-20T09:00")
    assert story.due == "2026-07-27T17:00"
