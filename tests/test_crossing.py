"""A case goes from house to house: who has it, who is told, and what each one's books say."""

import pytest

from dinh.access import finders
from dinh.engine.refusal import Refused
from dinh.store import ledger, queries, tallies
from dinh.store.writer import WIPE
from dinh.workflow import across_houses, cases
from tests.two_houses import COMMUNE, NEIGHBOUR, PROVINCE, Houses


@pytest.fixture
def houses(house) -> Houses:
    return Houses()


def refused(houses: Houses, person: str, action: str, **more):
    before = [ledger.head(one) for one in houses.houses]
    with pytest.raises(Refused) as found:
        houses.act(person, action, **more)
    assert [ledger.head(one) for one in houses.houses] == before, "it left something behind"
    return found.value.refusal


def not_gone(houses: Houses, person: str, action: str, house: str, **more):
    with pytest.raises(Refused) as found:
        houses.goes(person, action, house, **more)
    return found.value.refusal


def test_a_step_of_the_province_hands_the_case_over_and_it_comes_back_with_the_answer(houses):
    houses.asked()
    assert (
        houses.work("tinh.office", PROVINCE) == ["province"]
        and houses.work("xa.office", COMMUNE) == []
    )
    houses.act("tinh.office", "answer", view="Được")
    case = houses.case()
    assert [step.name for step in case.steps] == ["settle"] and not case.away
    assert [letter.name for letter in case.letters] == ["reply"] and houses.work(
        "xa.leader", COMMUNE
    ) == ["settle"]
    houses.act("xa.leader", "sign").act("xa.counter", "deliver", how="counter")
    assert (houses.case().end, houses.case().delivered is not None) == ("answered", True)
    houses.sound()


def test_what_was_handed_over_is_the_same_case_in_both_books(houses):
    houses.asked()
    assert across_houses.same(houses.case(COMMUNE), houses.case(PROVINCE))
    assert houses.kinds(COMMUNE) == houses.kinds(PROVINCE)


def test_the_hand_over_is_told_in_both_logs_and_each_names_the_other(houses):
    houses.asked()
    given, taken = (
        next(e for e in ledger.events(house, houses.code) if e.kind == "transferred")
        for house in (COMMUNE, PROVINCE)
    )
    assert (given.body.out_of, given.body.house, given.place) == (COMMUNE, PROVINCE, taken.place)
    assert (given.body.number, taken.body.number, taken.body.seal) == (
        taken.number,
        given.number,
        given.seal,
    )
    assert (given.actor.house, taken.actor.house) == ("", COMMUNE)


def test_the_first_house_follows_what_is_done_elsewhere_and_may_do_nothing_itself(houses):
    houses.asked()
    houses.act("tinh.office", "note", text="Đang xem")
    assert houses.kinds(COMMUNE)[-1] == "noted" and across_houses.same(
        houses.case(COMMUNE), houses.case(PROVINCE)
    )
    for person, action in (
        ("xa.office", "ask_partner"),
        ("xa.leader", "transfer"),
        ("xa.office", "note"),
        ("xa.counter", "withdraw"),
    ):
        found = refused(houses, person, action, reason="x", text="x", house=COMMUNE)
        assert found.code == "case.elsewhere" and found.facts["house"] == "Tỉnh Lâm Đồng"
    assert {one.why[0].code for one in finders.explain(COMMUNE, "xa.leader", houses.code)} == {
        "case.elsewhere"
    }


def test_who_acts_is_judged_in_the_house_where_it_acts(houses):
    houses.asked()
    assert refused(houses, "tinh.leader", "answer", view="x").code == "step.not_yours"
    with pytest.raises(Refused, match=r"person\.unknown"):
        houses.act("xa.office", "answer", house=PROVINCE, view="x")
    with pytest.raises(finders.NotFound):
        houses.act("ban.office", "note", text="x")


def test_letters_and_records_are_of_the_house_that_makes_them(houses):
    houses.asked().act("tinh.office", "answer", view="Được")
    assert (
        queries.record(PROVINCE, "opinions", "2026-0001")["view"] == "Được"
        and queries.record(COMMUNE, "opinions", "2026-0001") is None
    )
    houses.act("xa.leader", "sign")
    numbers = {letter.name: letter.number for letter in houses.case().letters}
    assert numbers == {"reply": "01/UBND-VP", "answer": "01/UBND-VP"}
    assert houses.case().records[0].house == PROVINCE
    values = {
        e.body.letter: e.body.personal["values"]["house"]["name"]
        for e in ledger.events(COMMUNE, houses.code)
        if e.kind == "issued"
    }
    assert values == {"reply": "Tỉnh Lâm Đồng", "answer": "Xã Trường Xuân"}


def test_an_end_elsewhere_brings_the_case_back_to_be_delivered(houses):
    houses.asked().act("tinh.office", "decline", why="Không rõ")
    case = houses.case()
    assert (case.end, case.away, case.went[-1].why) == ("declined", False, "end") and houses.case(
        PROVINCE
    ).away
    assert queries.to_deliver(COMMUNE) == [houses.code]
    houses.act("xa.counter", "deliver", how="counter")
    assert houses.case().delivered and not houses.case(PROVINCE).delivered
    houses.sound()


def test_a_house_that_only_had_it_on_the_way_is_told_no_more(houses):
    houses.asked().act("tinh.office", "forward")
    assert houses.work("ban.office", NEIGHBOUR) == ["partner"]
    assert houses.case(PROVINCE).went[-1].house == NEIGHBOUR
    events = len(houses.kinds(PROVINCE))
    houses.act("ban.office", "answer", view="Được")
    assert len(houses.kinds(PROVINCE)) == events and houses.case(COMMUNE).data["view"] == "Được"
    assert "view" not in houses.case(PROVINCE).data
    houses.act("xa.leader", "again").act("xa.office", "ask_province")
    assert across_houses.same(houses.case(PROVINCE), houses.case(COMMUNE))
    houses.sound()


def test_the_house_that_acts_brings_no_version_and_follows_the_one_that_came_along(houses):
    houses.asked()
    assert "hoi-y-kien" not in finders.state(PROVINCE).procedures
    assert (
        finders.case_seen_by(PROVINCE, "tinh.office", houses.code).procedure
        == finders.case_seen_by(COMMUNE, "xa.office", houses.code).procedure
    )


def test_who_is_competent_settles_it_and_home_is_then_that_house(houses):
    houses.opened()
    assert not_gone(houses, "xa.office", "route", COMMUNE).at[0].code == "transfer.itself"
    houses.goes("xa.office", "route", NEIGHBOUR)
    assert houses.work("ban.office", NEIGHBOUR) == ["intake"] and houses.kinds()[-2:] == [
        "assigned",
        "transferred",
    ]
    houses.act("ban.office", "accept").act("ban.office", "ask_province").act(
        "tinh.office", "answer", view="Được"
    )
    assert houses.case(NEIGHBOUR).now == NEIGHBOUR and houses.work("ban.leader", NEIGHBOUR) == [
        "settle"
    ]
    houses.act("ban.leader", "sign")
    assert houses.case().now == COMMUNE and houses.case(NEIGHBOUR).end == "answered"
    houses.sound()


def test_once_accepted_it_is_not_routed_but_handed_over_with_a_reason(houses):
    houses.opened().act("xa.office", "accept")
    assert refused(houses, "xa.office", "route").code == "route.accepted"
    found = [
        (fault.field, fault.code) for fault in not_gone(houses, "xa.office", "transfer", "99999").at
    ]
    assert found == [("house", "field.not_found"), ("reason", "field.required")]
    houses.goes("xa.office", "transfer", PROVINCE, reason="Thuộc tỉnh")
    assert houses.case(PROVINCE).settles == PROVINCE and houses.work("tinh.office", PROVINCE) == [
        "prepare"
    ]
    assert next(
        e for e in ledger.events(PROVINCE, houses.code) if e.kind == "transferred"
    ).body.personal == {"reason": "Thuộc tỉnh"}
    houses.sound()


def test_a_wrong_outcome_goes_back_to_who_made_it_to_be_reversed_there(houses):
    houses.asked().act("tinh.office", "decline", why="Không rõ")
    assert refused(houses, "xa.leader", "reverse", reason="Sai").code == "reverse.elsewhere"
    assert (
        not_gone(houses, "xa.leader", "transfer", NEIGHBOUR, reason="x").at[0].code
        == "transfer.settled"
    )
    houses.goes("xa.leader", "transfer", PROVINCE, reason="Có hồ sơ gốc")
    houses.act("tinh.leader", "reverse", reason="Tìm thấy").act(
        "tinh.office", "answer", view="Được"
    )
    assert houses.case().settles == COMMUNE and houses.work("xa.leader", COMMUNE) == ["settle"]
    houses.sound()


def test_time_acts_where_the_case_is_and_leads_it_home(houses):
    houses.asked()
    cases.let_time_act(PROVINCE, houses.at.replace(day=29))
    assert houses.kinds()[-1] == "noted", (
        "the province's leader is told, and the commune hears of it"
    )
    cases.let_time_act(COMMUNE, houses.at.replace(month=12))
    assert houses.case().now == PROVINCE
    cases.let_time_act(PROVINCE, houses.at.replace(month=12))
    assert houses.case().now == COMMUNE and [step.name for step in houses.case().steps] == [
        "settle"
    ]
    houses.sound()


def test_values_are_struck_in_every_house_that_ever_had_them(houses):
    houses.asked().act("tinh.office", "forward").act("ban.office", "answer", view="Được")
    cases.strike(COMMUNE, "xa.leader", houses.code, ["asker"], "QĐ 1", at=houses.at)
    for house in houses.houses:
        assert "asker" not in houses.case(house).data and "Điểu Xuân" not in str(
            [ledger.kept(house, n) for n in range(1, ledger.head(house).number + 1)]
        )
        assert queries.jobs(house, WIPE, houses.at) == [], "and no old page is left in the file"
    houses.sound()


def test_a_case_elsewhere_is_read_and_the_reading_stands_in_the_readers_own_log(houses):
    houses.asked()
    cases.read_personal(COMMUNE, "xa.office", houses.code, ["asker"])
    last = list(ledger.log(COMMUNE, ""))[-1]
    assert last.kind == "looked" and across_houses.same(houses.case(COMMUNE), houses.case(PROVINCE))
    cases.read_personal(PROVINCE, "tinh.office", houses.code, ["asker"])
    assert houses.kinds(COMMUNE)[-1] == "noted"
    houses.sound()


def test_a_command_done_twice_hands_over_once(houses):
    houses.opened().act("xa.office", "accept")
    for _ in range(2):
        cases.act(COMMUNE, "xa.office", houses.code, "ask_province", at=houses.at, key="k1")
    assert (
        houses.kinds().count("transferred") == 1
        and houses.kinds(PROVINCE).count("transferred") == 1
    )


def test_a_house_that_is_not_there_is_refused_before_anything_is_done(house):
    houses = Houses(COMMUNE)
    houses.opened(partner=COMMUNE).act("xa.office", "accept")
    assert refused(houses, "xa.office", "ask_province").code == "cross.no_province"
    for action in ("transfer", "route"):
        assert [
            why.code for why in finders.explain(COMMUNE, "xa.leader", houses.code, action)[0].why
        ][:1] == ["transfer.alone"]
    with pytest.raises(Refused, match=r"form\.faults"):
        houses.opened(partner=PROVINCE)


def test_counts_and_lists_of_each_house_tell_what_it_answers_for(houses):
    houses.asked()
    assert [one.open for one in tallies.still_open(COMMUNE, houses.at)] == [1]
    assert [one.received for one in tallies.tallies(COMMUNE, "2026-07", "2026-07")] == [
        1
    ] and tallies.tallies(PROVINCE, "2026-07", "2026-07") == []
    houses.act("tinh.office", "forward")
    assert tallies.still_open(PROVINCE, houses.at) == [] and queries.cases(
        PROVINCE, state="away"
    ) == [houses.code]
    houses.sound()


def test_a_case_may_begin_in_another_house_and_brings_its_version_along(houses):
    houses.code = cases.open_case(
        COMMUNE, "xa.office", "len-tinh", {"what": "Xin người"}, channel="house", at=houses.at
    ).code
    assert houses.case().now == PROVINCE and houses.work("tinh.office", PROVINCE) == ["read"]
    given, taken = (
        next(e for e in ledger.events(one, houses.code) if e.kind == "transferred")
        for one in (COMMUNE, PROVINCE)
    )
    assert (given.number, given.body.number) == (taken.body.number, taken.number)
    houses.act("tinh.office", "answer", said="Có")
    assert houses.case().end == "answered" and houses.case().now == COMMUNE
    houses.sound()


def test_who_is_asked_for_a_step_hands_the_case_to_nobody_else_but_gives_it_back(houses):
    houses.asked()
    found = not_gone(houses, "tinh.office", "transfer", NEIGHBOUR, reason="Không thuộc tỉnh").at[0]
    assert (found.field, found.code, found.facts["house"]) == (
        "house",
        "transfer.asked",
        "Xã Trường Xuân",
    )
    houses.goes("tinh.office", "transfer", COMMUNE, reason="Không thuộc tỉnh, hỏi xã Đức An")
    assert (houses.case().went[-1].why, houses.case().settles, houses.case().now) == (
        "back",
        COMMUNE,
        COMMUNE,
    )
    houses.sound()


def test_after_a_step_at_another_house_the_case_may_go_there_for_good(houses):
    houses.asked().act("tinh.office", "answer", view="Được")
    houses.goes("xa.leader", "transfer", PROVINCE, reason="Thuộc tỉnh", for_good=True)
    case = houses.case(PROVINCE)
    assert (case.went[-1].why, case.settles, case.now) == ("transfer", PROVINCE, PROVINCE)
    assert houses.work("tinh.leader", PROVINCE) == ["settle"]
    houses.act("tinh.leader", "sign")
    assert houses.case().end == "answered"
    houses.sound()


def test_who_is_asked_for_a_step_hands_the_case_to_nobody_for_good_and_is_told_what_to_do(houses):
    houses.asked()
    found = not_gone(
        houses, "tinh.office", "transfer", COMMUNE, reason="Không thuộc tỉnh", for_good=True
    ).at[0]
    assert (found.field, found.code) == ("for_good", "transfer.asked")
    houses.sound()


def test_a_step_is_done_in_its_own_house_though_another_has_the_case(houses):
    """Handed back by the province: the commune puts its own act right, or asks again; it never answers for the province."""
    houses.asked().goes("tinh.office", "transfer", COMMUNE, reason="Thiếu bản vẽ")
    found = refused(houses, "xa.office", "answer", view="Được")
    assert (found.code, found.facts["house"]) == ("step.elsewhere", "Tỉnh Lâm Đồng")
    assert {
        one.why[0].code for one in finders.explain(COMMUNE, "xa.office", houses.code) if one.step
    } == {"step.elsewhere"}
    assert (
        not_gone(houses, "xa.office", "transfer", NEIGHBOUR, reason="x").at[0].code
        == "transfer.astray"
    )
    houses.act("xa.leader", "reverse", reason="Hỏi nhầm")
    assert houses.work("xa.office", COMMUNE) == ["prepare"]
    houses.act("xa.office", "ask_partner").act("ban.office", "answer", view="Được").act(
        "xa.leader", "sign"
    )
    assert houses.case().end == "answered"
    houses.sound()


def test_what_was_handed_back_is_handed_to_whose_step_it_is_and_home_stays_home(houses):
    houses.asked().goes("tinh.office", "transfer", COMMUNE, reason="Thiếu bản vẽ")
    houses.goes("xa.office", "transfer", PROVINCE, reason="Đã thêm bản vẽ")
    assert (houses.case(PROVINCE).went[-1].why, houses.case(PROVINCE).settles) == ("at", COMMUNE)
    houses.act("tinh.office", "answer", view="Được")
    assert houses.work("xa.leader", COMMUNE) == ["settle"]
    houses.goes("xa.leader", "transfer", PROVINCE, reason="Ý kiến thiếu trang 2")
    assert refused(houses, "tinh.leader", "sign").code == "step.elsewhere"
    houses.act("tinh.leader", "reverse", reason="Thiếu trang 2").act(
        "tinh.office", "answer", view="Được, đủ trang"
    ).act("xa.leader", "sign")
    assert (houses.case().end, houses.case().settles) == ("answered", COMMUNE)
    houses.sound()


def test_who_was_asked_first_gives_back_also_past_who_asked_last(houses):
    houses.asked().act("tinh.office", "forward")
    assert (
        not_gone(houses, "ban.office", "transfer", "99999", reason="x").at[0].code
        == "field.not_found"
    )
    houses.goes("ban.office", "transfer", COMMUNE, reason="Không có hồ sơ gốc")
    assert (houses.case().went[-1].why, houses.case().settles) == ("back", COMMUNE)
    assert refused(houses, "xa.leader", "reverse", reason="x").code == "reverse.elsewhere"
    houses.goes("xa.office", "transfer", NEIGHBOUR, reason="Vẫn cần ý kiến")
    houses.act("ban.office", "answer", view="Được")
    assert houses.work("xa.leader", COMMUNE) == ["settle"]
    houses.sound()


def test_what_is_not_accepted_yet_is_routed_by_home_alone(houses):
    houses.code = cases.open_case(
        COMMUNE, "xa.office", "len-tinh", {"what": "Xin người"}, channel="house", at=houses.at
    ).code
    assert not_gone(houses, "tinh.office", "route", NEIGHBOUR).code == "route.not_home"
    houses.goes("tinh.office", "transfer", COMMUNE, reason="Không thuộc tỉnh")
    assert not_gone(houses, "xa.office", "route", NEIGHBOUR).at[0].code == "transfer.astray"
    houses.act("xa.counter", "withdraw", reason="Hỏi nhầm nơi")
    assert houses.case().end == "withdrawn"
    houses.sound()


def test_who_settled_it_and_finds_nothing_wrong_gives_it_back_to_be_delivered(houses):
    houses.asked().act("tinh.office", "decline", why="Không rõ")
    houses.goes("xa.leader", "transfer", PROVINCE, reason="Xem lại giúp")
    assert (
        not_gone(houses, "tinh.leader", "transfer", NEIGHBOUR, reason="x").at[0].code
        == "transfer.settled"
    )
    houses.goes("tinh.leader", "transfer", COMMUNE, reason="Đúng như đã ký")
    assert (houses.case().went[-1].why, queries.to_deliver(COMMUNE)) == ("end", [houses.code])
    houses.act("xa.counter", "deliver", how="counter")
    assert houses.case().delivered
    houses.sound()
