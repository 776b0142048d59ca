"""Letters that no file writes: the apology with a new date, the notice of stopping."""

from msgspec.structs import replace

from dinh.engine.decisions.letters import APOLOGY, REVOCATION, STOPPING, unasked
from dinh.engine.definition.condition import NEVER
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.events import Issued
from tests.engine.test_timing import PLAIN
from tests.procedures_for_tests import Story, procedure


def accepted(of: Procedure | str = "thoi-han") -> Story:
    story = Story(of)
    story.open(PLAIN)
    story.act("accept", at="2026-07-01T08:10")
    return story


def letters(story: Story) -> dict[str, Issued]:
    return {
        event.body.letter: event.body for event in story.events if isinstance(event.body, Issued)
    }


def values(story: Story, name: str) -> dict:
    return letters(story)[name].personal["values"]


def extending(**extension) -> Story:
    """A case of a procedure that names no letter for its extension."""
    bare = procedure("thoi-han")
    return accepted(
        replace(
            bare,
            extension=replace(bare.extension, letter="", **extension),
            sources={**bare.sources, "letters/form-04.typ": "0" * 64},
        )
    )


def test_stopping_issues_a_numbered_notice_with_the_stage_the_reason_and_what_was_paid():
    story = accepted()
    at = ", ".join(step.label.get("vi", step.name) for step in story.case.steps)
    story.act(
        "withdraw",
        by="applicant",
        reason="Đổi ý",
        refund="Trả lại 20.000 đồng tại quầy",
        at="2026-07-02T09:00",
    )
    notice = values(story, "stopping_notice")
    assert (notice["reason"], notice["refund"], notice["stage"]) == (
        "Đổi ý",
        "Trả lại 20.000 đồng tại quầy",
        at,
    )
    assert notice["received"] == "2026-07-01T08:10:00+07:00"
    assert notice["paid"] == sum(one.amount for one in story.case.paid)
    assert notice["number"] == "01/TB-UBND"
    assert notice["signed"]["lines"] == []  # the applicant asked; nobody of the house signs


def test_an_apology_tells_the_old_due_and_the_new_one_and_its_reason():
    story = extending()
    old = story.due
    story.act(
        "extend", by="leader", until="2026-07-10", reason="Mất điện cả ngày", at="2026-07-02T09:00"
    )
    apology = values(story, "apology")
    assert apology["old_due"][:16] == old
    assert apology["case"]["due"][:16] == story.due > old
    assert apology["reason"] == "Mất điện cả ngày"
    assert apology["number"] == "01/UBND-VP"
    assert apology["signed"]["basis"] == "TM."


def test_a_procedure_that_names_its_own_letter_for_an_extension_has_no_form_04():
    story = accepted()
    story.act("extend", until="2026-07-10", reason="Mất điện", by="leader", at="2026-07-02T09:00")
    assert [name for name in letters(story) if name in ("notice", "apology")] == ["notice"]
    assert unasked(story.procedure) == (STOPPING, REVOCATION)


def test_what_a_procedure_switches_off_or_no_citizen_uses_has_no_form():
    bare = procedure("thoi-han")
    assert STOPPING not in unasked(replace(bare, off=("withdraw",)))
    free = replace(bare, extension=replace(bare.extension, letter=""))
    assert unasked(free) == (APOLOGY, STOPPING, REVOCATION)
    assert REVOCATION not in unasked(replace(bare, off=("reverse",)))
    assert APOLOGY not in unasked(replace(free, extension=replace(free.extension, allowed=False)))
    assert unasked(replace(free, level="internal")) == ()


def test_a_version_published_before_the_form_was_there_still_stops_and_extends():
    bare = procedure("thoi-han")
    old = replace(
        bare, sources={name: one for name, one in bare.sources.items() if "form-0" not in name}
    )
    story = accepted(old)
    story.act("withdraw", by="applicant", reason="Đổi ý", at="2026-07-02T09:00")
    assert story.case.end == "withdrawn"
    assert "stopping_notice" not in letters(story)


def test_a_field_that_a_procedure_calls_reason_is_not_taken_for_the_reason_of_stopping():
    bare = procedure("thoi-han")
    field = next(iter(bare.form.values()))
    named = replace(
        bare,
        form={
            **bare.form,
            **{name: replace(field, name=name, required=NEVER) for name in ("reason", "stage")},
        },
    )
    story = accepted(named)
    story.act("withdraw", by="applicant", reason="Đổi ý", at="2026-07-02T09:00")
    assert values(story, "stopping_notice")["reason"] == "Đổi ý"
    assert values(story, "stopping_notice")["stage"]
