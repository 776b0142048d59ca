"""A denunciation through the door: taken up, more time twice, withdrawn, suspended, concluded, handed on; anonymous; and nobody learns who accuses."""

import pytest
from django.test import Client
from msgspec.structs import replace

from dinh.access import finders
from dinh.checker.finding import Surroundings
from dinh.checker.leaks import secrets_kept
from dinh.engine.definition.procedure import LetterValue, Procedure
from dinh.engine.record.events import Delegated
from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import local
from dinh.workflow import cases
from tests.procedures.matters import letters, printed, rows
from tests.world import PLACE, UNIT, Told, own_files

SLUG = "to-cao"
WHO = "Thị Mlê"
NAMED = {
    "received": "person", "identity": "named", "people": 1, "protection": False,
    "accuser": {"name": WHO, "id": "067194123456", "address": f"Bon Bu Bơ, {PLACE}", "phone": "0912345678"},
    "content": "Tôi ở sát nhà, thấy ông Kỳ nhận phong bì ngày 01/9", "matter": "Nhận tiền khi đo đất ngày 01/9/2026",
    "accused_name": "Đặng Văn Trường", "accused_post": "Công chức địa chính xã", "accused_officer": "land.1",
}  # fmt: skip
ANONYMOUS = {key: NAMED[key] for key in ("content", "matter", "accused_name", "accused_post")} | {
    "received": "letter",
    "identity": "anonymous",
    "clues": True,
}
TEAM = {
    "verifier": "justice.1",
    "verifier_title": "Vũ Quang Huy, công chức tư pháp",
    "team": "Ka Thuyên, chuyên viên Văn phòng",
}
FOUND = {
    "verdict": "right",
    "conclusion": "Có nhận 2 triệu đồng của một hộ",
    "proposed": "Xem xét kỷ luật",
}


def denounced(world, **form) -> Told:
    return Told(world, SLUG, NAMED | form, "house", "office.2")


def sorted_out(world, at="2026-10-05T08:20", **form) -> Told:
    return denounced(world, **form).acted("office.2", "register", at)


def taken_up(world, at="2026-10-09T09:00", **form) -> Told:
    case = sorted_out(world, **form).acted(
        "office.2", "propose", conditions="Thuộc thẩm quyền của Chủ tịch xã"
    )
    return case.acted("leader", "take_up", at, **TEAM)


def concluded(world, at="2026-10-30T09:00", verdict="right") -> Told:
    case = (
        taken_up(world)
        .acted("office.2", "sent")
        .acted(
            "justice.1",
            "report",
            "2026-10-28T16:00",
            explanation="Không nhận",
            report="Hai người làm chứng",
        )
    )
    return case.acted("leader", "conclude", at, **FOUND | {"verdict": verdict})


def who_accuses(case: Told, *names: str) -> None:
    """None of these letters says who accuses; the others would be no test."""
    for name in names:
        words = printed(case, name)
        assert "tố cáo" in words.lower()
        assert WHO not in words and "Bon Bu Bơ" not in words and "sát nhà" not in words, name


def test_within_seven_working_days_it_is_taken_up_or_ten_where_it_must_be_checked_elsewhere(world):
    case = sorted_out(world)
    # Mon 5/10 is day 0: 6, 7, 8, 9, 12, 13, Wed 14/10 is day 7; 15, 16, Mon 19/10 is day 10.
    assert (case.due, case.case.steps[0].limit) == (None, local("2026-10-14T17:00"))
    case.acted("office.2", "elsewhere", elsewhere="Nơi cư trú ở tỉnh khác")
    assert case.case.steps[0].limit == local("2026-10-19T17:00")
    with pytest.raises(Refused):
        case.acted("office.2", "elsewhere", elsewhere="Lần nữa")


def test_two_extensions_of_thirty_days_and_no_third(world):
    case = (
        sorted_out(world, "2026-07-30T08:20")
        .acted("office.2", "propose", conditions="Đủ")
        .acted("leader", "take_up", "2026-08-03T09:00", **TEAM)
    )
    assert case.due == local("2026-09-03T17:00")  # day 30 is Wed 2/9, a holiday
    case.acted("justice.1", "longer", longer_reason="Mười hai hộ")
    with pytest.raises(Refused):
        case.acted("leader", "grant_again", row={"ground": "Đặc biệt phức tạp"})
    case.acted("leader", "grant", row={"ground": "Phức tạp"})
    assert case.due == local("2026-10-05T17:00")  # Sat 3/10
    case.acted("justice.1", "longer", longer_reason="Giám định").acted(
        "leader", "grant_again", row={"ground": "Đặc biệt phức tạp"}
    )
    assert case.due == local("2026-11-04T17:00")
    with pytest.raises(Refused):
        case.acted("justice.1", "longer", longer_reason="Nữa")
    assert "(lần thứ hai)" in printed(case, "longer_decision")
    who_accuses(case, "longer_decision")


def test_what_goes_to_the_accused_and_to_the_public_names_no_accuser(world):
    case = (
        concluded(world)
        .acted("leader", "handle", measures="Khiển trách")
        .acted("leader", "post")
        .acted("office.2", "sent")
    )
    who_accuses(
        case,
        "take_up_decision",
        "team_decision",
        "accused_notice",
        "conclusion_letter",
        "handling_decision",
        "public_notice",
    )
    assert "Đặng Văn Trường" not in printed(case, "public_notice")
    assert (
        WHO in printed(case, "slip")
        and WHO in printed(case, "take_up_notice")
        and WHO in printed(case, "result_notice")
    )
    assert "Kính gửi: Đặng Văn Trường" in printed(case, "accused_notice")
    case.time_acts(case.case.steps[0].limit)
    assert case.outcome == "done"
    (row,) = rows("denunciations")
    assert (row["verdict"], row["accused"]) == ("right", "Đặng Văn Trường")
    assert WHO not in str(row)


def test_the_accused_reads_and_does_nothing_whatever_their_role(world):
    case = taken_up(
        world,
        accused_officer="office.1",
        accused_name="Đỗ Văn Thắng",
        accused_post="Chánh Văn phòng",
    )
    for person in ("office.1", "land.1", "counter.1", "clerk.1"):
        with pytest.raises(finders.NotFound):
            finders.case_seen_by(UNIT, person, case.code)
        assert all(row.code != case.code for row in finders.worklist(UNIT, person))
    with pytest.raises(finders.NotFound):
        cases.act(UNIT, "office.1", case.code, "sent")
    assert [row.code for row in finders.worklist(UNIT, "office.2") if row.code == case.code]


def test_one_accused_beside_others_is_shut_out_too(world):
    case = denounced(
        world, others=[{"name": "Đỗ Văn Thắng", "post": "Chánh Văn phòng", "officer": "office.1"}]
    ).acted("office.2", "register", "2026-10-05T08:20")
    with pytest.raises(finders.NotFound):
        finders.case_seen_by(UNIT, "office.1", case.code)
    assert finders.case_seen_by(UNIT, "leader", case.code).hidden == frozenset()


def test_a_vice_chair_who_is_not_accused_reads_nothing_of_it_nor_is_it_delegated_to_him(world):
    case = taken_up(world)
    for person in ("leader.2", "leader.3"):
        with pytest.raises(finders.NotFound):
            finders.case_seen_by(UNIT, person, case.code)
        assert all(row.code != case.code for row in finders.worklist(UNIT, person))
    given = Delegated(
        delegation="140/QĐ-UBND",
        giver="chair",
        to="leader.2",
        roles=("chair",),
        procedures=(SLUG,),
        start="2026-10-09",
        end="2026-10-20",
        reason="Chủ tịch đi công tác",
    )
    with pytest.raises(Refused) as refused:
        cases.delegate(UNIT, given, at=local("2026-10-09T10:00"))
    assert [one.code for one in refused.value.refusal.at] == ["delegation.not_delegable"]
    whole = replace(given, procedures=(), roles=())
    cases.delegate(UNIT, whole, at=local("2026-10-09T10:00"))
    with pytest.raises(finders.NotFound):
        finders.case_seen_by(UNIT, "leader.2", case.code, local("2026-10-12T09:00"))


def test_where_the_chair_is_accused_it_goes_to_the_province_without_any_leader(world):
    case = sorted_out(
        world,
        accused_officer="leader",
        accused_name="Nguyễn Đình Lâm",
        accused_post="Chủ tịch Ủy ban nhân dân xã",
    )
    case.acted(
        "office.2",
        "transfer",
        transfer_to="Chủ tịch Ủy ban nhân dân tỉnh",
        transfer_reason="Người bị tố cáo do tỉnh quản lý",
    )
    for person in ("leader", "leader.2", "leader.3"):
        with pytest.raises(finders.NotFound):
            cases.act(UNIT, person, case.code, "sign")
    with pytest.raises(Refused):  # who proposed it does not sign it
        cases.act(UNIT, "office.2", case.code, "sign")
    case.acted("office.1", "sign")
    assert (
        case.outcome == "forwarded"
        and WHO in printed(case, "transfer_letter")
        and "TL. CHỦ TỊCH" in printed(case, "transfer_letter")
    )


def test_who_verifies_works_without_knowing_who_accuses(world):
    seen = finders.case_seen_by(UNIT, "justice.1", taken_up(world).code)
    assert {"accuser.name", "accuser.address", "content"} <= seen.hidden
    assert WHO not in str(seen.case.data)
    assert {one.name for one in seen.case.letters} == {
        "take_up_decision",
        "team_decision",
        "accused_notice",
    }


def test_each_other_accused_gets_a_notice_of_their_own(world):
    case = taken_up(
        world,
        others=[{"name": "Lò Văn Tấn", "post": "Tổ trưởng"}, {"name": "Y Ba", "post": "Tổ viên"}],
    )
    assert letters(case).count("others_notice") == 2
    who_accuses(case, "others_notice")
    assert "Kính gửi: Y Ba" in printed(case, "others_notice")


def test_protection_is_decided_beside_the_verification_and_kept_as_secret(world):
    case = taken_up(world, protection=True, protection_why="Sợ bị trả thù")
    assert set(case.standing()) == {"verifying", "notifying", "protecting"}
    case.acted("leader", "grant", step="protecting", protection_measures="Công an xã tuần tra")
    assert WHO in printed(case, "protection_decision")
    case.acted("office.2", "protect", later_protection="Nhà bị ném đá").acted(
        "leader", "deny", step="protecting_later", protection_denied="Chưa rõ ai ném"
    )
    assert "Chưa rõ ai ném" in printed(case, "protection_refusal")
    assert "protection_decision" not in {
        one.name for one in finders.case_seen_by(UNIT, "justice.1", case.code).case.letters
    }


def test_a_withdrawal_stops_it_or_not(world):
    case = (
        taken_up(world)
        .acted("office.2", "withdrawn_partly", withdrawn_part="Việc thứ hai")
        .acted("office.2", "withdrawn", withdrawn_note="Văn bản ngày 12/10")
    )
    case.acted("leader", "go_on", go_on_reason="Có dấu hiệu bị ép")
    assert set(case.standing()) == {"verifying", "notifying"}
    case.acted("office.2", "withdrawn", withdrawn_note="Văn bản ngày 14/10").acted(
        "leader", "stop", stop_reason="Người tố cáo rút toàn bộ"
    )
    assert (case.outcome, case.standing(), rows("denunciations")) == ("stopped", [], [])
    who_accuses(case, "stop_decision")
    with pytest.raises(Refused, match=r"unwritten\.off"):
        sorted_out(world).acted("office.2", "withdraw", reason="Thôi")


def test_suspended_the_clock_stands(world):
    case = (
        taken_up(world)
        .acted("justice.1", "propose_suspend", "2026-10-12T09:00", suspend_reason="Chờ giám định")
        .acted("leader", "sign", "2026-10-12T15:00")
    )
    assert "suspended" in case.standing()
    case.acted("office.2", "ready", "2026-10-26T09:00").acted("leader", "sign", "2026-10-26T10:00")
    # Fri 9/10 is day 0: 10 and 11/10 are 2 days, 12 to 25/10 stand, 26/10 is day 3; Sun 22/11 is day 30, so Mon 23/11.
    assert case.due == local("2026-11-23T17:00")


def test_not_true_restores_the_rights_of_the_accused(world):
    case = concluded(world, verdict="knowingly_wrong")
    with pytest.raises(Refused):
        case.acted("leader", "handle", measures="Khiển trách")
    case.acted("leader", "restore", restored="Thông báo tại cuộc họp cơ quan").acted(
        "leader", "announced_already", announced="Họp cơ quan"
    ).acted("office.2", "sent")
    assert case.outcome == "done"
    assert "Thông báo tại cuộc họp cơ quan" in printed(case, "restore_notice")


def test_who_verified_does_not_conclude(world):
    case = (
        sorted_out(world)
        .acted("office.2", "propose", conditions="Đủ")
        .acted("leader", "take_up", verifier="leader", verifier_title="Chủ tịch", team="Hai người")
    )
    case.acted("office.2", "sent").acted("leader", "report", explanation="x", report="y")
    with pytest.raises(Refused, match=r"step\.not_by"):
        case.acted("leader", "conclude", **FOUND)


def test_what_is_not_the_communes_is_handed_on_with_who_accuses_and_sealed(world):
    case = (
        sorted_out(world)
        .acted(
            "office.2",
            "transfer",
            transfer_to="Chủ tịch UBND tỉnh",
            transfer_reason="Do tỉnh quản lý",
        )
        .acted("leader", "sign")
    )
    assert case.outcome == "forwarded"
    assert WHO in printed(case, "transfer_letter")
    assert "Chủ tịch UBND tỉnh" in printed(case, "transfer_notice")


def test_it_is_not_taken_up_in_writing(world):
    case = (
        sorted_out(world)
        .acted(
            "office.2", "refuse", refusal_reason="Không có tình tiết mới", refusal_basis="Điều 29"
        )
        .acted("leader", "sign")
    )
    assert (case.outcome, letters(case)) == ("rejected", ["slip", "refusal"])


@pytest.mark.parametrize(
    ("clues", "act", "answers", "end"),
    [
        (
            True,
            "inspect",
            {"inspect_by": "Phòng Kinh tế", "inspect_until": "2026-11-30"},
            "inspected",
        ),
        (False, "shelve", {}, "shelved"),
    ],
)
def test_an_anonymous_one_is_inspected_where_it_gives_evidence_and_else_filed(
    world, clues, act, answers, end
):
    case = Told(world, SLUG, ANONYMOUS | {"clues": clues}, "house", "office.2").acted(
        "office.2", "register_anonymous", "2026-10-05T08:20"
    )
    with pytest.raises(Refused):
        case.acted("office.2", "propose", conditions="x")
    case.acted("office.2", act, **answers).acted("leader", "sign" if clues else "agree")
    assert case.end == end


@pytest.mark.parametrize(
    ("channel", "by"),
    [
        ("counter", "counter.1"),
        ("online", "applicant"),
        ("house", "land.2"),
        ("house", "village.1"),
    ],
)
def test_it_is_opened_by_whom_it_may_be_known_to(world, channel, by):
    with pytest.raises(Refused):
        Told(world, SLUG, NAMED, channel, by).opened("2026-10-05T08:00")


# --- and that it cannot be otherwise: P3 ----------------------------------------------------------------------------


def procedure() -> Procedure:
    return next(one.procedure for one in own_files().packages if one.procedure.slug == SLUG)


def leaks(one: Procedure) -> list[str]:
    return [
        str(found.path)
        for found in secrets_kept(one, Surroundings())
        if found.severity == "problem"
    ]


def test_the_file_as_it_stands_leaks_nothing():
    assert leaks(procedure()) == []


@pytest.mark.parametrize("secret", ["accuser.name", "accuser.address", "content", "protection_why"])
def test_no_letter_to_anybody_else_could_read_a_secret(secret):
    one = procedure()
    for name, letter in one.letters.items():
        told = replace(letter, values={**letter.values, "more": LetterValue(secret)})
        found = leaks(replace(one, letters={**one.letters, name: told}))
        assert bool(found) == (letter.class_ != "accuser"), name


def test_no_letter_to_the_accuser_could_be_left_without_its_class():
    one = procedure()
    to_them = [name for name, letter in one.letters.items() if "applicant" in letter.to]
    assert len(to_them) >= 9
    for name in to_them:
        assert leaks(
            replace(one, letters={**one.letters, name: replace(one.letters[name], class_="")})
        ), name
        assert leaks(
            replace(
                one,
                letters={
                    **one.letters,
                    name: replace(one.letters[name], to=("applicant", "accused_name")),
                },
            )
        ), name


def test_nobody_outside_the_class_could_be_asked_for_the_protection():
    one = procedure()
    step = replace(one.steps["protecting"], roles=("justice",))
    assert leaks(replace(one, steps={**one.steps, "protecting": step}))


def test_no_column_of_an_open_register_could_take_it():
    one = procedure()
    step, action = one.steps["concluding"], one.steps["concluding"].do["conclude"]
    op = replace(action.records[0], values={**action.records[0].values, "accused": "accuser.name"})
    step = replace(step, do={**step.do, "conclude": replace(action, records=(op,))})
    assert leaks(replace(one, steps={**one.steps, "concluding": step}))


def test_the_portal_sends_nobody_to_the_counter_with_it(world):
    page = Client().get(f"/procedures/{SLUG}").content.decode()
    assert "Nơi tiếp công dân của xã" in page
    assert "hiện anh, chị nộp tại quầy" not in page and "Tại quầy một cửa của xã" not in page
    assert (
        "đến hết ngày 14/12"
        in Client().get("/procedures/ra-soat-ho-ngheo").content.decode().lower()
    )
