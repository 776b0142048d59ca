"""Whatever leads wherever: no drawing has a shape on a shape, a way through a shape, or two strange ways in one line."""

from hypothesis import given, settings
from hypothesis import strategies as st

from dinh.engine.definition.procedure import Procedure, Text
from dinh.engine.definition.steps import Action, Choice, End, Limit, Step, Then, TimeRow
from dinh.engine.schedule.duration import Duration
from tests.export.test_layout import laid_out, looked_at

STEPS_MAX, ACTIONS_MAX, ROLES = 9, 6, ("counter", "leader", "applicant", "office")
WORDS = st.sampled_from(
    ("Ký", "Trả lại thẩm tra", "Xác minh việc kết hôn của cha mẹ ở xã khác", "Yêu cầu bổ sung")
)
DAYS = Limit(rows=(TimeRow(time=Duration(30, "days")),))


@st.composite
def procedures(draw: st.DrawFn) -> Procedure:
    count = draw(st.integers(1, STEPS_MAX))
    places = st.sampled_from([*(f"s{n}" for n in range(count)), "good", "bad"])
    steps = {f"s{n}": draw(steps_to(f"s{n}", places)) for n in range(count)}
    ends = {
        "good": End(name="good", outcome="granted", label=Text("Được")),
        "bad": End(name="bad", outcome="rejected", label=Text("Từ chối giải quyết hồ sơ")),
    }
    return Procedure(
        slug="x",
        code="none",
        name=Text("X"),
        field="x",
        level="internal",
        in_force="2026-07-01",
        steps=steps,
        ends=ends,
        start="s0",
    )


@st.composite
def steps_to(draw: st.DrawFn, name: str, places: st.SearchStrategy[str]) -> Step:
    if draw(st.integers(0, 4)) == 0:
        return Step(
            name=name,
            label=Text(draw(WORDS)),
            choose=tuple(Choice(to=to) for to in draw(st.lists(places, min_size=1, max_size=3))),
        )
    acts = {
        f"a{n}": Action(name=f"a{n}", label=Text(draw(WORDS)), to=draw(places))
        for n in range(draw(st.integers(0, ACTIONS_MAX)))
    }
    then = draw(st.none() | places)
    roles = (draw(st.sampled_from(ROLES)),)
    return Step(
        name=name,
        label=Text(draw(WORDS)),
        roles=roles,
        do=acts,
        limit=DAYS if then else None,
        then=Then(to=then) if then else None,
    )


@settings(max_examples=150)
@given(procedures())
def test_whatever_leads_wherever_is_drawn_without_anything_on_anything(procedure):
    looked_at(laid_out(procedure))
