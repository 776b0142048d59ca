"""What a request leaves behind for whoever runs the house: a trace that can be found again, and figures."""

import json
import logging
import os

import pytest
from django.test import Client
from django.urls import path

from dinh import trace
from dinh.cli import main
from dinh.server import urls


def broken(request, word):
    raise ZeroDivisionError("nothing can be shared out among none")


@pytest.fixture
def browser(house, monkeypatch):
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, path("broken/<str:word>", broken)])
    from django.urls import clear_url_caches

    clear_url_caches()
    yield Client(raise_request_exception=False)
    clear_url_caches()


def test_a_fault_that_a_page_showed_is_found_by_its_trace(browser, house, capsys, monkeypatch):
    monkeypatch.setenv("DINH_HOUSE", str(house))
    shown = browser.get("/broken/secret-word")["X-Trace-Id"]
    browser.get("/broken/another")
    assert (
        main(["--json", "trace", f"{shown[:4]} {shown[4:]}"]) == 0
    )  # as it is read out on the telephone
    found = json.loads(capsys.readouterr().out)
    assert {one["trace"] for one in found} == {shown}
    assert any("nothing can be shared out among none" in one.get("exception", "") for one in found)
    assert main(["--json", "trace"]) == 0
    assert len({one["trace"] for one in json.loads(capsys.readouterr().out)}) == 2


def test_a_trace_that_nobody_kept_is_said_to_be_unknown(browser, house, capsys, monkeypatch):
    monkeypatch.setenv("DINH_HOUSE", str(house))
    assert main(["--json", "trace", "00000000"]) == 1
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == "trace.unknown"


def test_a_fault_of_a_command_is_found_by_its_trace_too(house, capsys, monkeypatch):
    monkeypatch.setenv("DINH_HOUSE", str(house))
    monkeypatch.setattr("dinh.cli.worklist.run", lambda _: 1 / 0)
    assert main(["worklist", "--by", "leader"]) == 3
    said = capsys.readouterr().err
    assert main(["trace", said.rpartition("dinh trace ")[2].strip(" )\n")]) == 0
    assert "ZeroDivisionError" in capsys.readouterr().out


def test_a_refusal_that_was_shown_with_an_id_is_found_by_it_and_pushes_no_fault_out(
    browser, house, capsys, monkeypatch
):
    monkeypatch.setenv("DINH_HOUSE", str(house))
    fault = browser.get("/broken/x")["X-Trace-Id"]
    monkeypatch.setattr(trace, "FAULTS_BYTES_MAX", 1000)
    pages = [browser.get(f"/nowhere-{number}") for number in range(20)]
    large = browser.post("/sign-in", {"name": "a", "password": "x" * 3_000_000})
    api = browser.get("/api/worklist")
    for shown, code in (
        (pages[-1], "page.not_found"),
        (large, "page.unreadable"),
        (api, "api.who"),
    ):
        assert main(["--json", "trace", shown["X-Trace-Id"]]) == 0
        [found] = json.loads(capsys.readouterr().out)
        assert (found["code"], found["status"]) == (code, shown.status_code)
        assert "nowhere" not in str(found)
    assert main(["--json", "trace"]) == 0
    assert {one["trace"] for one in json.loads(capsys.readouterr().out)} == {fault}, (
        "the list is of faults alone"
    )


def test_a_fault_that_a_full_disk_could_not_take_is_kept_once_there_is_room(tmp_path, monkeypatch):
    really = os.write

    def full(handle, content):
        return really(handle, content[:10])  # as the system does it: what there is room for

    trace.keep(tmp_path, json.dumps({"trace": "before"}))
    monkeypatch.setattr(trace.os, "write", full)
    for name in ("first", "second"):
        trace.keep(tmp_path, json.dumps({"trace": name}))
    monkeypatch.setattr(trace.os, "write", really)
    trace.catch_up()
    assert [one["trace"] for one in trace.faults(tmp_path)] == ["before", "first", "second"]


def test_the_journal_tells_what_changed_or_failed_by_its_pattern_and_never_the_address_itself(
    browser, caplog
):
    with caplog.at_level(logging.INFO, "dinh.request"):
        browser.get("/broken/secret-word")
        browser.get("/sign-in/a-one-time-word")
        browser.get("/health")
    lines = [
        json.loads(trace.JournalLine().format(record))
        for record in caplog.records
        if record.name == "dinh.request"
    ]
    assert [(one["route"], one["status"], one["level"]) for one in lines] == [
        ("/broken/<str:word>", 500, "error"),
        ("/sign-in/<str:word>", 410, "info"),
        ("/health", 503, "warning"),
    ]
    assert "secret-word" not in caplog.text.partition("Traceback")[0]


def test_the_file_of_faults_stays_small_and_a_line_cut_short_harms_no_other(tmp_path, monkeypatch):
    monkeypatch.setattr(trace, "FAULTS_BYTES_MAX", 1000)
    for number in range(200):
        trace.keep(tmp_path, json.dumps({"trace": f"{number:08}"}))
    with (tmp_path / trace.FAULTS).open("a") as file:
        file.write('{"trace": "cut sh\n')
    trace.keep(tmp_path, json.dumps({"trace": "last"}))
    assert sum(one.stat().st_size for one in tmp_path.iterdir()) < 2200
    found = [one["trace"] for one in trace.faults(tmp_path)]
    assert found[-2:] == ["00000199", "last"]
    assert (tmp_path / trace.FAULTS).stat().st_mode & 0o777 == 0o600


def figures(answer):
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_the_metrics_count_requests_by_pattern_and_tell_of_the_books(commune_folder, browser):
    before = figures(browser.get("/metrics", headers={"Host": "127.0.0.1"}))
    browser.get("/broken/x")
    after = figures(browser.get("/metrics", headers={"Host": "127.0.0.1"}))
    name = 'dinh_requests_total{method="GET",route="/broken/<str:word>",status="500"}'
    assert after[name] == before.get(name, 0) + 1
    count = 'dinh_request_seconds_count{route="/broken/<str:word>"}'
    assert (
        after[count]
        == after['dinh_request_seconds_bucket{route="/broken/<str:word>",le="+Inf"}']
        >= 1
    )
    assert after["dinh_books_answer"] == 1
    assert after['dinh_log_number{house="24730"}'] == 0
    assert after["dinh_disk_free_bytes"] > 0
    assert after["dinh_faults_bytes"] > 0


@pytest.fixture
def commune_folder(house):
    from dinh.store.writer import open_books

    open_books("24730", "24730", "Xã Trường Xuân")


@pytest.mark.parametrize(
    ("about", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost"}, 200),
        ({"REMOTE_ADDR": "::1", "HTTP_HOST": "[::1]:8000"}, 200),
        ({"REMOTE_ADDR": "192.168.1.7", "HTTP_HOST": "192.168.1.2"}, 404),
        ({"REMOTE_ADDR": "10.1.2.3", "HTTP_HOST": "192.168.1.2"}, 200),
        ({"REMOTE_ADDR": "", "HTTP_HOST": "localhost"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "xa.example"}, 404),  # a proxy on this machine
        (
            {
                "REMOTE_ADDR": "127.0.0.1",
                "HTTP_HOST": "localhost",
                "HTTP_X_FORWARDED_FOR": "203.0.113.9",
            },
            404,
        ),
    ],
)
def test_metrics_are_for_this_machine_and_for_the_networks_that_were_named(
    house, settings, about, status
):
    from dinh.server.database import networks

    settings.HOSTS = {*settings.HOSTS, "xa.example"}
    settings.ORIGIN = "https://xa.example"
    settings.METRICS = networks("10.1.0.0/16")
    assert Client().get("/metrics", **about).status_code == status
