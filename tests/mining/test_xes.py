"""Logs are read as they come: whole, broken, hostile, without end; always a trace at a time."""

import resource
import tracemalloc

import pytest

from dinh.mining import xes
from dinh.mining.xes import BadLog, Reading, traces
from tests.mining.logs import USUAL, large, log, packed, trace, written

BOMB = '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><log>&b;</log>'


def read(file, reading=None):
    return list(traces(file, reading))


def why(file) -> BadLog:
    with pytest.raises(BadLog) as bad:
        read(file)
    return bad.value


def test_a_log_is_the_same_plain_and_packed(tmp_path):
    text = log(trace(USUAL, "a"), trace("CR", "b"))
    plain, gz = read(written(tmp_path, text)), read(written(tmp_path, packed(text), "log.xes.gz"))
    assert plain == gz
    assert [(one.name, len(one.events)) for one in plain] == [("a", 6), ("b", 1)]
    first = plain[0].events[0]
    assert (
        first.name == "Confirmation of receipt"
        and first.resource == "Resource01"
        and first.at.isoformat() == "2011-10-11T13:45:40.276000+02:00"
    )
    assert plain[0].values["channel"] == "Internet"


def test_a_time_without_an_offset_is_of_vietnam_and_one_that_is_none_is_none():
    assert xes.instant("2026-11-26T10:00:00").isoformat() == "2026-11-26T10:00:00+07:00"
    assert xes.instant("hôm qua") is None and xes.instant("") is None


def test_attributes_within_attributes_lists_and_what_xes_does_not_have_are_passed_over_and_named(
    tmp_path,
):
    extra = '<list key="l"><values><string key="concept:name" value="not me"/></values></list><string key="s" value="1"><string key="concept:name" value="nor me"/></string>'
    reading = Reading()
    [found] = read(
        written(
            tmp_path,
            log(
                f'<trace>{extra}<string key="concept:name" value="a"/><wonder><string key="x" value="y"/></wonder></trace>'
            ),
        ),
        reading,
    )
    assert found.name == "a" and found.values == {"s": "1", "concept:name": "a"}
    assert dict(reading.unknown) == {"wonder": 1}


def test_entities_are_refused_before_any_is_expanded(tmp_path):
    assert why(written(tmp_path, BOMB)).code == "xes.entities"
    assert (
        why(written(tmp_path, '<!DOCTYPE log SYSTEM "file:///etc/passwd"><log/>')).code
        == "xes.entities"
    )


@pytest.mark.parametrize("keep", [0.2, 0.6, 0.98])
def test_a_packed_file_that_was_not_copied_whole_says_how_far_it_was_read(tmp_path, keep):
    whole = packed(log(*(trace(USUAL, str(n)) for n in range(300))))
    bad = why(written(tmp_path, whole[: int(len(whole) * keep)]))
    assert bad.code == "xes.broken_gzip" and 0 <= bad.facts["traces"] < 300


def test_a_packed_file_with_a_changed_byte_is_not_believed(tmp_path):
    whole = bytearray(packed(log(*(trace(USUAL, str(n)) for n in range(300)))))
    whole[len(whole) // 2] ^= 0xFF
    assert why(written(tmp_path, bytes(whole))).code in ("xes.broken_gzip", "xes.broken_xml")


def test_what_is_no_log_says_what_it_is(tmp_path):
    assert why(written(tmp_path, "<html/>")).facts["found"] == "html"
    broken = why(written(tmp_path, log(trace(USUAL))[:-30]))
    assert broken.code == "xes.broken_xml" and broken.facts["line"] == 1
    assert why(written(tmp_path, b"\x89PNG\r\n")).code == "xes.broken_xml"
    assert why(written(tmp_path, "")).code == "xes.broken_xml"


def test_a_log_of_four_thousand_cases_is_read_in_the_memory_of_one(tmp_path):
    """Twenty pieces of two hundred traces. What is held does not grow with what was read."""
    parts = log("<!--cut-->").split("<!--cut-->")
    file = large(
        tmp_path,
        20,
        [trace(USUAL, str(n)) for n in range(200)],
        {"head": parts[0], "foot": parts[1]},
    )
    reading = Reading()
    peaks = []
    tracemalloc.start()
    for n, _ in enumerate(traces(file, reading)):
        if n in (1_000, 3_999):
            peaks.append(tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()
    assert (reading.traces, reading.events) == (4_000, 24_000) and reading.xml_bytes > 5_000_000
    assert peaks[1] < peaks[0] + 200_000 < 4_000_000


def test_a_file_that_unpacks_without_end_is_let_go(tmp_path, monkeypatch):
    monkeypatch.setattr(xes, "BYTES_MAX", 1_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    bad = why(written(tmp_path, packed("<log>" + " " * 50_000_000)))
    assert bad.code == "xes.too_large"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_a_tag_without_end_and_tags_without_bottom_are_let_go(tmp_path):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert (
        why(
            written(tmp_path, packed('<log><trace><string key="a" value="' + "x" * 60_000_000))
        ).code
        == "xes.too_long"
    )
    assert why(written(tmp_path, packed("<log>" + "<list>" * 1_000_000))).code == "xes.too_deep"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000


def test_a_trace_without_end_is_cut_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(xes, "EVENTS_MAX", 3)
    [found] = read(written(tmp_path, log(trace(USUAL))))
    assert found.cut and len(found.events) == 3
