"""What the command line says to a person: what is off in the words of the call, and how a check came out."""

from __future__ import annotations

import os
import re
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from dinh import clock, folder
from dinh.cli import main
from dinh.store import documents
from tests.installation import DINH
from tests.test_commands import HOUSE, Line, dinh

__all__ = ["dinh"]


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert main(list(words)) == code
    out, err = capsys.readouterr()
    return out if code == 0 else err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("check",), "dinh check: còn thiếu PATH"),
        (("show", "H36.99-260701-0001", "rồi"), "dinh show: không hiểu rồi"),
        (("act", "A", "B", "--by"), "dinh act: sau --by phải có một giá trị"),
        (("export", "khai-sinh", "--as", "svg"), "dinh export: --as không nhận"),
        (("serve", "--port", "tám"), "dinh serve: --port là một số nguyên"),
        (("log", "--by", "leader", "--outside"), "dinh log: --outside không đi cùng"),
        (("forest",), "dinh forest: còn thiếu"),
    ],
)
def test_a_call_whose_words_are_off_says_in_vietnamese_what_and_where_to_read_on(
    capsys, words, told
):
    err = said(capsys, *words, code=2)
    assert err.startswith(told)
    assert "cách viết: dinh " in err
    assert f"xem thêm: dinh {words[0]} --help" in err
    assert not re.search(r"argument|usage|required|expected", err)
    assert "error: " in said(capsys, "--lang", "en", *words, code=2)


def test_the_help_of_a_command_is_in_vietnamese(capsys):
    assert main(["check", "--help"]) == 0
    out = capsys.readouterr().out
    assert "phải có:" in out
    assert not re.search(r"usage|positional|show this", out)


def test_an_id_is_looked_for_as_the_page_shows_it_in_two_halves(dinh: Line, capsys, house: Path):
    (house / "faults.jsonl").write_text(
        '{"at": "2026-07-01T01:00:00Z", "trace": "1a2b3c4d", "from": "dinh", "message": "hỏng"}\n'
    )
    for words in (("1a2b", "3c4d"), ("1a2b 3c4d",), ("1A2B3C4D",)):
        assert "1a2b3c4d" in said(capsys, "trace", *words)


def test_whoever_asks_after_the_books_is_answered_in_a_sentence(dinh: Line, capsys):
    events = dinh("verify")["events"]
    assert said(capsys, "verify") == f"✓ {events} việc, mọi dấu đều khớp.\n"
    assert said(capsys, "rebuild", "--check") == f"✓ {events} việc; mọi bảng khớp nhật ký.\n"
    assert "dinh --json head" in said(capsys, "head")
    assert said(capsys, "trace") == "Chưa ghi nhận lỗi nào.\n"
    assert said(capsys, "clock") == "Chưa có thời hạn nào hết.\n"


def test_files_that_no_event_names_are_told_by_verify(dinh: Line, capsys):
    """Of a command that was refused, or of a form that is still being typed: they hold somebody's papers all the same."""
    dinh.open()
    digest = documents.keep(b"giay to cua ai do")
    found = dinh("verify")
    assert (found["unnamed"], found["unnamed_bytes"]) == ([digest], len(b"giay to cua ai do"))
    [line] = said(capsys, "verify").splitlines()[1:]
    assert line.startswith("1 tệp giấy tờ không việc nào nhắc tới (") and "bảy ngày" in line


def test_the_command_removes_what_no_event_has_named_for_seven_days(dinh: Line, capsys):
    dinh.open()
    digest = documents.keep(b"giay to cua ai do")
    assert said(capsys, "sweep") == "Không có tệp nào phải xóa. Còn 1 tệp chưa đủ bảy ngày.\n"
    old = clock.now().timestamp() - 8 * 24 * 3600
    os.utime(documents.path(digest), (old, old))
    assert dinh("sweep") == {"removed": [digest], "size_bytes": 17, "left": 0}
    assert "unnamed" not in dinh("verify")


def test_the_head_that_is_given_away_is_what_verify_takes(dinh: Line, capsys, tmp_path: Path):
    (tmp_path / "head.json").write_text(said(capsys, "--json", "head"))
    assert "khớp đầu sổ đã giao" in said(capsys, "verify", "--head", str(tmp_path / "head.json"))


def test_a_folder_whose_books_are_elsewhere_says_so_and_no_books_are_begun(tmp_path: Path):
    folder.make(tmp_path / "house")
    folder.name_house(tmp_path / "house", HOUSE)
    around = {name: value for name, value in os.environ.items() if name != "DINH_DATABASE_URL"}
    for words in (("worklist", "--by", "leader"), ("serve", "--port", "0")):
        done = subprocess.run(
            [DINH, "--house", tmp_path / "house", *words],
            capture_output=True,
            text=True,
            env=around,
            timeout=60,
        )
        assert done.returncode == 1
        assert "DINH_DATABASE_URL" in done.stderr
        assert "house.no_books" in done.stderr


def test_an_address_of_books_that_cannot_be_is_said_without_a_traceback(tmp_path: Path):
    around = {**os.environ, "DINH_DATABASE_URL": "mysql://nobody:secret@here/books"}
    done = subprocess.run(
        [DINH, "--house", tmp_path, "worklist", "--by", "leader"],
        capture_output=True,
        text=True,
        env=around,
        timeout=60,
    )
    assert done.returncode == 2
    assert "DINH_DATABASE_URL" in done.stderr
    assert "postgresql://" in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


def test_why_a_file_cannot_be_read_is_said_in_the_readers_language(
    dinh: Line, capsys, tmp_path: Path
):
    for lang, why in (
        ("vi", "không có tệp hay thư mục này"),
        ("en", "there is no such file or folder"),
    ):
        assert why in said(
            capsys,
            "--lang",
            lang,
            "open",
            "quay-hang",
            "--by",
            "counter",
            "--data",
            str(tmp_path / "none.json"),
            code=1,
        )
        assert main(["--lang", lang, "check", str(tmp_path / "none.yaml")]) == 1
        assert why[1:] in capsys.readouterr().out
    (tmp_path / "folder").mkdir()
    assert "đó là thư mục" in said(
        capsys, "open", "quay-hang", "--by", "counter", "--data", str(tmp_path / "folder"), code=1
    )


def test_a_case_and_what_waits_are_told_with_days_and_money_as_people_write_them(
    dinh: Line, capsys
):
    code = dinh.open()
    dinh("act", code, "accept", "--by", "counter", "--at", "2026-07-01T08:30")
    due = datetime.fromisoformat(dinh("show", code)["due"])
    shown = said(capsys, "show", code)
    assert f"hẹn trả: {due:%H:%M ngày %d/%m/%Y}" in shown
    assert re.search(r"lệ phí: ([\d.]+ đồng|–)", shown)
    assert f"{due:%H:%M ngày %d/%m/%Y}" in said(capsys, "worklist", "--by", "economy")
    assert f"{due:on %d/%m/%Y}" in said(capsys, "--lang", "en", "show", code)
