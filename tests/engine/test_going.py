"""From every state an end is possible: found where it is not, with counters and data, and not cried where it is."""

from pathlib import Path
from typing import Any

import pytest

from dinh.checker.finding import Surroundings
from dinh.checker.going import always_onward
from tests.engine.test_act import published
from tests.procedures.files import changed, problems

WEIGH = "      allow: {to: allowed, letter: permit}\n      reject: {to: rejected, asks: [reason], letter: refusal}\n"
ALLOW = "      allow: {when: %s, to: allowed, letter: permit}\n"
WAIT = "  wait: {role: applicant, limit: 9 days, then: {to: rejected, letter: refusal}, do: {supply: {to: weigh%s}}}\nends:\n"
MORE = "      more: {to: wait%s}\n"
SILENT = ("with: {reason: reason}", 'with: {reason: {value: reason, else: "–"}}')

SOUND = {
    "asking is bounded, answering is not": [(WEIGH, WEIGH + MORE % ", at_most: 2"), ("ends:\n", WAIT % ""), SILENT],
    "conditions that share out all forms": [(WEIGH, ALLOW % "{kind: wedding}" + "      plain: {when: {kind: meeting}, to: rejected, asks: [reason], letter: refusal}\n")],
    "an optional value with a way for none": [(WEIGH, ALLOW % "{food: yes}" + "      plain: {when: {food: [no, empty]}, to: rejected, asks: [reason], letter: refusal}\n")],
    "only those come here for whom there is a way": [
        ("accept: {to: weigh, letter: receipt}", "accept: {when: {kind: wedding}, to: weigh, letter: receipt}, plain: {to: rejected, asks: [reason], letter: refusal}"), (WEIGH, ALLOW % "{kind: wedding}"),
    ],
    "an answer that can be given anew": [
        ("  reason: {label", "  fine: {label: {vi: Ổn}, type: yes_no, required: yes}\n  reason: {label"),
        (WEIGH, "      look: {to: decide, asks: [fine]}\n"), ("ends:\n", "  decide: {role: leader, do: {sign: {when: {fine: yes}, to: allowed, letter: permit}, back: {to: weigh}}}\nends:\n"), ("with: {reason: reason}", 'with: {reason: {value: reason, else: "–"}}'),
    ],
    "time that goes on by itself": [(WEIGH, WEIGH + MORE % ""), ("ends:\n", WAIT % ", when: {kind: wedding}"), SILENT],
}  # fmt: skip
FAULTS = {
    "all is bounded": ([(WEIGH, WEIGH.replace("to: allowed, letter: permit", "to: back, at_most: 1").replace("reject: {to: rejected, asks: [reason], letter: refusal}", "no: {to: rejected, at_most: 2, asks: [reason], letter: refusal, when: {kind: wedding}}")), ("ends:\n", "  back: {role: office, do: {again: {to: weigh}}}\nends:\n")], "F2", "kind: meeting"),
    "some forms have no way": ([(WEIGH, ALLOW % "{kind: wedding}")], "F2", "kind: meeting"),
    "an empty value has no way": ([(WEIGH, ALLOW % "{food: yes}" + "      plain: {when: {food: not(yes)}, to: rejected, asks: [reason], letter: refusal}\n")], "F2", ""),
    "a way that is used up": ([(WEIGH, WEIGH.replace("allow: {to: allowed, letter: permit}", "more: {to: back}").replace("      reject: {to: rejected, asks: [reason], letter: refusal}\n", "")), ("ends:\n", "  back: {role: office, do: {again: {to: weigh, at_most: 2}, out: {when: {kind: wedding}, to: rejected, asks: [reason], letter: refusal}}}\nends:\n")], "F2", "kind: meeting"),
    "who answers is bounded": ([(WEIGH, WEIGH + MORE % ""), ("ends:\n", WAIT % ", at_most: 1"), SILENT], "F6", ""),
}  # fmt: skip


def onward(folder: Path, changes: list[tuple[str, str]]) -> list[Any]:
    return [one for one in problems(folder, changed(*changes)) if one.rule in ("F2", "F6")]


@pytest.mark.parametrize("changes", SOUND.values(), ids=list(SOUND))
def test_a_file_in_which_an_end_is_always_possible_passes(
    tmp_path: Path, changes: list[tuple[str, str]]
):
    assert not onward(tmp_path, changes)


@pytest.mark.parametrize(("changes", "rule", "form"), FAULTS.values(), ids=list(FAULTS))
def test_a_state_without_a_way_to_an_end_is_found_with_its_form(
    tmp_path: Path, changes: list[tuple[str, str]], rule: str, form: str
):
    found = onward(tmp_path, changes)
    assert {one.rule for one in found} == {rule}, [one.message.vi for one in found]
    if form:
        name, _, value = form.partition(": ")
        assert any(
            one.counterexample and one.counterexample["given"].get(name) == value for one in found
        )


def test_every_published_file_goes_on_from_every_state():
    assert not [
        finding
        for procedure in published().values()
        for finding in always_onward(procedure, Surroundings())
    ]
