"""P2: four eyes. Of a file, with one person a role; of a house, with its people; whoever opened the case is one of them."""

from __future__ import annotations

from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dinh.checker import check
from dinh.checker.four_eyes import Alone, nobody_left
from dinh.engine.definition.procedure import Procedure
from tests.engine.test_by_chance import small, work
from tests.generated.mend import AROUND
from tests.generated.shown import shown
from tests.generated.source import procedure_of

KIN: dict[str, Any] = {
    "class": "kin",
    "classes": {"kin": {"roles": ["leader", "police"], "label": {"vi": "kín"}}},
}
OPENER, ACTED = (
    "Whoever opened the case may be the only one as {}, and then nobody is left for step",
    'Whoever opened the case may have acted in "first"',
)


def two(
    first: Any, last: Any, *, not_by: str = "first", kept: str = "", at: str = "home"
) -> dict[str, Any]:
    """Two steps by these roles: whoever acted at (or is) `not_by` may not do the last; `kept`: nor the first."""
    return {
        "first": {**work(first, go={"to": "last"}), **({"not_by": [kept]} if kept else {})},
        "last": {**work(last, end={"to": "over"}), "not_by": [not_by], "at": at},
    }


FILES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "whoever opened it acted first, and may be the one officer": (
        two("opener", "office"),
        {},
        OPENER.format("office"),
    ),
    "another role is left beside": (two("opener", ["office", "leader"]), {}, ""),
    "whoever opened it is kept out by itself": (
        two("office", "leader", not_by="opener"),
        {},
        OPENER.format("leader"),
    ),
    "at the window it is not the leader who opens": (
        two("office", "leader", not_by="opener"),
        {"channels": ["counter"]},
        "",
    ),
    "at the window it is the counter": (
        two("office", "counter", not_by="opener"),
        {"channels": ["counter"]},
        OPENER.format("counter"),
    ),
    "online it is the applicant": (
        two("office", "leader", not_by="opener"),
        {"channels": ["online"]},
        "",
    ),
    "a secret matter is opened by its own roles, these": (
        two("office", "police", not_by="opener"),
        KIN,
        OPENER.format("police"),
    ),
    "a secret matter is opened by its own roles, not those": (
        two("office", "land", not_by="opener"),
        KIN,
        "",
    ),
    "whoever opened it is to act last": (two("office", "opener"), {}, ACTED),
    "whoever opened it is to act last, and was kept out before": (
        two(["office", "leader"], "opener", kept="opener"),
        {},
        "",
    ),
    "the province's people are others": (
        two("office", "leader", not_by="opener", at="province"),
        {},
        "",
    ),
    "one role twice": (
        two("office", "office"),
        {},
        'With one person as office, who acted in "first", nobody is left for step',
    ),
}


@pytest.mark.parametrize(("steps", "keys", "says"), FILES.values(), ids=FILES)
def test_whoever_opened_the_case_may_be_the_only_one_of_a_role(
    tmp_path: Path, steps: dict[str, Any], keys: dict[str, Any], says: str
):
    found = [one.message.en for one in small(tmp_path, steps, **keys).problems if one.rule == "P2"]
    assert len(found) == bool(says)
    assert says in "".join(found)


def test_the_one_person_of_a_role_is_led_to_the_step_that_is_kept_from_them(tmp_path: Path):
    procedure = procedure_of(small(tmp_path, two("office", "office")))
    assert procedure is not None
    (one,) = [finding for finding in check(procedure, AROUND) if finding.rule == "P2"]
    assert one.counterexample
    assert [line["by"] for line in one.counterexample["does"]] == ["office"]
    assert shown(procedure, one)


# --- with the people of a house ---------------------------------------------------------------------------------------


@cache
def sound() -> Procedure:
    with TemporaryDirectory() as folder:
        one = procedure_of(
            small(
                Path(folder),
                {
                    "a": work(go={"to": "b"}),
                    "b": work(go={"to": "c"}),
                    "c": work(end={"to": "over"}),
                },
            )
        )
    assert one is not None
    return one


def asked(
    roles: dict[str, tuple[str, ...]],
    not_by: dict[str, tuple[str, ...]],
    channels: tuple[str, ...] = ("house",),
) -> Procedure:
    steps = {
        name: replace(step, roles=roles.get(name, step.roles), not_by=not_by.get(name, ()))
        for name, step in sound().steps.items()
    }
    return replace(sound(), steps=steps, channels=channels)


def test_of_each_person_who_could_act_it_is_told_what_they_did_before():
    held = {"an": frozenset({"office"}), "binh": frozenset({"office", "leader"})}
    one = asked({"a": ("opener",), "b": ("leader",), "c": ("office",)}, {"c": ("a", "b")})
    assert [*nobody_left(one, held)] == [Alone("c", {"an": "a", "binh": "b"}, sure=False)], (
        "had the other opened it, an would be left"
    )
    assert [*nobody_left(one, held | {"chi": frozenset({"office"})})] == []
    assert [*nobody_left(asked({"c": ("leader",)}, {"c": ("opener",)}), held)] == [
        Alone("c", {"binh": "opener"}, sure=False)
    ]
    assert [*nobody_left(asked({"b": ("leader",), "c": ("leader",)}, {"c": ("b",)}), held)] == [
        Alone("c", {"binh": "b"}, sure=True)
    ]
    assert [*nobody_left(asked({"c": ("leader",)}, {"c": ("opener",)}, ("counter",)), held)] == []
    assert [
        one.step
        for one in nobody_left(
            asked({"a": ("opener",)}, {"b": ("opener",), "c": ("b",)}),
            {"an": frozenset({"office"})},
        )
    ] == ["b"], "nobody comes as far as c"


ROLES = ("office", "leader", "counter")
SOME = st.sets(st.sampled_from(ROLES), min_size=1, max_size=2).map(lambda some: tuple(sorted(some)))
WHO = st.one_of(SOME, st.just(("opener",)), SOME.map(lambda some: ("opener", *some)))
HELD = st.dictionaries(
    st.sampled_from(("an", "binh", "chi", "dung")),
    st.frozensets(st.sampled_from(ROLES), min_size=1),
    min_size=1,
)


@settings(max_examples=150)
@given(
    a=WHO,
    b=WHO,
    c=WHO,
    kept=st.sets(st.sampled_from(("a", "b", "opener")), min_size=1),
    barred=st.booleans(),
    held=HELD,
    channel=st.sampled_from(("house", "counter")),
)
def test_nobody_is_left_just_when_some_way_to_share_the_work_leaves_nobody_and_surely_when_every_way_does(
    a, b, c, kept, barred, held, channel
):
    """Every opener, and every person for each step before: tried out one by one."""
    one = asked(
        {"a": a, "b": b, "c": c},
        {"c": tuple(sorted(kept)), "b": ("opener",) if barred else ()},
        (channel,),
    )

    def may(roles: tuple[str, ...], opener: str) -> set[str]:
        return {person for person, own in held.items() if own & set(roles)} | (
            {opener} if "opener" in roles else set()
        )

    def sticking(opener: str) -> list[bool]:
        acting = {"a": may(a, opener), "b": may(b, opener) - ({opener} if barred else set())}
        ways = product(*(sorted(acting[name]) or [""] for name in ("a", "b") if name in kept))
        able = may(c, opener)
        return [able <= {*way, *([opener] if "opener" in kept else [])} for way in ways if able]

    openers = [person for person, own in held.items() if channel == "house" or "counter" in own]
    asks_opener = {*c, *kept, *(a if "a" in kept else ()), *(b if "b" in kept else ())}
    if barred and "b" in kept:
        asks_opener.add("opener")
    found = [
        stuck
        for opener in openers or [""]
        if opener or "opener" not in asks_opener
        for stuck in sticking(opener)
    ]
    assert [alone.sure for alone in nobody_left(one, held) if alone.step == "c"] == (
        [all(found)] if any(found) else []
    )
