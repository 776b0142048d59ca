"""Nobody widens his own power: at the door and over HTTP, every way that was tried on the demo."""

import json

import pytest
from django.test import Client

from dinh.access import finders
from dinh.engine.record.events import Appointed, Delegated
from dinh.engine.record.house import House, evolve_house
from dinh.engine.record.seal import unseal
from dinh.engine.refusal import Refused
from dinh.store import accounts, ledger
from dinh.store.keys import make_key
from dinh.workflow import cases, proposals
from tests.desks.conftest import kept
from tests.procedures.test_to_cao import taken_up
from tests.world import UNIT, own_files

DAY = "2026-07-01"
SMALL = """
procedure: viec-nho
code: none
name: {vi: Việc nhỏ, en: Small matter}
field: noi-vu
level: internal
in_force: {from: 2026-07-01}
channels: [house]
form:
  what: {label: {vi: Việc gì, en: What}, type: text, required: yes}
steps:
  doing: {label: {vi: Làm, en: Doing}, role: land, do: {finish: {label: {vi: Xong, en: Done}, to: done}}}
ends:
  done: {outcome: done, label: {vi: Đã xong, en: Done}, letter: none, why_quiet: {vi: Việc nội bộ, en: Internal}}
letters: {}
"""


def appointed(person: str, *roles: str, post: str = "", name: str = "", **more) -> Appointed:
    return Appointed(
        person=person,
        post=post or f"{person}.new",
        roles=roles,
        title={"vi": "Chức danh"},
        start=more.pop("start", DAY),
        personal={"name": name or person},
        **more,
    )


def delegated(giver: str, to: str, *procedures: str, **more) -> Delegated:
    return Delegated(
        delegation=more.pop("decision", "12/QĐ-UBND"),
        giver=giver,
        to=to,
        procedures=procedures,
        start=DAY,
        end="2026-12-31",
        reason=more.pop("reason", "Đi họp tỉnh"),
        **more,
    )


def refused(what, *args, **more):
    """The refusal, after it is seen that nothing was written."""
    number = ledger.head(UNIT).number
    with pytest.raises(Refused) as found:
        what(UNIT, *args, **more)
    assert ledger.head(UNIT).number == number
    return found.value.refusal


def seen(number: int) -> str:
    """What the proposal's page names as looked at."""
    found = finders.state(UNIT)
    return proposals.seen_digest(found, proposal_of(number))


def proposal_of(number: int):
    return next(one for one in finders.state(UNIT).proposals if one.number == number)


def roles_of(person: str) -> set[str]:
    return set(finders.who(UNIT, person).roles)


@pytest.fixture
def staffed(world):
    """The demo's people: chair, two vice-chairs, the office, the counter."""
    return world


# --- at the door --------------------------------------------------------------------------------------------------------


def test_a_clerk_of_the_office_does_not_appoint_herself_chair(staffed):
    one = [appointed("office.2", "leader", "chair", signs="TM.")]
    found = refused(cases.appoint, one, person="office.2", reason="x")
    assert found.code == "authority.above"


@pytest.mark.parametrize("role", ["land", "counter", "party"])
def test_nobody_gives_himself_another_role_however_low(staffed, role):
    found = refused(cases.appoint, [appointed("office.2", role)], person="office.2", reason="x")
    assert found.code == "authority.own_gain"


def test_nobody_gains_by_what_the_post_is_given_whose_authority_he_has(staffed):
    """The counter officer's post was delegated whole to office.2, who then gives that post another role."""
    cases.delegate(UNIT, delegated("counter.1", "office.2"))
    more = appointed("counter.1", "counter", "land", post="counter.1", start="2025-07-01")
    found = refused(cases.appoint, [more], person="office.2", reason="x")
    assert found.code == "authority.own_gain"


def test_only_who_holds_the_post_delegates_it(staffed):
    found = refused(cases.delegate, delegated("chair", "leader.2"), person="leader.2")
    assert found.code == "authority.not_holder"
    found = refused(cases.delegate, delegated("counter.1", "land.1"), person="leader")
    assert found.code == "authority.not_holder"


def test_a_vice_chair_does_not_let_a_counter_clerk_read_the_accuser_alone(staffed):
    case = taken_up(staffed)
    office = [appointed("counter.1", "office")]
    assert refused(cases.appoint, office, person="leader.2").at[0].code == "authority.reason"
    number = cases.appoint(UNIT, office, person="leader.2", reason="Văn phòng thiếu người")
    assert number and "office" not in roles_of("counter.1")
    with pytest.raises(finders.NotFound):
        finders.case_seen_by(UNIT, "counter.1", case.code)
    for person in ("leader.2", "leader.3", "counter.1", "land.1"):
        found = refused(cases.approve, number, person=person)
        assert found.code in (
            "authority.same_person",
            "authority.not_reader",
            "authority.gains",
            "proposal.unknown",
        )
    cases.approve(UNIT, number, person="office.1")
    assert "office" in roles_of("counter.1")
    (holding,) = [
        one
        for one in finders.state(UNIT).holdings
        if (one.person, one.post) == ("counter.1", "counter.1.new")
    ]
    assert (holding.by, holding.proposal) == ("leader.2", number)


def test_whom_a_running_case_shuts_out_neither_sees_nor_approves_what_opens_its_class(staffed):
    taken_up(
        staffed, others=[{"name": "Đỗ Văn Thắng", "post": "Chánh Văn phòng", "officer": "office.1"}]
    )
    number = cases.appoint(
        UNIT, [appointed("counter.1", "office")], person="leader.2", reason="Thiếu người"
    )
    assert refused(cases.approve, number, person="office.1").code == "proposal.unknown"
    assert refused(cases.decline, number, person="office.1", reason="x").code == "proposal.unknown"
    cases.approve(UNIT, number, person="office.2")


def test_what_the_accused_proposes_is_not_approved_and_he_is_not_told_why(staffed):
    taken_up(
        staffed, others=[{"name": "Đỗ Văn Thắng", "post": "Chánh Văn phòng", "officer": "office.1"}]
    )
    number = cases.appoint(
        UNIT, [appointed("counter.1", "office")], person="office.1", reason="Thiếu người"
    )
    found = refused(cases.approve, number, person="leader")
    assert found.code == "authority.proposer_shut_out"
    cases.decline(UNIT, number, person="leader", reason="Để người khác đề nghị")
    assert finders.state(UNIT).proposals[-1].state == "declined"


def test_a_denunciation_procedure_without_except_is_not_published_by_one(staffed):
    taken_up(staffed)
    (package,) = [one for one in own_files().packages if one.procedure.slug == "to-cao"]
    changed = without_except(package)
    found = refused(cases.publish, [changed], person="office.2")
    assert found.at[0].code == "authority.reason"
    (line,) = cases.publish(UNIT, [changed], person="office.2", reason="Sửa cho gọn")
    number = line["proposal"]
    assert finders.procedure(UNIT, "to-cao", on="2027-01-02").classes["accuser"].shut
    assert refused(cases.approve, number, person="office.2").code == "authority.same_person"
    assert refused(cases.approve, number, person="leader.2").code == "authority.not_reader"
    assert refused(cases.approve, number, person="leader").code == "proposal.unseen"
    cases.approve(UNIT, number, person="leader", seen=seen(number))
    assert not finders.procedure(UNIT, "to-cao", on="2027-01-02").classes["accuser"].shut


def without_except(package, day: str = "2027-01-01") -> cases.Publication:
    from msgspec.structs import replace

    procedure = package.procedure
    classes = {name: replace(one, shut=()) for name, one in procedure.classes.items()}
    content = replace(kept(package), procedure=replace(procedure, classes=classes, in_force=day))
    return cases.Publication("procedure", "to-cao", day, content)


def test_a_denunciation_is_not_delegated(staffed):
    found = refused(cases.delegate, delegated("chair", "leader.2", "to-cao"), person="leader")
    assert [one.code for one in found.at] == ["delegation.not_delegable"]
    found = refused(cases.delegate, delegated("chair", "leader.2", "to-cao"))
    assert [one.code for one in found.at] == ["delegation.not_delegable"], "nor from the machine"


def test_the_chairs_whole_power_does_not_reach_denunciations(staffed):
    case = taken_up(staffed)
    cases.delegate(UNIT, delegated("chair", "leader.2"))
    assert "chair" in roles_of("leader.2")
    with pytest.raises(finders.NotFound):
        finders.case_seen_by(UNIT, "leader.2", case.code)


def test_what_widens_nothing_takes_one_press(staffed):
    assert cases.appoint(UNIT, [appointed("land.9", "land")], person="office.2") == 0
    assert roles_of("land.9") == {"land"}
    ends = appointed("counter.4", "counter", post="counter.4", start="2025-07-01", end=DAY)
    assert cases.appoint(UNIT, [ends], person="office.2") == 0
    assert cases.delegate(UNIT, delegated("land.1", "land.2"), person="land.1") == 0


def test_an_end_is_not_put_off_by_one(staffed):
    ends = appointed("counter.4", "counter", post="counter.4", start="2025-07-01", end=DAY)
    cases.appoint(UNIT, [ends], person="office.2")
    again = appointed("counter.4", "counter", post="counter.4", start="2025-07-01")
    assert refused(cases.appoint, [again], person="office.2").at[0].code == "authority.reason"


def test_a_lower_post_does_not_end_a_higher_one(staffed):
    ends = appointed("leader", "leader", "chair", post="chair", start="2025-07-01", end=DAY)
    for person in ("office.1", "leader.2"):
        found = refused(cases.appoint, [ends], person=person, reason="x")
        assert found.code == "authority.above"


def test_a_delegation_to_sign_takes_a_second_person_who_is_not_the_receiver(staffed):
    given = delegated("chair", "office.1", "chung-thuc-ban-sao", roles=("leader",))
    number = cases.delegate(UNIT, given, person="leader")
    assert number and "leader" not in roles_of("office.1")
    assert refused(cases.approve, number, person="office.1").code == "authority.gains"
    assert refused(cases.approve, number, person="leader").code == "authority.same_person"
    cases.approve(UNIT, number, person="leader.2")
    assert "leader" in finders.who(UNIT, "office.1").roles_in("chung-thuc-ban-sao")


def test_where_nobody_else_may_approve_the_refusal_leads_to_the_machine(staffed):
    for post, person in (("vice_chair.1", "leader.2"), ("vice_chair.2", "leader.3")):
        cases.appoint(
            UNIT,
            [
                appointed(
                    person, "leader", post=post, start="2025-07-01", end="2026-06-30", signs="KT."
                )
            ],
        )
    found = refused(cases.appoint, [appointed("land.9", "leader")], person="leader", reason="x")
    assert found.code == "authority.nobody_approves"
    cases.appoint(UNIT, [appointed("land.9", "leader")])
    (holding,) = [one for one in finders.state(UNIT).holdings if one.person == "land.9"]
    assert holding.by == "operator"


def test_a_proposal_is_taken_back_or_declined_with_a_reason_and_is_then_over(staffed):
    one = [appointed("counter.9", "counter")]
    number = cases.appoint(UNIT, one, person="office.1", reason="Thêm quầy")
    assert refused(cases.decline, number, person="office.1", reason=" ").at[0].field == "reason"
    cases.decline(UNIT, number, person="office.1", reason="Nhầm")
    assert refused(cases.approve, number, person="leader").code == "proposal.unknown"
    again = cases.appoint(UNIT, one, person="office.1", reason="Thêm quầy")
    assert (
        refused(cases.decline, again, person="office.2", reason="x").code == "authority.not_reader"
    )
    cases.decline(UNIT, again, person="leader.2", reason="Không có biên chế")
    assert finders.state(UNIT).proposals[-1].answer == "Không có biên chế"
    assert "counter.9" not in finders.state(UNIT).names


def test_what_was_proposed_by_who_has_left_is_not_approved(staffed):
    number = cases.appoint(
        UNIT, [appointed("counter.9", "counter")], person="office.2", reason="Thêm quầy"
    )
    ends = appointed("office.2", "office", post="office.2", start="2025-07-01", end="2026-06-30")
    cases.appoint(UNIT, [ends])
    assert refused(cases.approve, number, person="leader").code == "authority.proposer_gone"
    cases.decline(UNIT, number, person="leader", reason="Người đề nghị đã nghỉ")


def test_who_received_a_marriage_does_not_sign_it_by_the_chairs_authority(staffed):
    """Four eyes follow the person: what keeps the receiver from checking keeps them from signing too."""
    case = staffed.case("ket-hon").accepted("2026-11-25").checked()
    case.acted("civil.1", "both_signed", present=["groom", "bride"])
    given = Delegated(
        delegation="12/QĐ-UBND",
        giver="chair",
        to="counter.1",
        start="2026-11-25",
        end="2026-12-31",
    )
    cases.delegate(UNIT, given)
    number = ledger.head(UNIT).number
    with pytest.raises(Refused) as found:
        case.signed(by="counter.1")
    assert found.value.refusal.code == "step.not_by"
    assert ledger.head(UNIT).number == number
    case.signed()


# --- over HTTP ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def browser(staffed, house):
    make_key(house)

    def signed_in(person: str) -> Client:
        one = Client()
        accounts.account(person)
        assert one.post("/sign-in", {"demo": person}).status_code == 302
        return one

    return signed_in


def sent(person: str, *roles: str, **more) -> dict:
    return {
        "person": person,
        "name": "Một người",
        "post": f"{person}.new",
        "title": "Chức danh",
        "roles": list(roles),
        "start": "01/07/2026",
        **more,
    }


def posted(one: Client, address: str, body: dict, status: int) -> dict:
    answer = one.post(address, json.dumps(body), content_type="application/json")
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.json()


def test_over_http_a_clerk_does_not_make_herself_chair(browser):
    one, number = browser("office.2"), ledger.head(UNIT).number
    answer = one.post(
        "/staff/people/appointments", sent("office.2", "leader", "chair", reason="x", signs="TM.")
    )
    assert answer.status_code == 422 and "cao hơn vị trí" in answer.content.decode()
    api = {"person": "office.2", "name": "Ka", "posts": ["x"], "roles": ["chair"], "reason": "x"}
    assert posted(one, "/api/appointments", api, 403)["code"] == "authority.above"
    own = {**api, "roles": ["land"]}
    assert posted(one, "/api/appointments", own, 403)["code"] == "authority.own_gain"
    assert ledger.head(UNIT).number == number


def test_over_http_a_vice_chair_does_not_delegate_the_chairs_post(browser):
    one, number = browser("leader.2"), ledger.head(UNIT).number
    page = one.get("/staff/people/").content.decode()
    assert '<option value="chair"' not in page
    form = {
        "decision": "12",
        "giver": "chair",
        "receiver": "leader.2",
        "start": "01/07/2026",
        "to": "01/08/2026",
    }
    answer = one.post("/staff/people/delegations", form)
    assert answer.status_code == 422 and "Chỉ người đang giữ vị trí" in answer.content.decode()
    api = {**form, "from": "2026-07-01", "to": "2026-08-01"}
    del api["start"]
    assert posted(one, "/api/delegations", api, 403)["code"] == "authority.not_holder"
    assert ledger.head(UNIT).number == number


def test_over_http_what_opens_a_secret_is_proposed_told_and_approved_by_another(browser):
    vice, office = browser("leader.2"), browser("office.1")
    page = vice.post("/staff/people/appointments", sent("counter.1", "office")).content.decode()
    assert "Bí mật người tố cáo" in page and "người thứ hai duyệt" in page
    answer = vice.post(
        "/staff/people/appointments", sent("counter.1", "office", reason="Thiếu người"), follow=True
    )
    page = answer.content.decode()
    assert "chưa có gì thay đổi" in page and "Thiếu người" in page
    (proposal,) = finders.state(UNIT).proposals
    address = f"/staff/people/proposals/{proposal.number}/approval"
    assert f'action="{address}"' not in page
    assert vice.post(address).status_code == 422
    assert "Chờ anh, chị duyệt" in office.get("/staff/").content.decode()
    own = f"/staff/people/proposals/{proposal.number}/"
    page = office.get("/staff/people/").content.decode()
    assert f'action="{address}"' not in page and f'href="{own}"' in page
    assert f'action="{address}"' in office.get(own).content.decode()
    page = office.post(address, follow=True).content.decode()
    assert "Đã duyệt, đã ghi" in page
    assert "K&#39; Brèo đề nghị, Đỗ Văn Thắng duyệt" in page
    assert "office" in roles_of("counter.1")
    assert (
        "về quyền của anh, chị đã được quyết"
        in browser("counter.1").get("/staff/").content.decode()
    )


def test_over_the_api_a_publication_waits_for_a_second_person(browser):
    vice, chair = browser("leader.2"), browser("leader")
    files = {"procedures/x.yaml": SMALL}
    answer = posted(vice, "/api/publications", {"files": files}, 422)
    assert answer["at"][0]["field"] == "reason"
    answer = posted(vice, "/api/publications", {"files": files, "reason": "Việc mới"}, 202)
    number = answer["published"][0]["proposal"]
    assert "viec-nho" not in finders.state(UNIT).procedures
    (waiting,) = chair.get("/api/proposals").json()
    assert (waiting["proposal"], waiting["may"], waiting["state"]) == (number, True, "waiting")
    assert "leader.2" not in waiting["approvers"]
    assert posted(vice, f"/api/proposals/{number}/approval", {}, 403)["code"] == (
        "authority.same_person"
    )
    assert posted(chair, f"/api/proposals/{number}/approval", {}, 409)["code"] == "proposal.unseen"
    assert "viec-nho" not in finders.state(UNIT).procedures
    looked = {"seen": waiting["seen"]}
    assert posted(chair, f"/api/proposals/{number}/approval", looked, 201)["state"] == "approved"
    assert "viec-nho" in finders.state(UNIT).procedures
    assert chair.get("/api/proposals/1").status_code == 404


def test_the_proposals_page_shows_what_a_file_changes_and_first_whom_it_no_longer_shuts_out(
    browser,
):
    (package,) = [one for one in own_files().packages if one.procedure.slug == "to-cao"]
    (line,) = cases.publish(
        UNIT, [without_except(package)], person="office.2", reason="Sửa cho gọn"
    )
    chair, number = browser("leader"), line["proposal"]
    page = chair.get(f"/staff/people/proposals/{number}/").content.decode()
    first = page[page.index("Ai bị loại ra") : page.index("Mọi chỗ khác nhau")]
    assert "Mức mật “Bí mật người tố cáo”, không cho xem" in first
    assert "người bị tố cáo" in first.lower()
    file = f"/staff/people/proposals/{number}/files/{line['digest']}"
    assert f'href="{file}"' in page
    assert "to-cao" in chair.get(file).content.decode()
    assert f'name="seen" value="{seen(number)}"' in page
    address = f"/staff/people/proposals/{number}/approval"
    answer = chair.post(address)
    assert answer.status_code == 422 and "Mở đề nghị" in answer.content.decode()
    assert not proposal_of(number).state
    assert "Đã duyệt" in chair.post(address, {"seen": seen(number)}, follow=True).content.decode()


def test_over_the_api_a_proposal_tells_what_its_file_changes(browser):
    (package,) = [one for one in own_files().packages if one.procedure.slug == "to-cao"]
    cases.publish(UNIT, [without_except(package)], person="office.2", reason="Sửa cho gọn")
    chair = browser("leader")
    (waiting,) = chair.get("/api/proposals?lang=en").json()
    (compared,) = waiting["compared"]
    assert (compared["slug"], compared["version"]) == ("to-cao", "2027-01-01")
    assert [one["title"] for one in compared["first"]] == ["Who is shut out"]
    lines = [line for one in compared["first"] for it in one["changes"] for line in it["lines"]]
    assert len(lines) == 2 and all(one["before"] and not one["after"] for one in lines)
    assert chair.get(compared["file"]).status_code == 200
    assert browser("land.1").get(compared["file"]).status_code == 404


def test_what_came_into_force_since_is_to_be_looked_at_again(browser):
    (package,) = [one for one in own_files().packages if one.procedure.slug == "to-cao"]
    (line,) = cases.publish(UNIT, [without_except(package)], person="office.2", reason="Gọn")
    looked = seen(line["proposal"])
    between = without_except(package, day="2026-12-01")
    cases.publish(UNIT, [between])
    found = refused(cases.approve, line["proposal"], person="leader", seen=looked)
    assert found.code == "proposal.unseen"


def test_a_case_that_begins_or_ends_changes_nothing_of_who_is_told_of_a_proposal(browser, staffed):
    number = cases.appoint(
        UNIT, [appointed("counter.1", "office")], person="leader.2", reason="Thiếu người"
    )
    office = browser("office.1")
    own = f"/staff/people/proposals/{number}/"
    assert office.get(own).status_code == 200
    case = taken_up(
        staffed, others=[{"name": "Đỗ Văn Thắng", "post": "Chánh Văn phòng", "officer": "office.1"}]
    )
    assert [one["may"] for one in office.get("/api/proposals").json()] == [True]
    assert office.get(own).status_code == 200
    again = cases.appoint(
        UNIT, [appointed("counter.2", "office")], person="leader.2", reason="Thiếu người"
    )
    assert office.get(f"/staff/people/proposals/{again}/").status_code == 404
    cases.approve(UNIT, number, person="office.1")
    with pytest.raises(finders.NotFound):
        finders.case_seen_by(UNIT, "office.1", case.code)


def test_a_whole_post_delegated_does_not_claim_to_open_a_register_whose_rows_stay_shut(staffed):
    number = cases.delegate(UNIT, delegated("chair", "clerk.1"), person="leader")
    widens = proposal_of(number).widens
    assert {one.kind for one in widens} == {"signs"}
    assert "Tố cáo" not in proposals.told(UNIT, finders.state(UNIT), widens)["vi"]


def test_over_the_api_a_proposal_is_declined_with_a_reason(browser):
    api = {"person": "counter.9", "name": "Thị Brơi", "posts": ["counter.9"], "roles": ["counter"]}
    office = browser("office.1")
    assert posted(office, "/api/appointments", api, 422)["at"][0]["field"] == "reason"
    assert posted(office, "/api/appointments", {**api, "reason": "Thêm quầy"}, 202) == []
    (proposal,) = office.get("/api/proposals").json()
    one = f"/api/proposals/{proposal['proposal']}/refusal"
    done = posted(browser("leader"), one, {"reason": "Không có biên chế"}, 201)
    assert (done["state"], done["answer"]) == ("declined", "Không có biên chế")
    assert posted(browser("leader"), one, {"reason": "x"}, 404)["code"] == "proposal.unknown"


def test_the_people_page_says_who_was_recorded_from_the_machine(browser):
    page = browser("leader").get("/staff/people/").content.decode()
    assert "ghi từ máy chủ" in page


def test_the_house_log_tells_who_proposed_and_who_approved(browser):
    number = cases.appoint(
        UNIT, [appointed("counter.9", "counter")], person="office.1", reason="Thêm quầy"
    )
    cases.approve(UNIT, number, person="leader")
    told = [(one.kind, one.actor) for one in ledger.log(UNIT, "", after=number - 1)]
    assert [kind for kind, _ in told] == ["proposed", "approved", "appointed"]
    assert ['"office.1"' in told[0][1], '"leader"' in told[1][1]] == [True, True]
    assert finders.state(UNIT) == rebuilt(UNIT)


def rebuilt(house: str):
    """The house folded anew from its log."""
    found = House()
    for one in map(unseal, ledger.log(house, "")):
        found = evolve_house(found, one.body, one.at, one.number)
    return found
