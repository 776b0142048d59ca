"""What an imported log tells is kept beside the books and shown to leaders and the office; each figure opens its cases, and the house's own log knows nothing of it."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dinh.cli import main
from dinh.insight import shelf
from dinh.store import ledger
from dinh.web.staff import imported_logs
from tests.desks.test_insight import text
from tests.mining.logs import USUAL, log, trace, written

LOGGED = log(
    trace(USUAL, "a"), trace("CR", "=b()"), trace("CR T02 T04 T06 T10", "c"), trace("CR T02 T04 Dance T05 T06 T10", "d"), trace("CR T03", "e"),
    trace(USUAL, "late", deadline="2011-10-10T13:41:31+01:00"),
)  # fmt: skip


@pytest.fixture
def kept(commune, tmp_path, monkeypatch, capsys):
    """A small log, read by the command into a folder of its own; gives the shelf."""
    place = tmp_path / "logs" / "small"
    assert (
        main(
            [
                "--json",
                "import",
                "xes",
                str(written(tmp_path, LOGGED)),
                "--procedure",
                "receipt-phase",
                "--report",
                str(place),
            ]
        )
        == 0
    )
    capsys.readouterr()
    monkeypatch.setattr(imported_logs, "_shelf", lambda: place.parent)
    return place.parent


@pytest.mark.parametrize("page", ["", "small/", "small/cases?group=0", "small/files/cases.csv"])
def test_leaders_and_the_office_read_of_a_log_and_others_do_not(signed_in, kept, page):
    for person in ("leader", "clerk"):
        assert signed_in(person).get(f"/staff/insight/logs/{page}").status_code == 200
    assert signed_in("counter.1").get(f"/staff/insight/logs/{page}").status_code == 403


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_reason_opens_its_cases_with_what_would_bring_them_together(signed_in, kept, lang):
    browser = signed_in("leader")
    page = text(browser.get(f"/staff/insight/logs/small/?lang={lang}"))
    found = re.findall(r'<a href="(/staff/insight/logs/small/cases\?(\w+)=[^"]+)">([\d.,]+)<', page)
    assert {"group", "step"} <= {kind for _, kind, _ in found}
    for address, _, n in found:
        listed = text(browser.get(address))
        assert listed.count('<span class="code">') == int(n), address
    listed = "".join(
        text(browser.get(f"/staff/insight/logs/small/cases?group={n}"))
        for n in range(sum(kind == "group" for _, kind, _ in found))
    )
    assert all(f">{case}<" in listed for case in "cde") and "Dance" in listed
    assert {"vi": "thủ tục cần, không làm", "en": "in the procedure, not done"}[lang] in listed


def test_the_house_is_told_nothing_of_it(commune, tmp_path, capsys):
    before = ledger.head(commune)
    assert (
        main(
            [
                "--json",
                "import",
                "xes",
                str(written(tmp_path, LOGGED)),
                "--procedure",
                "receipt-phase",
                "--report",
                str(tmp_path / "told"),
            ]
        )
        == 0
    )
    assert json.loads(capsys.readouterr().out)["kept"] is True
    assert ledger.head(commune) == before


def test_what_is_kept_says_the_same_in_a_page_that_needs_no_other_file(kept):
    for name in shelf.PAGES.values():
        page = (kept / "small" / name).read_text(encoding="utf-8")
        assert "<svg" in page and "Dance" in page
        assert not re.search(r'(src|href)="', page)


def test_each_case_of_the_log_is_a_line_and_none_is_reckoned_by_a_sheet_of_figures(kept):
    rows = list(
        csv.DictReader(io.StringIO((kept / "small" / shelf.CASES).read_text(encoding="utf-8-sig")))
    )
    assert [row["case"] for row in rows] == ["a", "'=b()", "c", "d", "e", "late"]
    assert [row["fits"] for row in rows] == ["yes", "yes", "no", "no", "no", "yes"]
    assert [row["late"] for row in rows if row["fits"] == "yes"] == ["no", "no", "yes"]


def test_a_log_that_cannot_be_read_leaves_the_report_before_it_as_it_was(kept, tmp_path, capsys):
    before = (kept / "small" / shelf.REPORT).read_bytes()
    broken = written(tmp_path, LOGGED[: len(LOGGED) // 2], "broken.xes")
    assert (
        main(
            [
                "--json",
                "import",
                "xes",
                str(broken),
                "--procedure",
                "receipt-phase",
                "--report",
                str(kept / "small"),
            ]
        )
        == 1
    )
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == "xes.broken_xml"
    assert (kept / "small" / shelf.REPORT).read_bytes() == before
    assert sorted(path.name for path in (kept / "small").iterdir()) == sorted(
        [shelf.CASES, shelf.REPORT, *shelf.PAGES.values()]
    )
    assert (
        main(
            [
                "--json",
                "import",
                "xes",
                str(broken),
                "--procedure",
                "receipt-phase",
                "--report",
                str(kept / "other"),
            ]
        )
        == 1
    )
    assert not (kept / "other").exists()


def test_how_far_a_reading_is_shows_and_so_does_one_that_broke_off(signed_in, kept):
    def far(name: str, process: int, **more: Any) -> None:
        (kept / name).mkdir(exist_ok=True)
        (kept / name / shelf.NOW).write_bytes(
            msgspec.json.encode(
                shelf.Far(name, "x.xes", 0.34, 1200, 7000, datetime.now(UTC), process, **more)
            )
        )

    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    far("runs", os.getpid())
    far("sums", os.getpid(), reckoning=True)
    far("stands", gone.pid)
    page = text(signed_in("leader").get("/staff/insight/logs/?lang=en"))
    assert (
        "Being read: runs" in page
        and "Being reckoned: sums" in page
        and "Broke off: stands" in page
        and "34 %" in page
    )


def test_only_what_is_kept_of_a_report_is_handed_over(signed_in, kept):
    for address in (
        "nowhere/",
        "small/cases?group=99",
        "small/cases?step=x",
        "small/cases",
        "small/files/report.json",
        "small/files/..%2Fsmall%2Fcases.csv",
        "..%2Fsmall/",
    ):
        assert signed_in("leader").get(f"/staff/insight/logs/{address}").status_code == 404, address


def test_a_name_that_could_not_be_an_address_is_refused(commune, tmp_path, monkeypatch, capsys):
    import importlib

    monkeypatch.setattr(importlib.import_module("dinh.cli.import"), "house", lambda: commune)
    for name in ("../x", "Tên", "a b", ""):
        code = main(
            [
                "--json",
                "import",
                "xes",
                str(written(tmp_path, LOGGED)),
                "--procedure",
                "receipt-phase",
                f"--keep={name}",
            ]
        )
        out = json.loads(capsys.readouterr().out)
        assert (code, out.get("refusal", {}).get("code")) == (1, "xes.name") if name else code == 0
    assert not Path("x").exists()


def test_work_whose_beginning_the_log_tells_is_told_apart_from_waiting(tmp_path, kept):
    from dinh.insight.foreign import foreign
    from tests.mining.logs import calendar, receipt_phase

    plain = trace(USUAL, "a")
    begun = plain.replace(
        'value="complete"/><date key="time:timestamp" value="2011-10-11T14:45:40.276000+02:00"',
        'value="start"/><date key="time:timestamp" value="2011-10-11T14:45:40.276000+02:00"',
    )
    assert begun != plain
    found = foreign(
        written(tmp_path, log(plain)), receipt_phase(), calendar(), lambda reading: None
    )
    assert (found.worked.pairs, found.worked.of) == (0, 6)
    event = re.search(r"<event>.*?</event>", begun[begun.index("T02") - 60 :])
    assert event
    done = event[0].replace('"start"', '"complete"').replace("14:45:40", "15:15:40")
    found = foreign(
        written(tmp_path, log(begun.replace(event[0], event[0] + done))),
        receipt_phase(),
        calendar(),
        lambda reading: None,
    )
    assert (found.worked.pairs, found.worked.of) == (1, 6)
