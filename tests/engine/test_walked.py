"""Small random procedures walked whole: every form, every answer to what is asked or edited, every way. No state without an end is passed over (F2), and no blank (D2).

The same ones each time: of some thousands one may show what docs/developer.md tells as a limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from dinh.checker.empties import values_filled
from dinh.checker.finding import Surroundings
from dinh.checker.going import always_onward
from dinh.engine.definition.condition import (
    ALWAYS,
    Clause,
    Compare,
    Condition,
    Empty,
    Filled,
    Is,
    Not,
    Test,
    Within,
    holds,
    names_in,
)
from dinh.engine.definition.procedure import (
    Action,
    Choice,
    End,
    Field,
    Letter,
    LetterValue,
    Procedure,
    Step,
    Text,
    Valid,
)

LABEL = Text("x")
STEPS, SORTING = ("s0", "s1", "s2"), ("c0", "c1")
FORM, NAMES = ("kind", "n", "f"), ("kind", "n", "f", "k", "g")
DOMAIN: dict[str, tuple[Any, ...]] = {
    "kind": ("a", "b"),
    "n": (1, 3, 5),
    "f": ("t",),
    "k": (True, False),
    "g": ("t",),
}


def said(**tests: Test) -> Condition:
    return (tuple(Clause(name, (test,)) for name, test in tests.items()),)


A, B, FEW, MANY, YES, NO = Is("a"), Is("b"), Compare("<=", 2), Compare(">", 2), Is("yes"), Is("no")
conditions = st.sampled_from([
    ALWAYS, ALWAYS, ALWAYS, ALWAYS, said(kind=A), said(kind=Not((A,))), said(n=MANY), said(n=FEW), said(n=Empty()), said(kind=B, n=Within(0, 3)), said(k=YES), said(k=NO), said(k=Empty()),
    said(f=Filled()), said(f=Empty()), said(g=Filled()), said(kind=A, k=Filled()), said(n=MANY, k=YES), said(kind=A) + said(n=Empty()),
])  # fmt: skip
faults = st.sampled_from(
    [
        said(kind=A, n=MANY),
        said(k=YES, n=Empty()),
        said(kind=B, n=Empty()),
        said(k=YES, kind=B),
        said(f=Filled(), n=MANY),
        said(g=Filled(), kind=B),
        said(k=YES),
    ]
)
edits = st.sampled_from([(), (), (), ("n",), ("kind",), ("form",), ("f",), ("kind", "f")])
asks = st.sampled_from([(), (), ("k",), ("g",), ("k", "g")])
choices = st.sampled_from([
    (said(g=Filled()), said(g=Empty())), (said(k=YES), said(k=NO) + said(k=Empty())), (said(f=Filled(), k=YES), said(f=Empty()) + said(f=Filled(), k=NO) + said(f=Filled(), k=Empty())), (said(kind=A), said(kind=B)),
    (said(n=Empty()), said(n=MANY), said(n=FEW)),
])  # fmt: skip
actions = st.tuples(
    st.sampled_from([*STEPS, *SORTING, "end", "end", ""]),
    st.sampled_from([None, None, 1]),
    conditions,
    edits,
    asks,
    st.sampled_from([None, None, "n", "f", "k", "g"]),
)
needed = st.sampled_from([ALWAYS, ALWAYS, ()])


def asked(draw: st.DrawFn, name: str, type_: str, shown: list[Condition], **more: Any) -> Field:
    return Field(
        name=name,
        label=LABEL,
        type=type_,
        required=draw(needed),
        shown=draw(st.sampled_from(shown)),
        **more,
    )


@st.composite
def procedures(draw: st.DrawFn) -> Procedure:
    steps, letters = {}, {}
    for step in STEPS:
        do = {}
        for place, (to, most, when, edited, new, reads) in enumerate(
            draw(st.lists(actions, min_size=1, max_size=3))
        ):
            name = f"{step}{place}"
            do[name] = Action(
                name=name,
                to=to or ("" if edited or new else "end"),
                at_most=most,
                when=when,
                edits=edited,
                asks=new,
                letters=(f"l{name}",) if reads else (),
            )
            if reads:
                letters[f"l{name}"] = Letter(
                    name=f"l{name}", template="t.typ", type="TB", values={"x": LetterValue(reads)}
                )
        if draw(st.booleans()) or not any(one.to for one in do.values()):
            do[f"{step}on"] = Action(name=f"{step}on", to="end", when=draw(conditions))
        steps[step] = Step(name=step, roles=("office",), do=do)
    for name in SORTING:
        lines = draw(choices)
        steps[name] = Step(
            name=name,
            choose=tuple(
                Choice(when=when, to=draw(st.sampled_from([*STEPS, "end"]))) for when in lines
            ),
        )
    form = {
        "kind": Field(name="kind", label=LABEL, type="choice", of={"a": LABEL, "b": LABEL}, required=ALWAYS),
        "n": asked(draw, "n", "number", [ALWAYS], bounds=Within(0, 5)), "f": asked(draw, "f", "text", [ALWAYS, said(kind=A), said(n=MANY), said(kind=A, n=FEW)]),
    }  # fmt: skip
    findings = {
        "k": asked(draw, "k", "yes_no", [ALWAYS, said(kind=A), said(f=Filled())]),
        "g": asked(
            draw,
            "g",
            "text",
            [ALWAYS, said(kind=A), said(k=YES), said(k=NO, kind=B), said(f=Filled())],
        ),
    }
    on = st.sampled_from(["", *(name for step in steps.values() for name in step.do)])
    valid = tuple(
        Valid(when=when, say=LABEL, on=where)
        for when, where in draw(st.lists(st.tuples(faults, on), max_size=2))
    )
    return Procedure(
        slug="thu", code="none", name=LABEL, field="x", level="internal", in_force="2026-01-01", form=form, findings=findings, valid=valid, steps=steps, start="s0",
        ends={"end": End(name="end", outcome="done", label=LABEL)}, letters=letters,
    )  # fmt: skip


# --- walked -----------------------------------------------------------------------------------------------------------


class At(Struct, frozen=True):
    """used: what was done of what is bounded; values: of NAMES, as they are kept (what is not shown reads empty)."""

    step: str
    used: frozenset[str]
    values: tuple[Any, ...]


class Walk:
    """Every state that can be reached, with what follows; the letters that were blank."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure, self.fields = procedure, {**procedure.form, **procedure.findings}
        self.blank: set[str] = set()
        self.onward: dict[At, set[At]] = {}
        waiting = [
            At("s0", frozenset(), one)
            for one in self.filled((None,) * len(NAMES), FORM)
            if not self.refused(one, set(NAMES))
        ]
        while waiting:
            if (at := waiting.pop()) not in self.onward:
                self.onward[at] = set(self.after(at)) if at.step != "end" else set()
                waiting += self.onward[at]

    def stuck(self) -> bool:
        good = {at for at in self.onward if at.step == "end"}
        while more := {
            at for at, others in self.onward.items() if at not in good and others & good
        }:
            good |= more
        return len(good) < len(self.onward)

    def read(self, kept: tuple[Any, ...]) -> dict[str, Any]:
        found = dict(zip(NAMES, kept, strict=True))
        for name in NAMES:
            if not holds(self.fields[name].shown, found.get):
                found[name] = None
        return found

    def filled(self, kept: tuple[Any, ...], names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
        """Whatever may be written into these; what is required and shown then is there."""
        for new in product(
            *(
                (*DOMAIN[name], None) if name in names else (value,)
                for name, value in zip(NAMES, kept, strict=True)
            )
        ):
            shown = self.read(new)
            if all(
                shown[name] == new[NAMES.index(name)]
                and (
                    shown[name] is not None
                    or not holds(self.fields[name].shown, shown.get)
                    or self.fields[name].required != ALWAYS
                )
                for name in names
            ):
                yield new

    def refused(self, kept: tuple[Any, ...], changed: set[str], action: str = "") -> bool:
        values = self.read(kept)
        return any(
            holds(line.when, values.get)
            for line in self.procedure.valid
            if (line.on == action if line.on else names_in(line.when) & changed)
        )

    def after(self, at: At) -> Iterator[At]:
        for line in self.procedure.steps[at.step].choose:
            if holds(line.when, self.read(at.values).get):
                yield At(line.to, at.used, at.values)
        for action in self.procedure.steps[at.step].do.values():
            if action.name in at.used or not holds(action.when, self.read(at.values).get):
                continue
            names = (*(FORM if "form" in action.edits else action.edits), *action.asks)
            for new in self.filled(at.values, names):
                shown = self.read(new)
                kept = tuple(
                    shown[name] if action.edits else value
                    for name, value in zip(NAMES, new, strict=True)
                )  # an edit empties what is hidden
                if not self.refused(
                    kept,
                    {
                        name
                        for name, one, other in zip(NAMES, kept, at.values, strict=True)
                        if name in names and one != other
                    },
                    action.name,
                ):
                    self.blank |= {
                        letter
                        for letter in action.letters
                        if shown[str(self.procedure.letters[letter].values["x"].value)] is None
                    }
                    yield At(
                        action.to or at.step,
                        at.used | {action.name} if action.at_most else at.used,
                        kept,
                    )


@settings(max_examples=200, derandomize=True)
@given(procedures())
def test_no_state_without_an_end_and_no_blank_is_passed_over(procedure: Procedure):
    walk = Walk(procedure)
    told = {one.rule for one in always_onward(procedure, Surroundings())}
    if walk.stuck():
        assert "F2" in told
    elif not procedure.valid and all(
        action.when == ALWAYS for step in procedure.steps.values() for action in step.do.values()
    ):
        assert "F2" not in told
    if walk.onward:
        assert walk.blank <= {one.path[1] for one in values_filled(procedure, Surroundings())}
