"""The first due of a case that was extended is kept beside the new one."""

from dinh.engine.record.evolve import replay
from tests.engine.test_unasked import extending, values
from tests.procedures_for_tests import instant


def test_the_first_due_is_kept_through_further_extensions_and_told_in_the_letter():
    story = extending(times=2)
    first = story.case.due
    assert story.case.first_due is None
    story.act("extend", by="leader", until="2026-07-10", reason="x", at="2026-07-02T09:00")
    assert story.case.first_due == first
    story.act("extend", by="leader", until="2026-07-14", reason="x", at="2026-07-03T09:00")
    assert story.case.first_due == first == instant("2026-07-08T17:00")
    assert values(story, "apology")["first_due"] == "2026-07-08T17:00+07:00"
    assert replay(story.events).first_due == first


def test_taking_back_the_act_before_the_extension_takes_its_first_due_back_too():
    story = extending()
    story.act("extend", by="leader", until="2026-07-10", reason="x", at="2026-07-02T09:00")
    story.act("reverse", by="leader", reason="Tiếp nhận nhầm", at="2026-07-02T10:00")
    assert story.case.due is None and story.case.first_due is None
