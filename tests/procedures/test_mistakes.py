"""The mistakes that authors make most: each is told once, first, at the author's own line, with how the line should stand."""

from pathlib import Path

import pytest

from dinh.procedures.scalars import number
from tests.procedures.files import GOOD, problems

REASON = "label: {vi: Lý do}, type: text"
LIMIT = "time: 3 working days"
NEEDED = "type: text, required: yes}"
FREE = "amount: 0, law: QC 5}"
SEATS = 'in: "[1..300]"'
PLAN = 'required: {seats: "> 100"}'

MISTAKES = {
    "a comma in a text": (REASON, "label: {vi: Lý do, nêu rõ căn cứ}, type: text", 'Viết vi: "Lý do, nêu rõ căn cứ".'),
    "two commas in a text": ("say: {vi: Ngày mượn đã qua}", "say: {vi: Ngày đã qua, chọn lại, cảm ơn}", 'Viết vi: "Ngày đã qua, chọn lại, cảm ơn".'),
    "a comma before the English": ("name: {vi: Mượn hội trường, en", "name: {vi: Mượn hội trường, nhà văn hóa, en", 'Viết vi: "Mượn hội trường, nhà văn hóa".'),
    "a colon in a text": (REASON, "label: {vi: Lý do: nêu rõ}, type: text", 'Viết: reason: {label: {vi: "Lý do: nêu rõ"}, type: text, required: yes}'),
    "a colon in a text on its own line": ("  reason: {label: {vi: Lý do}, type: text, required: yes}\n", "  reason:\n    type: text\n    required: yes\n    label: {vi: Lý do,\n      en: Reason: why}\n", 'Viết: en: "Reason: why"}'),
    "an apostrophe in single quotes": (REASON, "label: {vi: 'Bon N'Drung'}, type: text", "vi: \"Bon N'Drung\"}"),
    "quotes in quotes": (REASON, 'label: {vi: "Lý do "khác" nữa"}, type: text', "vi: 'Lý do \"khác\" nữa'}"),
    "a quote that is not closed": ("title: Quy chế hội trường", 'title: "Quy chế hội trường', 'QC: {title: "Quy chế hội trường", number: 01/QC}'),
    "a number sign": (REASON, "label: {vi: Mẫu #1}, type: text", 'vi: "Mẫu #1"}'),
    "a text that begins with a sign": (REASON, "label: {vi: *Lý do}, type: text", 'vi: "*Lý do"}'),
    "a comma that lacks": (NEEDED, "type: text required: yes}", "type: text, required: yes}"),
    "a space that lacks": (REASON, "label: {vi:Lý do}, type: text", "Viết vi: Lý do."),
    "working days in Vietnamese": (LIMIT, "time: 3 ngày làm việc", "Viết time: 3 working days."),
    "days in words": (LIMIT, "time: ba ngày làm việc", "Viết time: 3 working days."),
    "hours in Vietnamese": (LIMIT, "time: 24 giờ", "Viết time: 24 hours."),
    "one month in Vietnamese": (LIMIT, "time: 1 tháng", "Viết time: 1 month."),
    "the same day in Vietnamese": (LIMIT, "time: trong ngày", "Viết time: same working day."),
    "a length without a unit": (LIMIT, "time: 3", "Viết như: 3 working days"),
    "yes in Vietnamese": (NEEDED, "type: text, required: có}", "Viết required: yes."),
    "true for yes": (NEEDED, "type: text, required: true}", "Viết required: yes."),
    "a day before its month": ("from: 2026-07-01", "from: 1/7/2026", "Viết from: 2026-07-01."),
    "a point between thousands": (FREE, "amount: 8.000, law: QC 5}", "Viết amount: 8000."),
    "a comma between thousands": (FREE, "amount: 8,000, law: QC 5}", "Viết amount: 8000."),
    "đồng behind an amount": (FREE, "amount: 150.000 đồng, law: QC 5}", "Viết amount: 150000."),
    "a comparison without quotes": (PLAN, "required: {seats: > 100}", 'required: {seats: "> 100"}}'),
    "a comparison in curly quotes": (PLAN, "required: {seats: “> 100”}", 'Viết seats: "> 100".'),
    "a test with a point between thousands": (PLAN, 'required: {seats: "> 1.000"}', 'Viết seats: "> 1000".'),
    "an interval without quotes": (SEATS, "in: [1..300]", 'Viết in: "[1..300]".'),
    "an interval with a dash": (SEATS, "in: 1-300", 'Viết in: "[1..300]".'),
    "a type in Vietnamese": ("type: number", "type: số", "Viết type: number."),
    "a name with diacritics": ("of: {wedding: {vi: Cưới}", "of: {Đám cưới: {vi: Cưới}", 'Viết "dam_cuoi"'),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "advice"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_of_an_author_is_told_once_at_its_line_with_the_line_mended(
    tmp_path: Path, old: str, new: str, advice: str
):
    text = GOOD.replace(old, new, 1)
    pairs = enumerate(zip(text.splitlines(), GOOD.splitlines(), strict=False), 1)
    first = next(number for number, (one, other) in pairs if one != other)
    (problem, *more) = [one for one in problems(tmp_path, text) if one.rule != "T2"]
    assert not more, [(one.rule, one.message.vi) for one in more]
    assert problem.rule in ("Y1", "Y2")
    assert first <= problem.line < first + new.count("\n") + 1
    assert advice in problem.do.vi
    assert problem.message.en
    assert problem.do.en


def test_a_mended_line_is_one_with_which_the_file_reads(tmp_path: Path):
    for old, new, _ in MISTAKES.values():
        text = GOOD.replace(old, new, 1)
        (problem, *_) = problems(tmp_path, text)
        if problem.rule == "Y1":
            lines = text.splitlines()
            indent = len(lines[problem.line - 1]) - len(lines[problem.line - 1].lstrip())
            lines[problem.line - 1] = " " * indent + problem.do.vi.removeprefix("Viết: ")
            assert not [one for one in problems(tmp_path, "\n".join(lines)) if one.rule[0] == "Y"]


def test_what_is_wrong_beside_a_mistake_is_told_with_it(tmp_path: Path):
    text = GOOD.replace(LIMIT, "time: 3").replace("to: weigh", "to: weihg")
    assert {one.rule for one in problems(tmp_path, text)} >= {"Y2", "N1"}


@pytest.mark.parametrize("value", ["1.001193", "2.5", "0.125", "-3.75"])
def test_a_number_with_decimals_is_still_a_number(value: str):
    assert number(value) is not None
    assert number("8.000") is None
