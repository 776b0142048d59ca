"""A table is proven over every form there can be: a gap or an overlap comes with a form that the engine itself looked at."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dinh.checker.finding import Surroundings
from dinh.checker.proof.links import link_of
from dinh.checker.proof.solve import bounded
from dinh.checker.tables import Lines, proven, tables, tables_proven
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.definition.condition import (
    ALWAYS,
    Clause,
    Compare,
    Condition,
    Empty,
    Filled,
    Is,
    Not,
    Within,
    holds,
)
from dinh.engine.definition.procedure import (
    Between,
    Derived,
    FeeLine,
    FeeRule,
    Field,
    Fold,
    Minus,
    Procedure,
    Table,
    TableRow,
    Text,
    Times,
)
from tests.procedures.files import changed, problems
from tests.world import own_files

FEE = "  - {when: {kind: meeting}, amount: 0, law: QC 5}\n  - {when: {kind: wedding}, amount: hire, law: QC 5}\n"
FREE = "amount: 0, law: QC 5"


def fee(*whens: str) -> tuple[str, str]:
    return FEE, "".join(f"  - {{when: {when}, {FREE}}}\n" for when in whens)


COMPLETE = {
    "names": fee("{kind: meeting}", "{kind: wedding}"),
    "numbers within their bounds": fee('{seats: "[1..50]"}', '{seats: "(50..300]"}'),
    "whole numbers have nothing between 50 and 51": fee('{seats: "<= 50"}', '{seats: ">= 51"}'),
    "an optional value with a line for none": fee("{food: yes}", "{food: no}", "{food: empty}"),
    "what is not shown is empty": fee(
        "{kind: wedding, food: [yes, no]}", "{kind: wedding, food: empty}", "{kind: meeting}"
    ),
    "a difference of days and what valid refuses": fee('{ahead: "[0..7]"}', '{ahead: "> 7"}'),
    "a difference beside the day itself": fee('{ahead: "<= 7"}', '{ahead: "> 7"}'),
}
GAPS = {
    "a name forgotten": (
        fee("{kind: meeting}", '{kind: wedding, seats: "<= 50"}'),
        "kind = wedding, seats = 51",
    ),
    "a number at the edge": (fee('{seats: "< 50"}', '{seats: "> 50"}'), "seats = 50"),
    "an optional value": (fee("{food: yes}", "{food: no}"), "food = trống"),
    "not(…) holds of no empty value": (fee("{food: yes}", "{food: not(yes)}"), "food = trống"),
    "a difference of days": (fee('{ahead: "< 7"}', '{ahead: "> 7"}'), "ahead = 7"),
}
OVERLAPS = {
    "a line twice": (
        fee("{kind: meeting}", "{kind: wedding}", "{kind: meeting}"),
        "Dòng 1 và 3 cùng đúng khi kind = meeting",
    ),
    "an edge twice": (
        fee('{seats: "<= 50"}', '{seats: ">= 50"}'),
        "Dòng 1 và 2 cùng đúng khi seats = 50",
    ),
    "a line that always holds": (fee("{}", "{kind: meeting}"), "Dòng 1 và 2"),
    "two values that may meet": (
        fee("{kind: meeting}", "{kind: wedding}", '{seats: "> 299"}'),
        "Dòng 1 và 3",
    ),
}


@pytest.mark.parametrize("change", COMPLETE.values(), ids=list(COMPLETE))
def test_a_table_with_a_line_for_every_form_passes(tmp_path: Path, change: tuple[str, str]):
    assert not [
        one for one in problems(tmp_path, changed(change)) if one.rule in ("T3", "T4", "T5")
    ]


@pytest.mark.parametrize(("change", "case"), GAPS.values(), ids=list(GAPS))
def test_a_gap_is_told_with_a_form_that_falls_into_it(
    tmp_path: Path, change: tuple[str, str], case: str
):
    (found,) = [
        one for one in problems(tmp_path, changed(change)) if one.rule in ("T3", "T4", "T5")
    ]
    assert found.rule == "T3"
    assert case in found.message.vi
    assert found.counterexample


def test_what_was_refused_at_the_opening_may_come_about_later(tmp_path: Path):
    """A line of `valid` looks at the moment of filling; the fee is fixed when the case is accepted, perhaps next year."""
    late = (
        "valid:\n",
        'valid:\n  - {when: {acted: "> 2026-12-31"}, say: {vi: Đã hết hạn nhận}, at: held_on, law: QC 2}\n',
    )
    found = [
        one
        for one in problems(tmp_path, changed(late, fee('{acted: "<= 2026-12-31"}')))
        if one.rule in ("T3", "T5")
    ]
    assert [one.rule for one in found] == ["T3"]


@pytest.mark.parametrize(("change", "words"), OVERLAPS.values(), ids=list(OVERLAPS))
def test_an_overlap_is_told_with_the_two_lines(tmp_path: Path, change: tuple[str, str], words: str):
    found = [one for one in problems(tmp_path, changed(change)) if one.rule in ("T3", "T4", "T5")]
    assert [one.rule for one in found] == ["T4"]
    assert words in found[0].message.vi


# --- what is computed of what has bounds ------------------------------------------------------------------------------

ROWS = """  more: {label: {vi: Khách}, type: list, rows: "[1..5]", of: {n: {label: {vi: Số}, type: number, in: "[0..10]", required: yes}, m: {label: {vi: Số}, type: number, in: "[0..10]"}},
    derive: {t: {times: [n, 2]}, u: {times: [m, 2]}, v: {sum: [n, u]}, w: {greatest: [n, u]}, c: {table: [{when: {n: "<= 5"}, gives: 1}, {when: {n: "> 5"}, gives: 4}]}}}
  rooms: {label: {vi: Phòng}, type: number, in: "[0..10]", required: yes}
  food: {label"""
BOUNDED = {
    "a sum of rows of a derived column": ("sum: more.t", '"[0..4]"', '"[5..100]"'),
    "a sum of rows of a sum": ("sum: more.v", '"[0..4]"', '"[5..150]"'),
    "a sum of rows of a table": ("sum: more.c", '"[0..4]"', '"[5..20]"'),
    "the greatest of a derived column": ("greatest: more.t", '"[0..4]"', '"[5..20]"'),
    "the greatest of a derived column that may be empty": ("greatest: more.u", '"[0..4]"', '"[5..20]"', "empty"),
    "the greatest of the greatest in each row": ("greatest: more.w", '"[0..4]"', '"[5..20]"'),
    "the least of a column": ("least: more.n", '"[0..4]"', '"[5..10]"'),
    "the first of a table": ("first: more.c", "1", '"[2..4]"'),
    "the greatest of a derived value and a constant": ("greatest: [b, 3]", '"[3..4]"', '"[5..20]"'),
    "the least of a derived value and a constant": ("least: [b, 7]", '"[0..4]"', '"[5..7]"'),
    "the first of a derived value and a constant": ("first: [b, 7]", '"[0..4]"', '"[5..20]"'),
    "the sum of derived values": ("sum: [b, hire]", '"< 100000"', '"[100000..600020]"'),
}  # fmt: skip


def over_bounded(formula: str, *tests: str) -> list[tuple[str, str]]:
    return [
        ("  food: {label", ROWS),
        ("  hire: {times: [seats, 2000]}\n", f"  hire: {{times: [seats, 2000]}}\n  b: {{times: [rooms, 2]}}\n  all: {{{formula}}}\n"),
        fee(*(f"{{all: {test}}}" for test in tests)),
    ]  # fmt: skip


@pytest.mark.parametrize(("formula", "tests"), [(one[0], one[1:]) for one in BOUNDED.values()], ids=list(BOUNDED))  # fmt: skip
def test_the_sum_and_the_greatest_of_bounded_derived_values_are_proven(
    tmp_path: Path, formula: str, tests: tuple[str, ...]
):
    found = problems(tmp_path, changed(*over_bounded(formula, *tests)))
    assert not [one for one in found if one.rule in ("T2", "T3", "T4", "T5")]


@pytest.mark.parametrize(
    ("formula", "tests"),
    [
        ("sum: more.t", ('"[0..4]"', '"[5..99]"')),
        ("greatest: more.t", ('"[0..4]"', '"[5..19]"')),
        ("greatest: more.u", ('"[0..4]"', '"[5..20]"')),
        ("greatest: [b, 3]", ('"[3..4]"', '"[5..19]"')),
        ("least: more.n", ('"[1..10]"',)),
        ("sum: [b, hire]", ('"< 100000"', '"[100001..600020]"')),
    ],
)
def test_a_line_that_lacks_is_still_told_of_what_has_bounds(
    tmp_path: Path, formula: str, tests: tuple[str, ...]
):
    found = problems(tmp_path, changed(*over_bounded(formula, *tests)))
    assert [one.rule for one in found if one.rule in ("T3", "T4", "T5")]


GUESTS = (
    "  food: {label",
    '  guests: {label: {vi: Khách}, type: list, rows: "[0..40]", of: {n: {label: {vi: Số}, type: number, in: "[0..10]", required: yes}}}\n  food: {label',
)


@pytest.mark.parametrize("formula", ["count: guests", 'count: guests, where: {n: "> 5"}'])
@pytest.mark.parametrize("edge", [0, 3, 18, 40])
@pytest.mark.parametrize(
    ("below", "above", "rule"), [("<", ">", "T3"), ("<=", ">=", "T4")], ids=["gap", "overlap"]
)
def test_a_table_over_a_count_of_rows_is_told_with_so_many_rows(
    tmp_path: Path, formula: str, edge: int, below: str, above: str, rule: str
):
    counted = ("  hire: {times", f"  many: {{{formula}}}\n  hire: {{times")
    lines = fee(f'{{many: "{below} {edge}"}}', f'{{many: "{above} {edge}"}}')
    found = [
        one
        for one in problems(tmp_path, changed(GUESTS, counted, lines))
        if one.rule in ("T3", "T4", "T5")
    ]
    assert [one.rule for one in found] == [rule]
    assert f"many = {edge}" in found[0].message.vi
    assert len(found[0].counterexample["given"].get("guests", [])) >= edge


amounts = st.integers(-5, 5)
cells = st.sampled_from(["n", "m"])
numbers = st.one_of(cells, amounts)
row_formulas = st.one_of(
    st.builds(lambda factors: Times(tuple(factors)), st.lists(numbers, min_size=1, max_size=3)),
    st.builds(lambda over: Fold("sum", tuple(over)), st.lists(numbers, min_size=1, max_size=3)),
    st.builds(lambda over: Fold("greatest", tuple(over)), st.lists(numbers, min_size=1, max_size=3)),
    st.builds(lambda over: Fold("least", tuple(over)), st.lists(numbers, min_size=1, max_size=3)),
    st.builds(lambda over: Fold("first", tuple(over)), st.lists(numbers, min_size=1, max_size=3)),
    st.builds(Minus, cells, numbers),
)  # fmt: skip


@settings(max_examples=200, derandomize=True)
@given(
    first=row_formulas,
    second=st.sampled_from(["greatest", "least", "sum"]),
    rows=st.lists(st.tuples(st.integers(-3, 4), st.integers(0, 6)), min_size=1, max_size=4),
    function=st.sampled_from(["sum", "greatest", "least", "first"]),
)
def test_what_rows_give_lies_where_the_proof_takes_it_to_lie(first, second, rows, function):
    text = Text("x")
    field = Field(
        name="list", label=text, type="list", rows=Within(0, 5),
        columns={"n": Field(name="n", label=text, type="number", bounds=Within(-3, 4)), "m": Field(name="m", label=text, type="number", bounds=Within(0, 6))},
        derive={"a": Derived(name="a", type="number", formula=first), "b": Derived(name="b", type="number", formula=Fold(second, ("a", "n")))},
    )  # fmt: skip
    fold = Fold(function, ("list.b",))
    procedure = replace(PUBLISHED[0], form={"list": field}, derive={"all": Derived(name="all", type="number", formula=fold)})  # fmt: skip
    data = {"list": {str(number): {"n": n, "m": m} for number, (n, m) in enumerate(rows, 1)}}
    value = Scope(procedure, data, {})("all")
    if value is not None:
        (link,) = link_of("all", fold, {}, procedure, {"all": None})
        span = link.of()
        assert span.low is None or span.low <= value
        assert span.high is None or value <= span.high


# --- of every published file ------------------------------------------------------------------------------------------


PUBLISHED = [one.procedure for one in own_files().packages]


def several(procedure: Procedure) -> list[Lines]:
    return [one for one in tables(procedure) if len(one.rows) > 1]


def without(procedure: Procedure, table: Lines, place: int, *, twice: bool = False) -> Procedure:
    """The file with a line of a table lost, or written a second time."""

    def cut(rows: tuple) -> tuple:
        return (*rows, rows[place]) if twice else rows[:place] + rows[place + 1 :]

    match table.path:
        case ("fee", name):
            line = procedure.fee[name]
            return replace(
                procedure, fee={**procedure.fee, name: replace(line, rules=cut(line.rules))}
            )
        case ("deadline",):
            return replace(
                procedure, deadline=replace(procedure.deadline, rows=cut(procedure.deadline.rows))
            )
        case ("steps", name):
            step = procedure.steps[name]
            return replace(
                procedure, steps={**procedure.steps, name: replace(step, choose=cut(step.choose))}
            )
        case ("steps", name, "limit"):
            step = procedure.steps[name]
            return replace(
                procedure,
                steps={
                    **procedure.steps,
                    name: replace(step, limit=replace(step.limit, rows=cut(step.limit.rows))),
                },
            )
        case ("derive", name):
            value = procedure.derive[name]
            return replace(
                procedure,
                derive={
                    **procedure.derive,
                    name: replace(value, formula=Table(cut(value.formula.rows))),
                },
            )
        case (section, list_, "derive", name):
            field = getattr(procedure, section)[list_]
            value = field.derive[name]
            inner = replace(
                field,
                derive={
                    **field.derive,
                    name: replace(value, formula=Table(cut(value.formula.rows))),
                },
            )
            return replace(procedure, **{section: {**getattr(procedure, section), list_: inner}})
    raise AssertionError(table.path)


MUTANTS = [
    (procedure, table, place)
    for procedure in PUBLISHED
    for table in several(procedure)
    for place in range(len(table.rows))
]


def test_every_table_of_every_published_file_is_proven():
    assert MUTANTS
    assert not [
        finding for procedure in PUBLISHED for finding in tables_proven(procedure, Surroundings())
    ]


@pytest.mark.parametrize(
    ("procedure", "table", "place"),
    MUTANTS,
    ids=lambda one: (
        getattr(one, "slug", None)
        or (".".join(map(str, one.path)) if isinstance(one, Lines) else str(one))
    ),
)
def test_a_line_lost_or_doubled_in_a_published_file_is_found(
    procedure: Procedure, table: Lines, place: int
):
    assert "T3" in rules_of(without(procedure, table, place), table)
    assert "T4" in rules_of(without(procedure, table, place, twice=True), table)


def rules_of(procedure: Procedure, table: Lines) -> list[str]:
    (same,) = [one for one in tables(procedure) if one.path == table.path]
    return [one.rule for one in proven(procedure, same)]


# --- against trying all forms -----------------------------------------------------------------------------------------

KINDS = ("a", "b", "c")
DAYS = [None, "2026-01-01", "2026-01-02", "2026-01-03", "2026-01-05", "2026-02-01"]
NUMBERS = [None, *range(6)]
TEXT = Text("x")

names_tests = st.sampled_from(
    [Is("a"), Is("b"), Is("c"), Not((Is("a"),)), Not((Is("a"), Is("b"))), Filled(), Empty()]
)
number_tests = st.one_of(
    st.builds(Compare, st.sampled_from(["<", "<=", ">", ">=", "="]), st.integers(0, 5)),
    st.builds(lambda low, width, low_in, high_in: Within(low, low + width, low_in, high_in), st.integers(0, 4), st.integers(1, 3), st.booleans(), st.booleans()),
    st.just(Empty()), st.just(Filled()),
)  # fmt: skip
apart_tests = st.builds(
    Compare, st.sampled_from(["<", "<=", ">", ">=", "="]), st.integers(-3, 4)
) | st.just(Empty())
clauses = st.one_of(
    st.builds(Clause, st.just("kind"), st.lists(names_tests, min_size=1, max_size=2).map(tuple)),
    st.builds(
        Clause,
        st.sampled_from(["n", "m"]),
        st.lists(number_tests, min_size=1, max_size=2).map(tuple),
    ),
    st.builds(Clause, st.just("apart"), st.lists(apart_tests, min_size=1, max_size=2).map(tuple)),
    st.builds(Clause, st.just("less"), st.lists(apart_tests, min_size=1, max_size=2).map(tuple)),
    st.builds(
        Clause,
        st.just("band"),
        st.lists(
            st.sampled_from([Is("low"), Is("high"), Empty(), Filled()]), min_size=1, max_size=1
        ).map(tuple),
    ),
    st.builds(Clause, st.just("most"), st.lists(number_tests, min_size=1, max_size=1).map(tuple)),
)
wholes = st.lists(st.lists(clauses, min_size=0, max_size=2).map(tuple), min_size=1, max_size=2).map(
    tuple
)


@st.composite
def procedures(draw: st.DrawFn) -> Procedure:
    shown = draw(
        st.sampled_from(
            [ALWAYS, ((Clause("kind", (Is("a"),)),),), ((Clause("n", (Compare(">", 2),)),),)]
        )
    )
    required = draw(st.sampled_from([ALWAYS, (), ((Clause("kind", (Is("b"), Is("c"))),),)]))
    form = {
        "kind": Field(
            name="kind",
            label=TEXT,
            type="choice",
            of={name: TEXT for name in KINDS},
            required=draw(st.sampled_from([ALWAYS, ()])),
        ),
        "n": Field(
            name="n",
            label=TEXT,
            type="number",
            bounds=Within(0, 5),
            required=draw(st.sampled_from([ALWAYS, ()])),
        ),
        "m": Field(
            name="m", label=TEXT, type="number", bounds=Within(0, 5), required=required, shown=shown
        ),
        "from": Field(
            name="from",
            label=TEXT,
            type="date",
            bounds=Within("2026-01-01", "2026-02-01"),
            required=ALWAYS,
        ),
        "to": Field(
            name="to",
            label=TEXT,
            type="date",
            bounds=Within("2026-01-01", "2026-02-01"),
            required=draw(st.sampled_from([ALWAYS, ()])),
        ),
    }
    derive = {
        "apart": Derived(name="apart", formula=Between("days", "from", "to"), type="number"),
        "less": Derived(name="less", formula=Minus("n", "m"), type="number"),
        "most": Derived(name="most", formula=Fold("greatest", ("n", "m")), type="number"),
        "band": Derived(
            name="band",
            formula=Table(
                (
                    TableRow("low", ((Clause("n", (Compare("<", 3),)),),)),
                    TableRow("high", ((Clause("n", (Compare(">=", 3),)),),)),
                )
            ),
            type="choice",
            names=("low", "high"),
        ),
    }
    rows = draw(st.lists(wholes, min_size=1, max_size=3))
    return Procedure(
        slug="thu", code="none", name=TEXT, field="x", level="internal", in_force="2026-01-01", channels=("counter",), form=form, derive=derive,
        fee={"all": FeeLine(name="all", at="accept", rules=tuple(FeeRule(0, row) for row in rows))},
    )  # fmt: skip


def every_form(procedure: Procedure) -> list[Scope]:
    """All forms the grid can make that the engine would take."""
    forms = []
    for kind, n, m, start, end in product((None, *KINDS), NUMBERS, NUMBERS, DAYS[1:], DAYS):
        data = {
            name: value
            for name, value in (("kind", kind), ("n", n), ("m", m), ("from", start), ("to", end))
            if value is not None
        }
        scope = Scope(procedure, data, {})
        shown = {field.name for field in procedure.form.values() if holds(field.shown, scope)}
        lacks = any(
            field.name in shown and field.name not in data and holds(field.required, scope)
            for field in procedure.form.values()
        )
        if not lacks and set(data) <= shown:
            forms.append(scope)
    return forms


@settings(max_examples=60)
@given(procedures())
def test_no_form_falls_into_a_gap_or_an_overlap_that_was_not_found(procedure: Procedure):
    """The tests above are of days and numbers on the very grid that is tried, so trying all is a proof too."""
    told = {one.rule for one in tables_proven(procedure, Surroundings())}
    rows: tuple[Condition, ...] = tuple(rule.when for rule in procedure.fee["all"].rules)
    counts = [sum(holds(row, scope) for row in rows) for scope in every_form(procedure)]
    assert "T5" not in told
    if 0 in counts:
        assert "T3" in told
    if any(count > 1 for count in counts):
        assert "T4" in told


# --- large ones -------------------------------------------------------------------------------------------------------


def of_inputs(count: int, *, last: bool = True) -> Procedure:
    """A line for each input that is the first to say yes, and one for none."""
    names = [f"q{place}" for place in range(count)]
    form = {name: Field(name=name, label=TEXT, type="yes_no", required=ALWAYS) for name in names}
    rows = [
        (*(Clause(one, (Is("no"),)) for one in names[:place]), Clause(name, (Is("yes"),)))
        for place, name in enumerate(names)
    ]
    rows += [tuple(Clause(one, (Is("no"),)) for one in names)] if last else []
    return Procedure(
        slug="thu", code="none", name=TEXT, field="x", level="internal", in_force="2026-01-01", channels=("counter",), form=form,
        fee={"all": FeeLine(name="all", at="accept", rules=tuple(FeeRule(0, (row,)) for row in rows))},
    )  # fmt: skip


def test_a_table_with_many_inputs_is_proven_without_listing_their_products():
    assert not list(tables_proven(of_inputs(24), Surroundings()))
    assert [one.rule for one in tables_proven(of_inputs(24, last=False), Surroundings())] == ["T3"]


def test_what_takes_more_boxes_than_all_may_have_is_said_to_be_open():
    with bounded(30):
        assert {one.rule for one in tables_proven(of_inputs(24), Surroundings())} == {"T5"}


# --- lists, months and years: what is neither found nor refuted is said, never passed over ------------------------------

AMOUNTS = (None, 0, 1, 3)
BIRTHS = (
    "2008-01-01",
    "2008-03-01",
    "2010-02-28",
    "2010-03-01",
    "2012-02-29",
    "2024-12-31",
    "2026-02-28",
)
row_tests = st.builds(
    Compare, st.sampled_from(["<", "<=", ">", ">=", "="]), st.integers(0, 4)
) | st.just(Empty())
row_clauses = st.builds(
    Clause,
    st.sampled_from(["a_rows", "rows_n", "paid", "most_paid", "least_paid", "age", "age_months"]),
    st.lists(row_tests, min_size=1, max_size=2).map(tuple),
)


@st.composite
def procedures_of_rows(draw: st.DrawFn) -> Procedure:
    columns = {
        "tag": Field(
            name="tag", label=TEXT, type="choice", of={"a": TEXT, "b": TEXT}, required=ALWAYS
        ),
        "paid": Field(
            name="paid",
            label=TEXT,
            type="number",
            bounds=Within(0, 3),
            required=draw(st.sampled_from([ALWAYS, ()])),
        ),
    }
    form = {
        "items": Field(
            name="items",
            label=TEXT,
            type="list",
            rows=Within(draw(st.sampled_from([0, 1])), 2),
            columns=columns,
        ),
        "born": Field(
            name="born",
            label=TEXT,
            type="date",
            bounds=Within("2008-01-01", "2026-02-28"),
            required=ALWAYS,
        ),
        "upto": Field(
            name="upto",
            label=TEXT,
            type="date",
            bounds=Within("2026-02-28", "2026-03-01"),
            required=ALWAYS,
        ),
    }
    formulas = {
        "a_rows": Fold("count", ("items",), ((Clause("tag", (Is("a"),)),),)), "rows_n": Fold("count", ("items",)), "paid": Fold("sum", ("items.paid",)),
        "most_paid": Fold("greatest", ("items.paid",)), "least_paid": Fold("least", ("items.paid",)),
        "age": Between("years", "born", "upto"), "age_months": Between("months", "born", "upto"),
    }  # fmt: skip
    rows = draw(
        st.lists(
            st.lists(
                st.lists(row_clauses, min_size=0, max_size=2).map(tuple), min_size=1, max_size=2
            ).map(tuple),
            min_size=1,
            max_size=3,
        )
    )
    return Procedure(
        slug="thu", code="none", name=TEXT, field="x", level="internal", in_force="2026-01-01", channels=("counter",), form=form,
        derive={name: Derived(name=name, formula=formula, type="number") for name, formula in formulas.items()},
        fee={"all": FeeLine(name="all", at="accept", rules=tuple(FeeRule(0, row) for row in rows))},
    )  # fmt: skip


def every_form_of_rows(procedure: Procedure) -> list[Scope]:
    items = procedure.form["items"]
    cells = [
        {"tag": tag, **({} if paid is None else {"paid": paid})}
        for tag in ("a", "b")
        for paid in AMOUNTS
        if paid is not None or items.columns["paid"].required != ALWAYS
    ]
    lists = [
        rows for size in range(3) if size >= items.rows.low for rows in product(cells, repeat=size)
    ]
    return [
        Scope(
            procedure,
            {
                "items": {str(place): row for place, row in enumerate(rows, 1)},
                "born": born,
                "upto": upto,
            },
            {},
        )
        for rows, born, upto in product(lists, BIRTHS, ("2026-02-28", "2026-03-01"))
    ]


@settings(max_examples=40)
@given(procedures_of_rows())
def test_of_lists_and_ages_no_gap_or_overlap_is_passed_over(procedure: Procedure):
    told = {one.rule for one in tables_proven(procedure, Surroundings())}
    rows: tuple[Condition, ...] = tuple(rule.when for rule in procedure.fee["all"].rules)
    counts = [sum(holds(row, scope) for row in rows) for scope in every_form_of_rows(procedure)]
    if 0 in counts:
        assert told & {"T3", "T5"}
    if any(count > 1 for count in counts):
        assert told & {"T4", "T5"}
