"""From every state an end is possible: found where it is not, with counters and data, and not cried where it is."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinh.engine.check.finding import Surroundings
from dinh.engine.check.going import always_onward
from dinh.engine.condition import ALWAYS, Clause, Compare, Condition, Empty, Is, Not, Within, holds
from dinh.engine.procedure import Action, End, Field, Procedure, Step, Text
from dinh.engine.scope import Scope
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
def test_a_file_in_which_an_end_is_always_possible_passes(tmp_path: Path, changes: list[tuple[str, str]]):
    assert not onward(tmp_path, changes)


@pytest.mark.parametrize(("changes", "rule", "form"), FAULTS.values(), ids=list(FAULTS))
def test_a_state_without_a_way_to_an_end_is_found_with_its_form(tmp_path: Path, changes: list[tuple[str, str]], rule: str, form: str):
    found = onward(tmp_path, changes)
    assert {one.rule for one in found} == {rule}, [one.message.vi for one in found]
    if form:
        name, _, value = form.partition(": ")
        assert any(one.counterexample and one.counterexample["given"].get(name) == value for one in found)


def test_every_published_file_goes_on_from_every_state():
    assert not [finding for procedure in published().values() for finding in always_onward(procedure, Surroundings())]


# --- against walking every state of every form ------------------------------------------------------------------------

LABEL = Text("x")
STEPS = ("s0", "s1", "s2", "s3")
conditions = st.sampled_from([
    ALWAYS, ALWAYS, ALWAYS, ((Clause("kind", (Is("a"),)),),), ((Clause("kind", (Not((Is("a"),)),)),),), ((Clause("n", (Compare(">", 2),)),),), ((Clause("n", (Compare("<=", 2),)),),),
    ((Clause("n", (Empty(),)),),), ((Clause("kind", (Is("b"),)), Clause("n", (Within(0, 3),))),),
])  # fmt: skip
actions = st.tuples(st.sampled_from([*STEPS, "end", "end"]), st.sampled_from([None, None, 1, 2]), conditions)


@st.composite
def graphs(draw: st.DrawFn) -> Procedure:
    steps = {}
    for name in STEPS:
        do = {f"a{place}": Action(name=f"a{place}", to=to, at_most=most, when=when) for place, (to, most, when) in enumerate(draw(st.lists(actions, min_size=1, max_size=3)))}
        steps[name] = Step(name=name, roles=("office",), do=do)
    form = {
        "kind": Field(name="kind", label=LABEL, type="choice", of={"a": LABEL, "b": LABEL}, required=ALWAYS),
        "n": Field(name="n", label=LABEL, type="number", bounds=Within(0, 5), required=draw(st.sampled_from([ALWAYS, ()]))),
    }
    return Procedure(slug="thu", code="none", name=LABEL, field="x", level="internal", in_force="2026-01-01", form=form, steps=steps, start="s0", ends={"end": End(name="end", outcome="done", label=LABEL)})


def gets_stuck(procedure: Procedure) -> bool:
    """Is there a form and a way to a state from which no end can be reached?"""
    for kind, n in product(("a", "b"), (None, 1, 3, 5)):
        if n is None and procedure.form["n"].required == ALWAYS:
            continue
        scope = Scope(procedure, {"kind": kind, **({} if n is None else {"n": n})}, {})
        if any(not _ends(procedure, scope, state) for state in _reached(procedure, scope, ("s0", ()))):
            return True
    return False


def _next(procedure: Procedure, scope: Scope, state: tuple[str, tuple]) -> list[tuple[str, tuple]]:
    step, used = state
    found = []
    for action in procedure.steps[step].do.values() if step != "end" else ():
        done = dict(used).get((step, action.name), 0)
        if (action.at_most is None or done < action.at_most) and holds(_condition(action), scope):
            found.append((action.to, tuple(sorted({**dict(used), (step, action.name): done + 1}.items())) if action.at_most else used))
    return found


def _condition(action: Action) -> Condition:
    return action.when


def _reached(procedure: Procedure, scope: Scope, first: tuple[str, tuple]) -> set[tuple[str, tuple]]:
    seen, waiting = {first}, [first]
    while waiting:
        for other in _next(procedure, scope, waiting.pop()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen


def _ends(procedure: Procedure, scope: Scope, state: tuple[str, tuple]) -> bool:
    return any(one[0] == "end" for one in _reached(procedure, scope, state))


@settings(max_examples=150)
@given(graphs())
def test_no_state_without_an_end_is_passed_over(procedure: Procedure):
    told = {one.rule for one in always_onward(procedure, Surroundings())}
    if gets_stuck(procedure):
        assert "F2" in told
    elif all(action.when == ALWAYS for step in procedure.steps.values() for action in step.do.values()):
        assert "F2" not in told
