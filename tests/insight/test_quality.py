"""The index counts what the log tells, says what it cannot, and names the cases of each point."""

from datetime import date

import pytest

from dinh.engine.record.case import Case, IssuedLetter
from dinh.engine.record.events import Clock, Fee, Paid
from dinh.engine.schedule.calendar import local
from dinh.insight.house import Period, Read
from dinh.insight.lived import Lived
from dinh.insight.quality import GROUPS, MEASURES, as_json, quality
from tests.export.files import published
from tests.mining.logs import calendar, receipt_phase

NOV = Period(date(2026, 11, 1), date(2026, 11, 30))
RESULT = IssuedLetter("extract", "", "1", local("2026-11-03T09:00"), "d", (), 3, result=True)


def case(
    code,
    slug="khai-sinh",
    *,
    took=2,
    channel="counter",
    paid=(),
    documents=None,
    letters=(RESULT,),
    outcome="granted",
    fees=(),
    opened="2026-11-02T08:00",
):
    begun = local(opened)
    settled = None if took is None else begun.replace(day=begun.day + took)
    return Lived(
        Case(
            code=code,
            house="24730",
            procedure=slug,
            opened=begun,
            accepted=begun,
            settled=settled,
            outcome=outcome if took is not None else "",
            end="x" if took is not None else "",
            channel=channel,
            clock=Clock(begun, due=local("2026-11-05T17:00")),
            documents=documents or {},
            letters=letters,
            fees=fees,
            paid=tuple(Paid(amount=8000, how=how) for how in paid),
        ),
        (),
        {},
        (),
    )


def of(*cases, period=NOV):
    found = quality(Read(tuple(cases), calendar(), False), list(published().values()), period)
    return {one.name: one for one in found.measures}, found


def test_the_groups_and_maxima_are_those_of_the_decision():
    most = {group: sum(row[3] for row in MEASURES if row[1] == group) for group in GROUPS}
    assert most == {
        "openness": 18,
        "progress": 20,
        "online": 12,
        "payment": 10,
        "digital": 22,
        "satisfaction": 18,
    }
    assert sum(most.values()) == 100


@pytest.mark.parametrize(("late", "score"), [(0, 20.0), (1, 18.0), (2, 0.0)])
def test_below_nine_in_ten_on_time_there_are_no_points(late, score):
    found = of(*[case(f"{n}", took=9 if n < late else 2) for n in range(10)])[0]["on_time"]
    assert found.score == pytest.approx(score) and [
        part.name for part in found.parts if not part.done
    ] == [f"{n}" for n in range(late)]


def test_what_the_log_cannot_tell_is_no_zero():
    measures, found = of(case("a"))
    for name in ("published", "synchronised", "population", "rated"):
        assert measures[name].score is None and measures[name].share is None and measures[name].why
    value = as_json(found, "vi")
    told = {one["measure"]: one for group in value["groups"] for one in group["measures"]}
    assert told["rated"]["score"] is None and told["rated"]["numerator"] is None
    assert value["applies"] < 100 and value["confirmed"] is False


def test_a_period_with_nothing_in_it_has_no_score_but_for_the_procedures():
    measures, _ = of(case("a"), period=Period(date(2025, 1, 1), date(2025, 1, 31)))
    assert [name for name, one in measures.items() if one.score is not None] == ["content"]


def test_shares_become_points_and_each_point_has_its_cases():
    fee = (Fee("f", 8000),)
    measures, _ = of(
        case("a", channel="online", paid=("transfer",), documents={"id": {"digest": "d", "name": "a.pdf"}}, fees=fee), case("b", paid=("cash",), documents={"id": "seen"}, fees=fee),
        case("c", documents={"id": {"1": {"reused": "vault"}, "2": {"digest": "d"}}}, letters=()), case("d", took=None),
    )  # fmt: skip
    full = published()["khai-sinh"].level == "full"
    assert measures["online"].score == (pytest.approx(12 * 1 / 4) if full else None)
    assert measures["paid_online"].score == pytest.approx(3) and [
        part.name for part in measures["paid_online"].parts if not part.done
    ] == ["b"]
    assert measures["has_payment"].score == pytest.approx(2)
    assert measures["e_result"].score == pytest.approx(6 * 2 / 3) and [
        part.name for part in measures["e_result"].parts if not part.done
    ] == ["c"]
    assert measures["components"].score == pytest.approx(4 * 2 / 3)
    assert measures["reused"].score == pytest.approx(2 / 3)


def test_the_houses_own_matters_are_no_service_to_citizens():
    found = quality(
        Read((case("a", "receipt-phase", took=9),), calendar(), False), [receipt_phase()], NOV
    )
    assert {one.score for one in found.measures} == {None}
    assert found.score == 0 == found.applies
