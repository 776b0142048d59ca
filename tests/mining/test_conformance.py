"""A log held against a procedure: what fits, where the rest parts from it, and that the figures are those of the definition."""

import json
import tracemalloc

import pytest

from dinh.cli import main
from dinh.engine.schedule.calendar import local
from dinh.mining import run
from dinh.mining.alignment import aligned
from dinh.mining.naming import acts_by_name, form_of, plain
from dinh.mining.precision import escaping
from dinh.mining.run import Misfit, Run, replayed
from dinh.mining.space import Space
from dinh.mining.telling import as_json
from dinh.mining.xes import traces
from tests.mining.logs import NAMES, USUAL, calendar, log, packed, receipt_phase, trace, written


@pytest.fixture(scope="module")
def space():
    return Space(receipt_phase(), run.reach(calendar()))


@pytest.fixture
def tried(tmp_path, space):
    def one(names: str, **more) -> Run | Misfit:
        [found] = traces(written(tmp_path, log(trace(names, **more))))
        return replayed(found, space)

    return one


def test_a_trace_that_fits_is_a_case_of_the_engine_with_its_times_and_its_due(tried):
    found = tried(USUAL)
    assert [move.name for move, _ in found.moves] == [
        "confirmation.confirm",
        "check.right",
        "determine.approve",
        "send.sent",
        "stop_advice.enough",
        "stop_indication.go_on",
    ]
    assert (
        found.case.end == "received"
        and found.case.settled.isoformat() == "2011-10-11T16:45:40.276000+00:00"
    )
    assert (
        found.case.due == local("2011-12-06T17:00") and found.case.data["received_by"] == "internet"
    )
    assert found.case.acted_by["check"] == ("Resource01",)


def test_who_only_confirmed_is_told_from_who_went_on_by_what_comes_behind(tried):
    assert tried("CR").case.end == "confirmed"
    assert tried("CR T06 T10 T02 T04 T05").case.end == "received"


def test_what_an_action_was_answered_is_found_from_what_was_done_then(tried):
    found = tried("CR T06 T07-1 T06 T10 T02 T04 T05")
    assert [move.fills for move, _ in found.moves if move.action == "ask"] == [
        {"advice_of": ["aspect_1"]}
    ]
    assert found.case.data["advice_of"] == ["aspect_1"]


@pytest.mark.parametrize(("names", "place", "code"), [
    ("CR T02 T05", 3, "not_now"), ("CR T02 T04", 4, "open"), ("CR T06 T06", 3, "not_now"), ("CR dance", 2, "name"), ("T02", 1, "not_now"), (f"{USUAL} T02", 7, "not_now"),
])  # fmt: skip
def test_where_a_trace_and_the_procedure_part(tried, names, place, code):
    found = tried(names)
    assert (found.place, found.code) == (place, code)


def test_a_trace_without_what_the_form_asks_is_not_opened(tried):
    found = tried(USUAL, deadline="soon")
    assert found.place == 0 and found.facts["fields"] == ["decide_by"]


def test_an_event_without_a_time_has_no_order(tmp_path, space):
    text = log(trace(USUAL)).replace('key="time:timestamp"', 'key="time:forgotten"', 2)
    [found] = traces(written(tmp_path, text))
    misfit = replayed(found, space)
    assert (misfit.place, misfit.code, misfit.event) == (1, "time", NAMES["CR"])


def test_events_against_the_clock_are_refused_by_the_engine(tmp_path, space):
    text = log(trace(USUAL)).replace("T17:45:40", "T03:45:40")
    misfit = replayed(next(traces(written(tmp_path, text))), space)
    assert (misfit.place, misfit.code) == (5, "time.backwards")


def test_a_case_of_ten_thousand_events_is_followed_to_its_end(tried):
    names = "CR " + "T02 T03 " * 5_000 + "T02 T04 T05 T06 T10"
    found = tried(names)
    assert isinstance(found, Run) and len(found.moves) == 10_006 and found.case.end == "received"
    assert tried(names + " T10").place == 10_007


@pytest.mark.parametrize(
    ("names", "cost"),
    [
        (USUAL, 0),
        ("CR T02 T05", 2),
        ("CR T02 T04 T05 T06", 1),
        ("CR T02 T04 T05 T10", 1),
        ("T02", 2),
        ("dance", 2),
        ("", 1),
    ],
)
def test_the_cheapest_alignment_says_what_is_too_much_and_what_is_missing(space, names, cost):
    start = space.opened({"decide_by": "2011-12-06"})
    found = aligned(start, [plain(NAMES.get(name, name)) for name in names.split()], space)
    assert found.cost == cost == sum(move.side != "both" for move in found.moves)
    assert [move.name for move in found.moves if move.side != "model"] == [
        plain(NAMES.get(name, name)) for name in names.split()
    ]


def test_no_way_through_the_states_is_cheaper_than_the_alignment(space):
    """Against a search that knows nothing: every log of three names, each way of leaving out and adding up to its cost."""
    start = space.opened({"decide_by": "2011-12-06"})
    for names in (["CR", "T05", "T06"], ["T06", "CR", "T02"], ["CR", "T10", "T04"]):
        wanted = [plain(NAMES[name]) for name in names]
        found = aligned(start, wanted, space)
        assert found.cost == _cheapest(start, wanted, space)


def _cheapest(start, names, space) -> int:
    level, cost, seen = {(start, 0)}, 0, set()
    while True:
        free = list(level)
        for state, place in free:
            onward = (
                [(after, place + 1) for _, after in space.by_name(state, names[place])]
                if place < len(names)
                else []
            )
            free += [node for node in onward if node not in level]
            level |= set(onward)
        if any(place == len(names) and space.ended(state) for state, place in level):
            return cost
        seen |= level
        level = {(state, place + 1) for state, place in level if place < len(names)} | {
            (after, place) for state, place in level for _, after in space.onward(state)
        }
        level -= seen
        cost += 1


def test_precision_counts_the_steps_that_escape(space):
    """After CR: check and stop_advice could be done, only check was; after each next event just as the model says."""
    start = space.opened({"decide_by": "2011-12-06"})
    found = escaping([(start, ("confirmation", "check"), 3)], space)
    # allowed: confirmation; check, stop_advice; adjust, determine, stop_advice. escaping: stop_advice; adjust, determine, stop_advice.
    assert (found.allowed, found.escaping) == (3 * 6, 3 * 4)
    assert found.precision == pytest.approx(1 / 3)


def test_a_name_means_a_step_an_action_or_both_in_either_language():
    procedure = receipt_phase()
    names, check = acts_by_name(procedure), procedure.steps["check"]
    every = tuple(("check", action) for action in check.do)
    assert names["check.right"] == (("check", "right"),)
    assert names["check"] == names[plain(check.label.vi)] == names[plain(check.label.en)] == every
    assert names[plain("Phải sửa")] == tuple(
        (step, "wrong") for step in ("check", "check_report", "check_document")
    )


def test_the_command_says_what_fits_and_changes_no_house(tmp_path, capsys):
    file = written(
        tmp_path,
        packed(log(trace(USUAL, "a"), trace("CR T02 T05", "b"), trace("CR dance", "c"))),
        "l.xes.gz",
    )
    assert main(["--json", "import", "xes", str(file), "--procedure", "receipt-phase"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["cases"], found["events"], found["fitting"], found["kept"]) == (3, 11, 1, False)
    assert [
        (one["case"], one["place"], one["event"], one["cost"]) for one in found["not_fitting"]
    ] == [("b", 3, NAMES["T05"], 2), ("c", 2, "dance", 1)]
    assert "dance" in found["not_fitting"][1]["why"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"\x1f\x8b\x08\x00half", "xes.broken_gzip"),
        (b"<!DOCTYPE a><log/>", "xes.entities"),
        (b"<b/>", "xes.no_log"),
        (b"<log>", "xes.broken_xml"),
    ],
)
def test_a_bad_file_is_refused_in_words(tmp_path, capsys, text, code):
    assert (
        main(
            [
                "--json",
                "import",
                "xes",
                str(written(tmp_path, text)),
                "--procedure",
                "receipt-phase",
            ]
        )
        == 1
    )
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == code


def test_an_unknown_procedure_and_a_file_that_is_not_there_are_refused(tmp_path, capsys):
    assert main(["--json", "import", "xes", "x.xes", "--procedure", "no-such"]) == 1
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == "procedure.not_found"
    assert (
        main(["--json", "import", "xes", str(tmp_path / "x.xes"), "--procedure", "receipt-phase"])
        == 1
    )
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == "data.unreadable"


def test_of_a_real_towns_log_nine_cases_in_ten_fit_and_the_model_is_no_flower(public):
    found, ended = public
    assert (found.cases, found.events, found.fitting, found.said) == (1434, 8577, 1386, 1430)
    assert ended == {"received": 1270, "confirmed": 116}
    assert found.fitness == pytest.approx(0.9895, abs=5e-4) and found.unaligned == 0
    assert found.escaping.precision == pytest.approx(0.77, abs=0.01)
    value = as_json(found, receipt_phase(), "vi")
    assert len(value["not_fitting"]) == 48 == sum(one["cases"] for one in value["by_why"])


def test_long_traces_cost_no_more_memory_than_their_steps(space):
    """Beginnings are a tree: of ten traces of 3,000 steps there are 30,000, which as rows of their own would hold 45 million steps."""
    start = space.opened(form_of(receipt_phase(), {"deadline": "2011-12-06"}))
    assert isinstance(start, int)
    runs = [
        (
            start,
            (
                "confirmation",
                *("check", "adjust") * n,
                *(f"other {n}" for _ in range(3000 - 2 * n)),
            ),
            1,
        )
        for n in range(10)
    ]
    tracemalloc.start()
    found = escaping(runs, space)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.allowed > 0 and not found.cut
    assert most < 60 << 20
