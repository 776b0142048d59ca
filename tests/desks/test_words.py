"""Days, money, numbers and conditions as pages write them."""

from datetime import datetime

import pytest

from dinh.engine.definition.condition import ALWAYS, NEVER
from dinh.engine.definition.law import law_said
from dinh.engine.schedule.calendar import local
from dinh.engine.schedule.deadline_proof import Line
from dinh.export.reasons import name_said, said
from dinh.messages import words
from dinh.web.shared.deadline_view import shown
from dinh.web.shared.procedure_lookup import found
from tests.desks.test_cases import went

NOW = local("2026-11-25T09:14")


@pytest.mark.parametrize(("at", "vi", "en"), [
    ("2026-11-25T17:00", "hôm nay, 17:00", "today, 17:00"),
    ("2026-11-26T17:00", "thứ Năm 26/11, 17:00", "Thursday 26/11, 17:00"),
    ("2026-12-31T11:30", "31/12, 11:30", "31/12, 11:30"),
    ("2027-01-05T17:00", "05/01/2027, 17:00", "05/01/2027, 17:00"),
])  # fmt: skip
def test_an_instant_has_its_weekday_when_near_and_its_year_when_not_this_one(at, vi, en):
    assert words.moment(local(at), NOW, "vi") == vi
    assert words.moment(local(at), NOW, "en") == en


def test_the_utc_instant_of_a_log_is_told_at_local_time():
    assert words.hour(datetime.fromisoformat("2026-11-25T10:00:00+00:00")) == "17:00"


def test_money_and_numbers_have_dots():
    assert words.money(1500000, "vi") == "1.500.000 đồng"
    assert words.money(0, "vi") == "0 đồng"


def test_a_personal_number_is_read_in_threes_and_masked_by_half():
    assert words.id_number("067091004512") == "067 091 004 512"
    assert words.id_masked("067091004512") == "067 091 ••• •••"
    assert words.id_masked("12") == "•••"


def test_a_seal_shows_eight_signs():
    assert words.seal("9f3a71c0" + "0" * 56) == "9f3a 71c0"


def test_files_are_weighed_in_words():
    assert words.file_size(240 * 1024, "vi") == "240 KB"
    assert words.file_size(int(2.5 * 2**20), "vi") == "2,5 MB"


def test_a_condition_is_said_back(birth):
    rule = birth.fee["registration"].rules[0]
    assert said(rule.when, birth, "vi") == "số ngày từ ngày sinh đến lúc nộp: không quá 60"
    assert (
        said(birth.documents["birth_note"].required, birth, "vi")
        == "giấy tờ chứng minh việc sinh: có giấy chứng sinh"
    )
    assert (
        said(birth.form["proof"].shown, birth, "vi")
        == "trường hợp của trẻ: không phải “trẻ bị bỏ rơi”"
    )


@pytest.mark.parametrize(
    ("condition", "vi", "en"), [(ALWAYS, "", ""), (NEVER, "không bao giờ", "never")]
)
def test_a_condition_that_always_holds_needs_no_words_and_one_that_never_does_is_said(
    birth, condition, vi, en
):
    assert (said(condition, birth, "vi"), said(condition, birth, "en")) == (vi, en)


def test_a_derived_value_is_said_by_what_it_is_made_of(birth):
    assert name_said("days_old", birth, "en") == "days from date of birth to the opening"


def test_the_law_is_cited_by_article_and_clause(birth):
    assert (
        law_said(birth.fee["registration"].rules[0].law, birth, "vi")
        == "Luật Hộ tịch 2014, Điều 11 khoản 1"
    )
    assert (
        law_said(birth.fee["registration"].rules[0].law, birth, "en")
        == "Luật Hộ tịch 2014, Article 11(1)"
    )


def test_a_proof_marks_what_does_not_count_and_the_last_day():
    lines = [
        Line("received", day=local("2026-11-20").date()),
        Line("counted", day=local("2026-11-23").date(), n=1),
    ]
    days = shown(lines, "vi").days
    assert [(day.weekday, day.day, day.kind) for day in days] == [
        ("T6", "20/11", "off"),
        ("T2", "23/11", "end"),
    ]


def test_the_best_name_comes_first(birth):
    assert found([birth], "khai sinh") == [birth]
    assert found([birth], "KS") == [birth]
    assert found([birth], "sinh khai") == [birth]
    assert found([birth], "1.001193") == [birth]
    assert found([birth], "kết hôn") == []


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "0 cases wait"),
        (1, "1 case waits"),
        (2, "2 cases wait"),
        ("1", "1 cases wait"),
        (None, "None cases wait"),
    ],
)
def test_english_says_one_and_many_apart(n, said):
    assert words.counted(f"{n} [case waits|cases wait]", n) == said
    assert words.counted("a [note] and a | bar", 1) == "a [note] and a | bar"


def test_one_fault_is_a_place_and_two_are_places():
    assert [words.not_recorded(n, "en") for n in (1, 2)] == [
        "Not recorded: 1 place to mend",
        "Not recorded: 2 places to mend",
    ]
    assert words.not_recorded(1, "vi") == "Chưa ghi được: còn 1 chỗ phải sửa"


def test_one_letter_waits_and_two_wait(signed_in, commune):
    leader = signed_in("leader")
    for acts, heading in (
        (2, "1 letter waits for your signature"),
        (2, "2 letters wait for your signature"),
    ):
        went(commune, acts)
        assert heading in leader.get("/staff/signing/?lang=en").content.decode()
