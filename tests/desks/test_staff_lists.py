"""The lists of the staff desk are exact: every page is full while there is more, and each number opens what it counted."""

import re

import pytest

from dinh.access import finders
from dinh.engine.record.case import Case
from dinh.engine.record.events import Appointed, OpenStep
from dinh.store import ledger, queries
from dinh.store.link import linked
from dinh.store.projections import WORK_IN, work_rows
from dinh.workflow import cases
from tests.desks.test_cases import DATA, went
from tests.world import FORMS

LEADS = Appointed(
    person="civil.1",
    post="vice",
    roles=("leader",),
    title={"vi": "Phó Chủ tịch"},
    start="2025-07-01",
    personal={"name": "Lê Thị Thu Hà"},
)


def test_what_is_not_mine_to_do_makes_no_page_come_out_short(commune):
    """Whoever checked a case may not sign it: such cases wait for the leaders' role, but not for this leader."""
    cases.appoint(commune, [LEADS])
    not_mine = [went(commune, 2) for _ in range(7)]
    cases.appoint(
        commune,
        [
            Appointed(
                person="leader",
                post="civil.9",
                roles=("civil_status",),
                start="2025-07-01",
                personal={"name": "Nguyễn Văn Đức"},
            )
        ],
    )
    mine = went(commune, 1)
    cases.act(commune, "leader", mine.code, "propose", at=finders.time_of(commune))
    found = finders.worklist(commune, "civil.1", limit=2, step="signing")
    assert [row.code for row in found] == [mine.code]
    assert {
        row.code for row in finders.worklist(commune, "leader.2", limit=100, step="signing")
    } == {mine.code, *(one.code for one in not_mine)}


def test_pages_of_any_size_tell_the_whole_list_once_in_its_order(commune):
    for _ in range(5):
        went(commune, 1)
    whole = [row.key for row in finders.worklist(commune, "civil.1", limit=100)]
    for size in (1, 2, 3):
        told, after = [], None
        while page := finders.worklist(commune, "civil.1", limit=size, after=after):
            told += [row.key for row in page]
            after = page[-1].key
        assert told == whole == sorted(whole)


def test_who_has_a_role_for_one_village_reads_past_the_others(world):
    villages = [one.record for one in ledger.records(world.house, "villages", "")][:2]
    assert len(villages) == 2
    cases.appoint(
        world.house,
        [
            Appointed(
                person="village.91",
                post="village.91",
                roles=("village_head",),
                of=(villages[1],),
                start="2025-07-01",
                personal={"name": "Y Bách"},
            )
        ],
        at=world.begin,
    )
    one = finders.who(world.house, "village.91", world.begin)
    assert finders._narrowed(one) == {"village_head": [villages[1]]}
    rows = [
        (
            world.house,
            "village_head",
            due,
            f"X-{due}",
            "visit",
            "nguoi",
            0,
            None,
            None,
            "",
            f'["{villages[due % 2]}"]',
        )
        for due in range(1, 9)
    ]
    linked().many(WORK_IN, rows)
    narrowed = queries.work(world.house, ["village_head"], narrowed=finders._narrowed(one))
    assert [due for due, _, _ in narrowed] == [1, 3, 5, 7]


def test_work_that_is_free_or_mine_is_found_behind_any_number_that_others_have(commune):
    cases.appoint(
        commune,
        [
            Appointed(
                person="civil.2",
                post="civil.2",
                roles=("civil_status",),
                start="2025-07-01",
                personal={"name": "H’Lan"},
            )
        ],
    )
    for _ in range(4):
        cases.act(
            commune,
            "leader",
            went(commune, 1).code,
            "reassign",
            step="check",
            data={"person": "civil.2"},
        )
    free = went(commune, 1)
    assert [row.code for row in finders.worklist(commune, "civil.1", limit=1, mine=True)] == [
        free.code
    ]
    assert len(finders.worklist(commune, "civil.2", limit=9, mine=True)) == 5


def test_a_role_that_is_none_has_no_page_and_one_without_work_says_so(signed_in, commune):
    leader = signed_in("leader")
    assert leader.get("/staff/loads/UNKNOWN").status_code == 404
    assert leader.get("/staff/loads/person:nobody").status_code == 404
    for role in ("civil_status", "applicant", "person:clerk"):
        answer = leader.get(f"/staff/loads/{role}")
        assert answer.status_code == 200
        assert "Không có việc nào chờ vị trí này" in answer.content.decode()


def test_each_load_opens_all_that_it_counted_page_by_page(signed_in, commune, monkeypatch):
    monkeypatch.setattr("dinh.web.staff.queries.PAGE", 2)
    codes = {went(commune, 1).code for _ in range(5)}
    leader, told, query = signed_in("leader"), [], ""
    assert re.search(r'/staff/loads/civil_status">5<', leader.get("/staff/loads/").content.decode())
    for _ in range(3):
        page = leader.get(f"/staff/loads/civil_status{query}").content.decode()
        assert "5 việc chờ" in page
        told += re.findall(r'<th scope="row">.*?<a href="/cases/([^/]+)/">', page)
        following = re.search(r'href="(\?after=[^"]+)"', page)
        query = following[1] if following else ""
    assert not query
    assert len(told) == 5
    assert set(told) == codes


@pytest.mark.parametrize("person", ["leader", "clerk"])
def test_whoever_may_open_the_loads_finds_the_way_there_from_every_page_of_the_desk(
    signed_in, commune, person
):
    browser = signed_in(person)
    for page in ("/staff/", "/staff/people/", "/staff/loads/", "/staff/loads/civil_status"):
        assert 'href="/staff/loads/"' in browser.get(page).content.decode()
    assert 'href="/staff/loads/"' not in signed_in("civil.1").get("/staff/people/").content.decode()


def test_who_is_named_so_is_found_before_those_who_only_live_there(signed_in, commune):
    """Half the commune lives in Trường Xuân: whoever looks for Điểu Xuân wants the people of that name first."""
    named = cases.open_case(
        commune,
        "counter.1",
        "khai-sinh",
        {**DATA, "applicant": {**DATA["applicant"], "name": "Điểu Xuân"}},
    )
    for name in ("Điểu Bình", "Điểu Tôn"):
        cases.open_case(
            commune,
            "counter.1",
            "khai-sinh",
            {
                **DATA,
                "applicant": {
                    **DATA["applicant"],
                    "name": name,
                    "address": "Thôn 3, xã Trường Xuân",
                },
            },
        )
    assert [row.title for row in finders.search(commune, "civil.1", "dieu xuan")] == [
        "Điểu Xuân",
        "Điểu Tôn",
        "Điểu Bình",
    ]
    assert [row.code for row in finders.search(commune, "civil.1", "dieu xuan", limit=1)] == [
        named.code
    ]


def test_more_than_a_page_of_finds_is_said_so(signed_in, commune, monkeypatch):
    monkeypatch.setattr("dinh.web.staff.queries.FOUND_MAX", 2)
    for _ in range(3):
        went(commune, 1)
    page = signed_in("civil.1").get("/staff/?q=dieu").content.decode()
    assert "Hơn 2 hồ sơ khớp “dieu”" in page
    assert page.count('<th scope="row">') == 2
    assert "1 hồ sơ khớp" in signed_in("civil.1").get("/staff/?q=0001").content.decode()


def test_nothing_chosen_signs_nothing_and_says_what_to_do(signed_in, commune):
    went(commune, 2)
    answer = signed_in("leader.2").post("/staff/signing/signatures", {"key": "k"})
    assert "Chưa chọn văn bản nào" in answer.content.decode()
    assert "Đánh dấu những văn bản đã đọc" in answer.content.decode()


def test_a_preview_names_each_value_as_its_own_letter_does_and_an_outcome_names_the_letter(
    commune, signed_in
):
    """Two letters of one procedure call different fields `reason`."""
    data = {**FORMS["xac-nhan-tinh-trang-hon-nhan"]}
    case = cases.open_case(commune, "counter.1", "xac-nhan-tinh-trang-hon-nhan", data)
    cases.act(commune, "counter.1", case.code, "accept")
    refused = cases.act(
        commune,
        "civil.1",
        case.code,
        "refuse",
        data={
            "refusal_reason": "Đã được cấp giấy",
            "refusal_basis": "Nghị định 123/2015/NĐ-CP, Điều 22",
        },
    )
    leader = signed_in("leader")
    page = leader.get("/staff/signing/?lang=en").content.decode()
    assert "Lý do từ chối: <b>Đã được cấp giấy</b>" in page
    assert "Lý do phải bổ sung" not in page
    item = f"{case.code}~{refused.steps[0].name}~sign~{refused.number}"
    told = leader.post(
        "/staff/signing/signatures", {"item": [item, "none~x~sign~1"], "key": "k"}
    ).content.decode()
    assert "Đã ký 1 trên 2 văn bản" in told or "1 of 2 letters signed" in told
    assert "Refusal to certify" in told


@pytest.mark.parametrize(
    "item",
    [
        "",
        "a/b~signing~sign~1",
        "none~~~",
        "~",
        "H36.99-261125-0099~signing~sign~9",
        "<b>~x~y~" + "9" * 40,
    ],
)
def test_an_item_that_is_none_is_an_outcome_like_any_other(signed_in, commune, item):
    case = went(commune, 2)
    answer = signed_in("leader.2").post(
        "/staff/signing/signatures",
        {"item": [item, f"{case.code}~signing~sign~{case.number}"], "key": "k"},
    )
    assert answer.status_code == 422
    assert "Đã ký 1 trên 2 văn bản" in answer.content.decode()


def test_what_waits_for_whoever_opened_a_case_is_on_their_list_and_nobody_else_s(commune):
    step = OpenStep("start", finders.time_of(commune), ("opener",))
    case = Case(code="X-1", house=commune, procedure="nguoi", opener="civil.1", steps=(step,))
    assert {row[1] for row in work_rows(case)} == {"person:civil.1"}
    linked().many(WORK_IN, list(work_rows(case)))
    assert [
        code
        for _, code, _ in queries.work(commune, finders._called(finders.who(commune, "civil.1")))
    ] == ["X-1"]
    assert queries.work(commune, finders._called(finders.who(commune, "clerk"))) == []


def test_one_person_s_own_work_stands_under_their_name(signed_in, commune):
    rows = [
        (commune, role, 9, f"X-{n}", "start", "nguoi", 0, None, None, "", "[]")
        for n, role in enumerate(("person:civil.1", "post:clerk"))
    ]
    linked().many(WORK_IN, rows)
    page = signed_in("leader").get("/staff/loads/").content.decode()
    assert "Lê Thị Thu Hà" in page
    assert "Văn thư" in page
    assert (
        "Lê Thị Thu Hà: 1 việc chờ"
        in signed_in("leader").get("/staff/loads/person:civil.1").content.decode()
    )


def test_the_list_is_narrowed_by_procedures_in_which_this_person_has_a_step(commune, signed_in):
    def offered(query: str = "") -> set[str]:
        chosen = (
            signed_in("civil.1")
            .get(f"/staff/{query}")
            .content.decode()
            .partition('name="procedure"')[2]
            .partition("</select>")[0]
        )
        return set(re.findall(r'<option value="([^"]+)"', chosen))

    assert {"khai-sinh", "chung-thuc-ban-sao"} <= offered()
    assert not {"khai-thac-go", "giay-phep-xay-dung"} & offered()
    assert "khai-thac-go" in offered("?procedure=khai-thac-go"), (
        "what the list is narrowed by is said"
    )


# --- a post's work, given to somebody else ------------------------------------------------------------------------------

LOAD = "/staff/loads/civil_status"


@pytest.fixture
def beside(world):
    """A second person in the post."""
    cases.appoint(
        world.house,
        [
            Appointed(
                person="civil.2",
                post="civil.2",
                roles=("civil_status",),
                start="2025-07-01",
                personal={"name": "H'Nhung Êban"},
            )
        ],
    )
    return "civil.2"


def items(page: str) -> list[str]:
    return re.findall(r'name="item" value="([^"]+)"', page)


def carried(world, person: str) -> list[str]:
    return [code for _, code, _ in queries.work(world.house, ["civil_status"], carried_by=person)]


def test_a_leader_gives_what_was_chosen_or_all_of_a_page_to_another_holder_and_sees_each_outcome(
    world, beside, signed_in
):
    codes = {world.case("khai-sinh").accepted("2026-11-25").code for _ in range(3)}
    leader = signed_in("leader")
    page = leader.get(LOAD).content.decode()
    shown = items(page)
    assert {one.partition("~")[0] for one in shown} == codes and "H&#39;Nhung" in page
    answer = leader.post(
        f"{LOAD}/given", {"item": shown[:1], "shown": shown, "person": beside, "key": "a"}
    )
    assert (
        answer.status_code == 200
        and "Đã giao 1 việc cho H&#39;Nhung Êban" in answer.content.decode()
    )
    assert carried(world, beside) == [shown[0].partition("~")[0]]
    assert (
        "Đã giao 3 việc"
        in leader.post(
            f"{LOAD}/given", {"shown": shown, "all": "yes", "person": "civil.1", "key": "b"}
        ).content.decode()
    )
    assert set(carried(world, "civil.1")) == codes and carried(world, beside) == []
    only = leader.get(LOAD, {"of": "civil.1"}).content.decode()
    assert len(items(only)) == 3 and 'value="civil.1" selected' in only
    assert "không có việc nào đang chờ" in leader.get(LOAD, {"of": beside}).content.decode()


def test_pressing_twice_gives_once_and_what_moved_on_meanwhile_holds_up_no_other(
    world, beside, signed_in
):
    first, second = (world.case("khai-sinh").accepted("2026-11-25") for _ in range(2))
    leader = signed_in("leader")
    shown = items(leader.get(LOAD).content.decode())
    for _ in range(2):
        assert (
            leader.post(f"{LOAD}/given", {"item": shown, "person": beside, "key": "a"}).status_code
            == 200
        )
    assert sum(event.kind == "assigned" for event in ledger.log(world.house, first.code)) == 1
    cases.act(world.house, "counter.1", second.code, "withdraw", data={"reason": "Đổi ý"})
    answer = leader.post(
        f"{LOAD}/given",
        {"item": [*shown, "H36.99-200101-0001~check"], "person": "civil.1", "key": "b"},
    )
    page = answer.content.decode()
    assert (
        answer.status_code == 422
        and "Đã giao 1 trên 3 việc" in page
        and page.count("Chưa giao") == 2
    )
    assert carried(world, "civil.1") == [first.code]


def test_nothing_chosen_or_nobody_is_told_at_once_and_what_was_chosen_stays(
    world, beside, signed_in
):
    world.case("khai-sinh").accepted("2026-11-25")
    leader = signed_in("leader")
    shown = items(leader.get(LOAD).content.decode())
    answer = leader.post(f"{LOAD}/given", {"person": beside, "key": "a"})
    assert (
        answer.status_code == 422
        and "Chưa chọn việc nào." in answer.content.decode()
        and f'value="{beside}" selected' in answer.content.decode()
    )
    for nobody in ("", "land.1", "<b>"):
        answer = leader.post(f"{LOAD}/given", {"item": shown, "person": nobody, "key": "a"})
        assert (
            answer.status_code == 422
            and "Chưa chọn người nhận việc." in answer.content.decode()
            and f'value="{shown[0]}" checked' in answer.content.decode()
        )
    assert carried(world, beside) == []


def test_only_a_leader_gives_and_what_waits_for_the_applicant_is_given_to_nobody(
    world, beside, signed_in
):
    world.case("khai-sinh").accepted("2026-11-25")
    shown = items(signed_in("leader").get(LOAD).content.decode())
    for person in ("civil.1", "counter.1"):
        assert (
            signed_in(person)
            .post(f"{LOAD}/given", {"item": shown, "person": beside, "key": "a"})
            .status_code
            == 403
        )
    assert (
        "Giao các việc đã chọn"
        not in signed_in("leader").get("/staff/loads/applicant").content.decode()
    )
