"""From every state an end is possible: found where it is not, with counters and data, and not cried where it is."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinh.engine.check.finding import Surroundings
from dinh.engine.check.going import always_onward
from dinh.engine.condition import ALWAYS, Clause, Compare, Condition, Empty, Filled, Is, Not, Test, Within, holds, names_in
from dinh.engine.procedure import Action, End, Field, Procedure, Step, Text, Valid
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
STEPS = ("s0", "s1", "s2")


def said(**tests: Test) -> Condition:
    return (tuple(Clause(name, (test,)) for name, test in tests.items()),)


A, B, FEW, MANY, YES, NO = Is("a"), Is("b"), Compare("<=", 2), Compare(">", 2), Is("yes"), Is("no")
conditions = st.sampled_from([
    ALWAYS, ALWAYS, ALWAYS, said(kind=A), said(kind=Not((A,))), said(n=MANY), said(n=FEW), said(n=Empty()), said(kind=B, n=Within(0, 3)), said(k=YES), said(k=NO), said(k=Empty()), said(kind=A, k=Filled()),
    said(n=MANY, k=YES), said(kind=A) + said(n=Empty()),
])  # fmt: skip
faults = st.sampled_from([said(kind=A, n=MANY), said(k=YES, n=Empty()), said(kind=B, n=Empty()), said(k=NO, kind=A), said(n=Compare(">", 4)), said(k=YES)])
actions = st.tuples(st.sampled_from([*STEPS, "end", "end", ""]), st.sampled_from([None, None, 1]), conditions, st.sampled_from([(), (), (), ("n",), ("kind",), ("form",)]), st.sampled_from([(), (), ("k",)]))
needed = st.sampled_from([ALWAYS, ()])


@st.composite
def graphs(draw: st.DrawFn) -> Procedure:
    steps = {}
    for name in STEPS:
        some = draw(st.lists(actions, min_size=1, max_size=3))
        do = {f"{name}{place}": Action(name=f"{name}{place}", to=to or ("" if edits or asks else "end"), at_most=most, when=when, edits=edits, asks=asks) for place, (to, most, when, edits, asks) in enumerate(some)}
        steps[name] = Step(name=name, roles=("office",), do=do if any(one.to for one in do.values()) else do | {"on": Action(name="on", to="end", when=some[0][2])})
    form = {
        "kind": Field(name="kind", label=LABEL, type="choice", of={"a": LABEL, "b": LABEL}, required=ALWAYS),
        "n": Field(name="n", label=LABEL, type="number", bounds=Within(0, 5), required=draw(needed)),
    }
    findings = {"k": Field(name="k", label=LABEL, type="yes_no", required=draw(needed), shown=draw(st.sampled_from([ALWAYS, said(kind=A)])))}
    on = st.sampled_from(["", *(name for step in steps.values() for name in step.do)])
    valid = tuple(Valid(when=when, say=LABEL, on=where) for when, where in draw(st.lists(st.tuples(faults, on), max_size=2)))
    return Procedure(
        slug="thu", code="none", name=LABEL, field="x", level="internal", in_force="2026-01-01", form=form, findings=findings, valid=valid, steps=steps, start="s0",
        ends={"end": End(name="end", outcome="done", label=LABEL)},
    )  # fmt: skip


type Values = tuple[tuple[str, Any], ...]
"""Of kind, n and k; a state is a step, what was done of what is bounded, and these."""
type At = tuple[str, frozenset[str], Values]


def values(**given: Any) -> Values:
    return tuple((name, given.get(name)) for name in ("kind", "n", "k"))


def numbers(procedure: Procedure) -> list[int | None]:
    return [1, 3, 5] if procedure.form["n"].required == ALWAYS else [None, 1, 3, 5]


def refuses(procedure: Procedure, after: Values, changed: set[str], action: str = "") -> bool:
    lines = [line for line in procedure.valid if (line.on == action if line.on else names_in(line.when) & changed)]
    return any(holds(line.when, dict(after).get) for line in lines)


def answers(procedure: Procedure, action: Action, before: Values) -> Iterator[Values]:
    """Whatever may be written; what is not shown is empty."""
    known, k = dict(before), procedure.findings["k"]
    edited = {"kind", "n"} if "form" in action.edits else set(action.edits)
    for kind, n in product("ab" if "kind" in edited else (known["kind"],), numbers(procedure) if "n" in edited else (known["n"],)):
        shown = holds(k.shown, {"kind": kind}.get)
        new = [True, False, *([] if k.required == ALWAYS else [None])] if "k" in action.asks and shown else [known["k"] if shown else None]
        yield from (values(kind=kind, n=n, k=one) for one in new)


def after(procedure: Procedure, at: At) -> set[At]:
    step, used, before = at
    found = set()
    for action in procedure.steps[step].do.values() if step != "end" else ():
        if action.name not in used and holds(action.when, dict(before).get):
            for new in answers(procedure, action, before):
                if not refuses(procedure, new, {name for (name, one), (_, other) in zip(new, before, strict=True) if one != other}, action.name):
                    found.add((action.to or step, used | {action.name} if action.at_most else used, new))
    return found


def gets_stuck(procedure: Procedure) -> bool:
    """Is there a form and a way to a state from which no end can be reached?"""
    onward: dict[At, set[At]] = {}
    waiting = [("s0", frozenset[str](), form) for kind in "ab" for n in numbers(procedure) if not refuses(procedure, form := values(kind=kind, n=n), {"kind", "n", "k"})]
    while waiting:
        if (at := waiting.pop()) not in onward:
            onward[at] = after(procedure, at)
            waiting += onward[at]
    good = {at for at in onward if at[0] == "end"}
    while more := {at for at, others in onward.items() if at not in good and others & good}:
        good |= more
    return len(good) < len(onward)


@settings(max_examples=200)
@given(graphs())
def test_no_state_without_an_end_is_passed_over(procedure: Procedure):
    told = {one.rule for one in always_onward(procedure, Surroundings())}
    if gets_stuck(procedure):
        assert "F2" in told
    elif not procedure.valid and all(action.when == ALWAYS for step in procedure.steps.values() for action in step.do.values()):
        assert "F2" not in told
