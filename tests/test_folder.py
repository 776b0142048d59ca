"""The house's folder and the journal."""

import json
import logging

from dinh import folder, trace


def test_a_houses_folder_and_its_secret_are_for_its_own_account_only(tmp_path):
    house = tmp_path / "house"
    folder.make(house)
    assert house.stat().st_mode & 0o777 == 0o700
    assert (house / folder.SECRET).stat().st_mode & 0o777 == 0o600


def test_making_a_folder_twice_keeps_its_secret(tmp_path):
    folder.make(tmp_path)
    first = folder.secret(tmp_path)
    folder.make(tmp_path)
    assert folder.secret(tmp_path) == first
    assert len(first) >= 50


def test_a_folder_without_a_secret_signs_with_one_that_does_not_last(tmp_path):
    assert folder.secret(tmp_path) != folder.secret(tmp_path)


def test_a_line_of_the_journal_is_json_with_the_trace_of_what_went_wrong():
    begun = trace.begin()
    record = logging.LogRecord("dinh", logging.ERROR, __file__, 1, "việc %s", ("đổ",), None)
    line = json.loads(trace.JournalLine().format(record))
    assert (line["trace"], line["message"], line["level"]) == (begun, "việc đổ", "error")
