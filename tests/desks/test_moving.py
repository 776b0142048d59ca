"""Moving running cases on the page: looked at, given values, done, taken back; by whom it may be, and what is refused."""

import re

import pytest

from dinh.access import finders
from dinh.procedures.published import Kept
from dinh.store import ledger
from dinh.workflow import cases
from tests.engine.test_versions import ASKS_MORE, RENAMED, version

SLUG, DAY = "cho-muon-kho", "2026-11-20"
PAGE = f"/staff/procedures/{SLUG}/versions/{DAY}/cases"


@pytest.fixture
def two(commune):
    """Two cases run by the old version; the new one calls a step otherwise and asks for a telephone."""
    put(commune, version(day="2026-07-01"))
    codes = []
    for who in ("Y Bách", "Y Ka"):
        case = cases.open_case(
            commune, "counter.1", SLUG, {"who": who, "purpose": "Để lúa"}, channel="counter"
        )
        codes.append(cases.act(commune, "counter.1", case.code, "accept").code)
    put(commune, version(*RENAMED, *ASKS_MORE, day=DAY))
    return codes


def put(house, procedure):
    cases.publish(
        house,
        [
            cases.Publication(
                "procedure", procedure.slug, procedure.in_force, Kept(procedure=procedure)
            )
        ],
    )


def typed(page: str, **more: str) -> dict[str, str]:
    return {"looked": re.search(r'name="looked" value="(\w+)"', page)[1], **more}


def test_the_page_says_of_each_case_why_it_stays_until_the_plan_gives_it_a_step(
    signed_in, two, commune
):
    leader = signed_in("leader")
    page = leader.get(PAGE).content.decode()
    assert (
        "Ở lại bản cũ: 2 hồ sơ" in page
        and "Bản mới không có bước “look”" in page
        and two[0] in page
    )
    head = ledger.head(commune)
    page = leader.post(PAGE, {"moves.look": "weigh", "do": "look"}).content.decode()
    assert (
        "Cần thêm giá trị: 2 hồ sơ" in page
        and f'name="case:{two[0]}:phone"' in page
        and 'name="gives.phone"' in page
    )
    assert ledger.head(commune) == head


def test_with_a_value_for_all_or_for_one_they_move_and_are_taken_back(signed_in, two, commune):
    leader = signed_in("leader")
    plan = {
        "moves.look": "weigh",
        "gives.phone": "0912345678",
        f"case:{two[1]}:phone": "0987654321",
    }
    page = leader.post(PAGE, {**plan, "do": "look"}).content.decode()
    assert "Chuyển 2 hồ sơ" in page and f'name="case:{two[1]}:phone" value="0987654321"' in page
    refused = leader.post(PAGE, {**typed(page), **plan, "do": "move"})
    assert refused.status_code == 422 and "Lý do" in refused.content.decode()
    done = leader.post(
        PAGE, {**typed(page), **plan, "do": "move", "reason": "Nghị định mới"}
    ).content.decode()
    assert "Đã chuyển 2 hồ sơ sang bản này." in done and "Đã chuyển sang bản này: 2 hồ sơ" in done
    assert [finders.case_as_kept(commune, code).case.data["phone"] for code in two] == [
        "0912345678",
        "0987654321",
    ]
    story = leader.get(f"/cases/{two[0]}/").content.decode()
    assert "chuyển hồ sơ sang bản của thủ tục từ 20/11/2026" in story and "Nghị định mới" in story
    assert leader.post(PAGE, {"do": "back", "code": two}).status_code == 422
    back = leader.post(PAGE, {"do": "back", "code": two, "reason": "Nhầm"}).content.decode()
    assert "Đã lùi 2 hồ sơ về bản cũ." in back
    assert {finders.case_as_kept(commune, code).case.version for code in two} == {"2026-07-01"}


def test_a_plan_that_changed_since_it_was_looked_at_is_shown_again_and_not_done(
    signed_in, two, commune
):
    leader = signed_in("leader")
    page = leader.post(
        PAGE, {"moves.look": "weigh", "gives.phone": "0912345678", "do": "look"}
    ).content.decode()
    head = ledger.head(commune)
    again = leader.post(
        PAGE,
        {
            **typed(page),
            "moves.look": "weigh",
            "gives.phone": "0987654321",
            "do": "move",
            "reason": "x",
        },
    ).content.decode()
    assert "Kế hoạch vừa đổi" in again and ledger.head(commune) == head


def test_what_is_taken_back_too_late_is_told_case_by_case(signed_in, two, commune):
    leader = signed_in("leader")
    plan = {"moves.look": "weigh", "gives.phone": "0912345678"}
    page = leader.post(PAGE, {**plan, "do": "look"}).content.decode()
    leader.post(PAGE, {**typed(page), **plan, "do": "move", "reason": "Nghị định mới"})
    cases.act(
        commune, "leader", two[0], "extend", data={"by": "2 working days", "reason": "Chờ xác minh"}
    )
    answer = leader.post(
        PAGE, {"do": "back", "code": [*two, "H36.99-000000-0000"], "reason": "Nhầm"}
    )
    page = answer.content.decode()
    assert (
        answer.status_code == 200
        and "Đã lùi 1 hồ sơ" in page
        and f"{two[0]}: Sau khi chuyển, hồ sơ đã có thêm" in page
    )


@pytest.mark.parametrize("person", ["counter.1", "civil.1"])
def test_who_is_neither_leader_nor_office_sees_no_such_page(signed_in, two, person):
    assert signed_in(person).get(PAGE).status_code == 403
    assert signed_in(person).post(PAGE, {"do": "move", "reason": "x"}).status_code == 403


@pytest.mark.parametrize("sent", [
    {"moves.luk": "look", "do": "look"}, {"moves.look": "nowhere", "do": "move", "reason": "x"}, {"gives.fone": "1", "do": "look"}, {"case:X:fone": "1", "do": "look"},
    {"looked": "x" * 5000, "do": "move", "reason": "x" * 5000, "moves.look": "weigh"}, {"do": "dance"}, {"do": "back", "code": "none", "reason": "x"}, {"recount": "yes", "gives.phone": "\x00", "moves.look": "weigh", "do": "look"},
])  # fmt: skip
def test_whatever_is_sent_nothing_moves_and_the_page_answers(signed_in, two, commune, sent):
    head = ledger.head(commune)
    assert signed_in("clerk").post(PAGE, sent).status_code in (200, 422)
    assert ledger.head(commune) == head


def test_a_version_to_come_is_only_looked_at(signed_in, two, commune):
    put(commune, version(day="2027-03-01"))
    page = (
        signed_in("leader")
        .get(f"/staff/procedures/{SLUG}/versions/2027-03-01/cases")
        .content.decode()
    )
    assert (
        "Bản này chưa có hiệu lực" in page
        and 'value="move"' not in page
        and "Chuyển được: 2 hồ sơ" in page
    )
    assert (
        signed_in("leader").get(f"/staff/procedures/{SLUG}/versions/2028-01-01/cases").status_code
        == 404
    )


def test_the_page_of_the_procedure_lists_its_versions_and_shows_each(signed_in, two, commune):
    put(commune, version(day="2027-03-01"))
    page = signed_in("leader").get(f"/staff/procedures/{SLUG}/").content.decode()
    assert (
        page.count('<tr><th scope="row">01/07/2026') == 1 and "sẽ áp dụng" in page and PAGE in page
    )
    assert (
        f"{SLUG}/?version=2027-03-01"
        in signed_in("civil.1").get("/staff/procedures/").content.decode()
    )
    assert (
        "Áp dụng từ 01/07/2026"
        in signed_in("leader").get(f"/staff/procedures/{SLUG}/?version=2026-07-01").content.decode()
    )
    assert signed_in("leader").get(f"/staff/procedures/{SLUG}/?version=nope").status_code == 404
    assert (
        "Chuyển hồ sơ sang bản này"
        not in signed_in("civil.1").get(f"/staff/procedures/{SLUG}/").content.decode()
    )


def test_the_page_speaks_english_too(signed_in, two):
    page = signed_in("leader").get(f"{PAGE}?lang=en").content.decode()
    assert (
        "Move running cases to the version from 20/11/2026" in page
        and "The new version has no step" in page
    )
