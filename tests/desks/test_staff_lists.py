"""The lists of the staff desk are exact: every page is full while there is more, and each number opens what it counted."""

import re

import pytest

from dinh import access, cases
from dinh.engine.event import Appointed
from dinh.store import finding, ledger
from dinh.store.link import linked
from dinh.store.projections import WORK_IN
from tests.desks.test_cases import went

LEADS = Appointed(person="civil.1", post="vice", roles=("leader",), title={"vi": "Phó Chủ tịch"}, start="2025-07-01", personal={"name": "Lê Thị Thu Hà"})


def test_what_is_not_mine_to_do_makes_no_page_come_out_short(commune):
    """Whoever checked a case may not sign it: such cases wait for the leaders' role, but not for this leader."""
    cases.appoint(commune, [LEADS])
    not_mine = [went(commune, 2) for _ in range(7)]
    cases.appoint(commune, [Appointed(person="leader", post="civil.9", roles=("civil_status",), start="2025-07-01", personal={"name": "Nguyễn Văn Đức"})])
    mine = went(commune, 1)
    cases.act(commune, "leader", mine.code, "propose", at=access.time_of(commune))
    found = access.worklist(commune, "civil.1", limit=2, step="signing")
    assert [row.code for row in found] == [mine.code]
    assert {row.code for row in access.worklist(commune, "leader.2", limit=100, step="signing")} == {mine.code, *(one.code for one in not_mine)}


def test_pages_of_any_size_tell_the_whole_list_once_in_its_order(commune):
    for _ in range(5):
        went(commune, 1)
    whole = [row.key for row in access.worklist(commune, "civil.1", limit=100)]
    for size in (1, 2, 3):
        told, after = [], None
        while page := access.worklist(commune, "civil.1", limit=size, after=after):
            told += [row.key for row in page]
            after = page[-1].key
        assert told == whole == sorted(whole)


def test_who_has_a_role_for_one_village_reads_past_the_others(world):
    villages = [one.record for one in ledger.records(world.house, "villages", "")][:2]
    assert len(villages) == 2
    cases.appoint(world.house, [Appointed(person="village.91", post="village.91", roles=("village_head",), of=(villages[1],), start="2025-07-01", personal={"name": "Y Bách"})], at=world.begin)
    one = access.who(world.house, "village.91", world.begin)
    assert access._narrowed(one) == {"village_head": [villages[1]]}
    rows = [(world.house, "village_head", due, f"X-{due}", "visit", "nguoi", 0, None, None, "", f'["{villages[due % 2]}"]') for due in range(1, 9)]
    linked().many(WORK_IN, rows)
    narrowed = finding.work(world.house, ["village_head"], narrowed=access._narrowed(one))
    assert [due for due, _, _ in narrowed] == [1, 3, 5, 7]


def test_work_that_is_free_or_mine_is_found_behind_any_number_that_others_have(commune):
    cases.appoint(commune, [Appointed(person="civil.2", post="civil.2", roles=("civil_status",), start="2025-07-01", personal={"name": "H’Lan"})])
    for _ in range(4):
        cases.act(commune, "leader", went(commune, 1).code, "reassign", step="check", data={"person": "civil.2"})
    free = went(commune, 1)
    assert [row.code for row in access.worklist(commune, "civil.1", limit=1, mine=True)] == [free.code]
    assert len(access.worklist(commune, "civil.2", limit=9, mine=True)) == 5


def test_a_role_that_is_none_has_no_page_and_one_without_work_says_so(signed_in, commune):
    leader = signed_in("leader")
    assert leader.get("/staff/loads/UNKNOWN").status_code == 404
    assert leader.get("/staff/loads/person:nobody").status_code == 404
    for role in ("civil_status", "applicant", "person:clerk"):
        answer = leader.get(f"/staff/loads/{role}")
        assert answer.status_code == 200
        assert "Không có việc nào chờ vị trí này" in answer.content.decode()


def test_each_load_opens_all_that_it_counted_page_by_page(signed_in, commune, monkeypatch):
    monkeypatch.setattr("dinh.desks.staff.queries.PAGE", 2)
    codes = {went(commune, 1).code for _ in range(5)}
    leader, told, query = signed_in("leader"), [], ""
    assert re.search(r'/staff/loads/civil_status">5<', leader.get("/staff/loads/").content.decode())
    for _ in range(3):
        page = leader.get(f"/staff/loads/civil_status{query}").content.decode()
        assert "5 việc chờ" in page
        told += re.findall(r'<th scope="row"><a href="/cases/([^/]+)/">', page)
        following = re.search(r'href="(\?after=[^"]+)"', page)
        query = following[1] if following else ""
    assert not query
    assert len(told) == 5
    assert set(told) == codes


@pytest.mark.parametrize("person", ["leader", "clerk"])
def test_whoever_may_open_the_loads_finds_the_way_there_from_every_page_of_the_desk(signed_in, commune, person):
    browser = signed_in(person)
    for page in ("/staff/", "/staff/people/", "/staff/loads/", "/staff/loads/civil_status"):
        assert 'href="/staff/loads/"' in browser.get(page).content.decode()
    assert 'href="/staff/loads/"' not in signed_in("civil.1").get("/staff/people/").content.decode()
