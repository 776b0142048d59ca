"""Whole lives: random people do random things with the published procedures, and nothing ever breaks."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinh.engine.decisions.draft import Decided
from dinh.engine.definition.procedure import Field, Procedure
from dinh.engine.refusal import Refusal
from tests.procedures_for_tests import Story
from tests.world import FORMS, own_files

PEOPLE = (
    "counter",
    "counter.2",
    "civil_status",
    "civil_status.2",
    "justice",
    "justice.2",
    "leader",
    "leader.2",
    "office",
    "clerk",
    "applicant",
    "police",
    "social",
    "social.2",
    "village_head",
)


@cache
def published() -> dict[str, Procedure]:
    return {one.procedure.slug: one.procedure for one in own_files().packages}


def filled(field: Field, draw: Any) -> Any:
    """Some value of a field, now and then none."""
    match field.type:
        case "yes_no":
            return draw(st.booleans())
        case "choice":
            return draw(st.sampled_from(sorted(field.of)))
        case "choices":
            return draw(st.lists(st.sampled_from(sorted(field.of)), unique=True))
        case "date":
            return draw(st.sampled_from(["2026-07-15", "2026-12-01", "2020-01-01"]))
        case "number" | "money":
            return draw(st.integers(0, 12))
        case "person_name":
            return "H'Lan"
        case "personal_id":
            return "068084000001"
        case "list":
            return [
                {name: filled(column, draw) for name, column in field.columns.items()}
                for _ in range(draw(st.integers(0, 2)))
            ]
    return draw(st.sampled_from(["Bon A", "x", None]))


def answers(story: Story, step: str, action: str, draw: Any) -> dict[str, Any]:
    spec = story.procedure.steps[step.partition("/")[0]]
    one = spec.do[action]
    everything = {**story.procedure.form, **story.procedure.findings}
    data: dict[str, Any] = {
        name: filled(everything[name], draw) for name in one.asks if name in everything
    }
    for name in one.asks:
        rows, _, column = name.rpartition(".")
        if name not in everything and rows in everything:
            data.setdefault("rows", {})
            for row in story.case.data.get(rows) or {}:
                data["rows"].setdefault(row, {})[column] = filled(
                    everything[rows].columns[column], draw
                )
    if one.adds:
        data["row"] = {
            name: filled(column, draw) for name, column in everything[one.adds].columns.items()
        }
    if one.present:
        data["present"] = list(one.present)
    return data


@pytest.mark.parametrize("slug", sorted(FORMS))
@settings(
    max_examples=120,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    deadline=None,
)
@given(data=st.data())
def test_a_case_led_by_anybody_anywhere_ends_or_waits_for_somebody(slug: str, data: Any) -> None:
    draw = data.draw
    story = Story(published()[slug])
    channel = draw(
        st.sampled_from(
            [one for one in story.procedure.channels if one in ("counter", "online", "post")]
        )
    )
    story.open(FORMS[slug], channel=channel)
    for _ in range(25):
        if not story.case.open:
            break
        story.at += timedelta(hours=draw(st.integers(0, 60)))
        story.time_acts(story.at.isoformat())
        may = sorted((by, step, action) for by in PEOPLE for step, action in story.offered(by))
        assert may or not story.case.open, f"nobody can do anything at {story.steps}"
        if not may:
            break
        by, step, action = draw(st.sampled_from(may))
        found = story.acting(action, by=by, step=step, data=answers(story, step, action, draw))
        assert isinstance(found, Decided | Refusal)
        if isinstance(found, Decided):
            story._take(found)
        unwritten, who = (
            draw(
                st.sampled_from(
                    [
                        "note",
                        "pay",
                        "extend",
                        "reverse",
                        "deliver",
                        "reassign",
                        "relate",
                        "attach",
                        "",
                    ]
                )
            ),
            draw(st.sampled_from(PEOPLE)),
        )
        found = (
            story.acting(
                unwritten,
                by=who,
                data=draw(
                    st.sampled_from(
                        [
                            {},
                            {"text": "x"},
                            {"amount": 8000},
                            {"by": "2 days", "reason": "x"},
                            {"reason": "x"},
                            {"person": "justice"},
                        ]
                    )
                ),
            )
            if unwritten
            else None
        )
        if isinstance(found, Decided):
            story._take(found)
    assert [event.place for event in story.events] == list(range(1, len(story.events) + 1))
    assert all(
        earlier.at <= later.at
        for earlier, later in zip(story.events, story.events[1:], strict=False)
    )


def test_acting_stays_as_quick_however_long_the_log_is() -> None:
    """What a case holds does not grow with remarks: its fold after many events is as large as after one."""
    from dinh.store.snapshots import encoded

    story = Story(published()["chung-thuc-ban-sao"])
    story.open(FORMS["chung-thuc-ban-sao"])
    context = story.context("counter")
    from dinh.engine.decisions.decide import decide
    from dinh.engine.decisions.draft import Act

    case, sizes = story.case, []
    for n in range(200):
        found = decide(
            story.procedure, case, Act(action="note", data={"text": f"Lời {n}"}), context
        )
        assert isinstance(found, Decided)
        case = found.case
        sizes.append(len(encoded(case)))
    assert sizes[-1] - sizes[10] < 8
