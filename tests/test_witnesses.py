"""Signed heads leave the machine by themselves, to real witnesses: a web server, a folder, a mailbox, a house beside."""

import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller

from dinh import clock, folder
from dinh.access import finders
from dinh.cli import main
from dinh.engine.refusal import Refused
from dinh.input.profile import held
from dinh.server import schedule
from dinh.server.mail import mail_sender, mail_server
from dinh.store import books, keys, ledger, outgoing, rebuild
from dinh.store.link import linked
from dinh.store.writer import open_books
from dinh.witnesses import sending
from dinh.workflow import cases, house_service
from tests.desks.conftest import HOUSE, commune, signed_in  # noqa: F401  # fixtures
from tests.desks.test_cases import DATA
from tests.installation import free_port
from tests.test_proofs import check  # noqa: F401  # a fixture

PROVINCE = "68"
NOW = datetime(2026, 12, 3, 8, 0, tzinfo=UTC)


@pytest.fixture
def unit(house, commune):
    """The commune, with a key and a name in its folder."""
    keys.make_key(house)
    folder.name_house(house, HOUSE)
    return commune


def witnessed_by(*names, **more):
    cases.configure(HOUSE, held(HOUSE, {"witnesses": list(names), **more}))


def more(at=None):
    return cases.open_case(HOUSE, "counter.1", "khai-sinh", DATA, at=at)


def tried(now=NOW, **words):
    """What a round of the timer tried, as it is known afterwards: (witness, state)."""
    keys_tried = [one.key for one in sending.round_of(HOUSE, now=now, **words)]
    return {one.witness: one for one in outgoing.newest(HOUSE) if one.key in keys_tried}


@contextmanager
def web_server(answers=()):
    """A witness at an address: keeps what it was sent, and answers with these (status, headers) first, then with 200."""
    got, left = [], list(answers)

    class Keeping(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(
                (
                    self.path,
                    dict(self.headers),
                    self.rfile.read(int(self.headers["Content-Length"])),
                )
            )
            status, headers = left.pop(0) if left else (200, {})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write("đã nhận\n".encode())

        do_GET = do_POST

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keeping)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/heads", got
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def mail_box(settings):
    """A mail server that keeps what it gets, as the one that DINH_MAIL names."""
    kept = []

    class Keeping:
        async def handle_DATA(self, server, session, envelope):
            kept.append(envelope)
            return "250 kept"

    server = Controller(Keeping(), hostname="127.0.0.1", port=free_port())
    server.start()
    settings.MAILERS = mail_server(f"smtp://127.0.0.1:{server.port}")
    try:
        yield kept
    finally:
        server.stop()


@pytest.fixture(autouse=True)
def _direct(monkeypatch):
    """A proxy of this machine is not asked for its own addresses."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")


# --- the four ways -----------------------------------------------------------------------------------------------------


def test_a_web_address_is_sent_the_signed_head_as_json(unit):
    with web_server() as (address, got):
        witnessed_by(address)
        one = tried()[address]
    [(path, headers, content)] = got
    head = json.loads(content)
    assert path == "/heads"
    assert headers["Content-Type"] == "application/json"
    assert keys.is_signed(head)
    assert head["number"] == ledger.head(HOUSE).number == one.number
    assert (one.state, one.tries, one.answer) == ("sent", 1, "200 đã nhận")
    more()
    assert books.verify(HOUSE, head)["ok"]


def test_a_folder_gets_a_file_for_each_head_which_verify_takes_whole(unit, house, tmp_path, capsys):
    disk = tmp_path / "usb"
    disk.mkdir()
    witnessed_by(str(disk))
    for _ in range(3):
        assert tried(at_once=True)[str(disk)].state == "sent"
        more()
    assert min(one.name for one in disk.iterdir()).startswith(f"{HOUSE}-0000000")
    assert len(list(disk.iterdir())) == 3
    assert main(["--house", str(house), "verify", "--head", str(disk)]) == 0
    assert "3 đầu sổ đã giao" in capsys.readouterr().out
    file = sorted(disk.iterdir())[1]
    head = json.loads(file.read_bytes())
    forged = keys.signed(house, HOUSE, head["number"], "ab" * 32, head["root"], head["at"])
    file.write_text(json.dumps(forged))
    assert main(["--house", str(house), "--lang", "en", "verify", "--head", str(disk)]) == 1
    assert f"the head at event {head['number']}" in capsys.readouterr().out
    (tmp_path / "empty").mkdir()
    assert main(["--house", str(house), "verify", "--head", str(tmp_path / "empty")]) == 1


def test_a_folder_that_is_not_mounted_is_not_made_and_gets_the_head_once_it_is_there(
    unit, tmp_path
):
    disk = tmp_path / "usb"
    witnessed_by(str(disk))
    one = tried()[str(disk)]
    assert (one.state, one.fault["code"]) == ("waiting", "witness.folder")
    assert not disk.exists()
    disk.mkdir()
    assert not tried(NOW + timedelta(seconds=30))
    assert tried(NOW + timedelta(minutes=2))[str(disk)].state == "sent"


def test_a_head_that_a_folder_has_is_never_replaced_by_another(unit, tmp_path):
    witnessed_by(str(tmp_path))
    assert tried()[str(tmp_path)].state == "sent"
    [file] = tmp_path.glob("*.json")
    linked().run("UPDATE jobs SET done=0, due=0 WHERE kind='witness'")
    assert tried()[str(tmp_path)].state == "sent", "the same head again"
    kept = {**json.loads(file.read_bytes()), "seal": "ab" * 32}
    file.write_text(json.dumps(kept))
    linked().run("UPDATE jobs SET done=0, due=0 WHERE kind='witness'")
    assert tried()[str(tmp_path)].fault["code"] == "witness.forked"
    assert json.loads(file.read_bytes()) == kept


def test_a_mailbox_gets_number_seal_and_root_in_words_and_the_head_as_a_file(unit, settings):
    with mail_box(settings) as kept:
        witnessed_by("mailto:thanh-tra@tinh.example.vn")
        assert tried()["mailto:thanh-tra@tinh.example.vn"].state == "sent"
    [envelope] = kept
    assert envelope.rcpt_tos == ["thanh-tra@tinh.example.vn"]
    import email
    from email import policy

    message = email.message_from_bytes(envelope.content, policy=policy.default)
    [attached] = message.iter_attachments()
    head = json.loads(attached.get_content())
    assert keys.is_signed(head)
    assert head["root"] in message.get_body().get_content()
    assert f"việc số {head['number']}" in message["Subject"]


def test_without_a_mail_server_the_witness_says_so_and_nothing_else_is_held_up(
    unit, settings, tmp_path
):
    settings.MAILERS = {}
    witnessed_by("mailto:a@example.vn", str(tmp_path))
    states = tried()
    assert states["mailto:a@example.vn"].fault["code"] == "witness.no_mail"
    assert states[str(tmp_path)].state == "sent"
    settings.MAILERS = mail_server(f"smtp://127.0.0.1:{free_port()}")
    later = tried(NOW + timedelta(minutes=2))
    assert later["mailto:a@example.vn"].fault["code"] == "witness.mail"


@pytest.fixture
def province(unit, house):
    open_books(PROVINCE, PROVINCE, "Tỉnh Lâm Đồng")
    cases.begin(
        PROVINCE,
        {"name": "Tỉnh Lâm Đồng", "rehearsal": True, "from": "2026-11-25T08:00:00+07:00"},
        datetime.fromisoformat("2026-11-25T08:00:00+07:00"),
    )
    folder.add_house(house, PROVINCE)
    witnessed_by(f"house:{PROVINCE}")
    return PROVINCE


def test_the_provinces_house_beside_writes_the_head_into_its_own_log(province):
    assert tried()["house:68"].state == "sent"
    first = ledger.head(HOUSE).number
    more()
    assert tried(at_once=True)["house:68"].answer == "68: 3"
    events = [event for event in ledger.log(PROVINCE) if event.kind == "witnessed"]
    assert [json.loads(event.body)["head"]["number"] for event in events] == [
        first,
        ledger.head(HOUSE).number,
    ]
    known = finders.state(PROVINCE).witnessed[HOUSE]
    assert known["seal"] == ledger.head(HOUSE).seal
    assert keys.is_signed(known)
    assert rebuild.rebuild(PROVINCE, check=True)["equal"]
    assert books.verify(PROVINCE)["ok"]


def test_the_same_head_twice_is_one_event_and_an_older_one_after_a_newer_is_none(province):
    tried()
    old = outgoing.newest(HOUSE)[0]
    more()
    tried(at_once=True)
    length = ledger.head(PROVINCE).number
    linked().run("UPDATE jobs SET done=0, due=0 WHERE kind='witness'")
    again = sending.round_of(HOUSE, now=NOW)
    assert old.key in {one.key for one in again}
    assert {one.state for one in outgoing.newest(HOUSE)} == {"sent"}
    assert ledger.head(PROVINCE).number == length


def test_a_log_that_was_written_anew_is_refused_by_the_house_beside(province):
    tried()
    more()
    linked().run("UPDATE events SET seal=? WHERE house=? AND number=2", ("ab" * 32, HOUSE))
    length = ledger.head(PROVINCE).number
    one = tried(at_once=True)["house:68"]
    assert one.fault["code"] == "witness.forked"
    assert ledger.head(PROVINCE).number == length
    assert "viết lại" in sending.fault_words(one.fault, "vi")


def test_the_log_is_verified_against_what_the_province_witnessed(province, house, capsys):
    line = ["--house", str(house), "--of", HOUSE, "--lang", "en"]
    assert main([*line, "verify", "--head", "house:68"]) == 1
    assert "no head of the house 24730 at house:68" in capsys.readouterr().err
    tried()
    more()
    tried(at_once=True)
    assert main([*line, "verify", "--head", "house:68"]) == 0
    assert "2 heads that were given away" in capsys.readouterr().out


def test_a_house_that_is_no_longer_beside_is_told(province, house):
    folder.name_house(house, HOUSE)
    assert tried()["house:68"].fault["code"] == "witness.none"


def test_a_head_that_nobody_signed_is_not_witnessed(province):
    tried()
    head = {**outgoing.newest(HOUSE)[0].head, "at": "2026-01-01T00:00:00+07:00"}
    with pytest.raises(Refused) as caught:
        house_service.witness(PROVINCE, head, [])
    assert caught.value.refusal.code == "witness.unsigned"


# --- when --------------------------------------------------------------------------------------------------------------


def test_a_head_leaves_each_day_and_after_so_many_events_and_never_without_news(unit, tmp_path):
    witnessed_by(str(tmp_path), heads_every="10")
    assert tried()
    assert not tried(), "nothing has happened since"
    more()
    assert not tried(), "the same day, few events"
    while ledger.head(HOUSE).number < outgoing.newest(HOUSE)[0].number + 10:
        assert not tried()
        more()
    assert tried(), "ten events"
    more(at=finders.time_of(HOUSE) + timedelta(days=1))
    assert tried(), "another day"
    assert not tried()


def test_a_house_without_witnesses_sends_nothing(unit):
    assert not tried(at_once=True)
    assert not outgoing.newest(HOUSE)


def test_the_servers_timer_sends(unit, tmp_path):
    witnessed_by(str(tmp_path))
    schedule.hand_out_heads()
    assert len(list(tmp_path.glob("*.json"))) == 1


def test_no_event_of_the_house_is_made_by_sending(unit, tmp_path):
    witnessed_by(str(tmp_path), "https://127.0.0.1:1/")
    length = ledger.head(HOUSE).number
    tried()
    assert ledger.head(HOUSE).number == length


# --- failures ----------------------------------------------------------------------------------------------------------


def test_what_fails_is_tried_again_at_growing_intervals_then_given_up_and_the_next_head_goes(
    unit, caplog
):
    with web_server([(503, {})] * outgoing.TRIES_MAX) as (address, got):
        witnessed_by(address)
        now, waits = NOW, []
        for _ in range(outgoing.TRIES_MAX):
            one = tried(now)[address]
            assert one.fault["code"] == "witness.answered"
            waits.append(one.due - now.timestamp())
            now = datetime.fromtimestamp(one.due, UTC)
        assert one.state == "failed"
        assert waits == sorted(waits)
        assert waits[0] == 60
        assert waits[-1] == 6 * 3600
        assert "given up" in caplog.text
        assert not tried(now + timedelta(days=9))
        more()
        assert tried(now, at_once=True)[address].state == "sent"
    assert len(got) == outgoing.TRIES_MAX + 1


def test_a_redirect_is_no_receipt(unit):
    with web_server() as (other, got), web_server([(302, {"Location": other})]) as (address, _):
        witnessed_by(address)
        one = tried()[address]
        assert one.fault["facts"]["status"] == 302
        assert not got


def test_one_that_cannot_be_reached_holds_up_no_other(unit, tmp_path):
    nobody = f"http://127.0.0.1:{free_port()}/"
    witnessed_by(nobody, str(tmp_path))
    states = tried()
    assert states[nobody].fault["code"] == "witness.unreachable"
    assert states[str(tmp_path)].state == "sent"
    for lang in ("vi", "en"):
        assert nobody in sending.fault_words(states[nobody].fault, lang)
    assert sending.troubled(HOUSE) == (nobody,)


def test_a_backup_keeps_what_was_sent(unit, house, tmp_path):
    from dinh.store import archive

    witnessed_by(str(tmp_path))
    tried()
    archive.backup(HOUSE, tmp_path / "house.zip")
    import zipfile

    with zipfile.ZipFile(tmp_path / "house.zip") as kept:
        assert "witness" in kept.read("jobs.jsonl").decode()


# --- what may be said --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("http://tinh.example.vn/", "profile.witness"),
        ("https://a:b@tinh.example.vn/", "profile.witness"),
        ("https:///x", "profile.witness"),
        ("https://x y/", "profile.witness"),
        ("ftp://tinh.example.vn/", "profile.witness"),
        ("relative/folder", "profile.witness"),
        ("mailto:nobody", "profile.witness"),
        ("mailto:a@b.vn,c@d.vn", "profile.witness"),
        ("house:24730", "profile.witness_house"),
        ("house:99", "profile.witness_house"),
    ],
)
def test_what_is_no_witness_is_refused_and_nothing_is_set(unit, text, code):
    length = ledger.head(HOUSE).number
    with pytest.raises(Refused) as caught:
        witnessed_by("/srv/heads", text)
    [fault] = caught.value.refusal.at
    assert (fault.field, fault.code) == ("witnesses.2", code)
    assert ledger.head(HOUSE).number == length


@pytest.mark.parametrize(
    "given", [{"heads_every": "0"}, {"heads_every": "x"}, {"timestamps": "tsa"}]
)
def test_the_other_two_are_judged_too(unit, given):
    with pytest.raises(Refused) as caught:
        witnessed_by("/srv/heads", **given)
    assert caught.value.refusal.at[0].code == f"profile.{next(iter(given))}"


def test_the_command_line_sets_shows_and_sends(unit, house, tmp_path, capsys):
    line = ["--house", str(house), "--lang", "en"]
    words = f"witnesses={tmp_path}; https://127.0.0.1:{free_port()}/"
    assert main([*line, "--json", "profile", "--set", words, "--set", "heads_every=50"]) == 0
    assert json.loads(capsys.readouterr().out)["witnesses"][0] == str(tmp_path)
    assert main([*line, "head", "--send"]) == 1, "one of the two does not answer"
    assert "sent" in capsys.readouterr().out
    assert main([*line, "--json", "head", "--witnessed"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["state"] for row in rows} == {"sent", "waiting"}
    assert keys.is_signed(rows[0]["head"])
    assert main([*line, "head", "--send", "--witnessed"]) == 2
    assert main([*line, "profile", "--set", "witnesses="]) == 0
    assert not finders.state(HOUSE).profile["witnesses"]


def test_witnesses_are_set_on_the_machine_and_not_over_the_api(unit, signed_in):
    leader = signed_in("leader")
    for values in ({"witnesses": []}, {"timestamps": "http://a.vn/"}, {"heads_every": "1000000"}):
        answer = leader.patch("/api/profile", values, content_type="application/json")
        assert answer.status_code in (400, 403, 422), answer.content
        assert "witnesses" not in finders.state(HOUSE).profile


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("smtp://mail.vn", {"host": "mail.vn", "port": 25, "use_tls": False, "use_ssl": False}),
        (
            "smtp+starttls://u%40x.vn:p%2Fw@mail.vn",
            {"port": 587, "username": "u@x.vn", "password": "p/w", "use_tls": True},
        ),
        ("smtps://mail.vn:4650", {"port": 4650, "use_ssl": True}),
    ],
)
def test_the_mail_server_is_read_from_its_address(url, options):
    found = mail_server(url)["default"]["OPTIONS"]
    assert {name: found[name] for name in options} == options


def test_an_address_that_is_no_mail_servers_is_said_without_its_password():
    from django.core.exceptions import ImproperlyConfigured

    for url in ("http://u:secret@mail.vn", "smtp://:x", "smtp://u:secret@mail.vn:99999"):
        with pytest.raises(ImproperlyConfigured) as caught:
            mail_server(url)
        assert "secret" not in str(caught.value)
    assert mail_server("") == {}
    assert mail_sender("smtp://u%40x.vn:p@mail.vn", "pc") == "u@x.vn"
    assert mail_sender("smtp://u@mail.vn?from=so@xa.vn", "pc") == "so@xa.vn"
    assert mail_sender("", "pc") == "dinh@pc"


def test_a_witness_s_copy_and_a_citizens_letter_are_of_one_history(unit, tmp_path, check):
    from dinh import proofs
    from tests.desks.test_cases import went

    witnessed_by(str(tmp_path))
    tried()
    [file] = tmp_path.glob("*.json")
    copy = json.loads(file.read_bytes())
    case = went(HOUSE, 3)
    at = clock.now()
    letter = proofs.of_letter(HOUSE, case.code, case.letters[-1], at, whole=False)
    assert "ok;" in check(letter, copy, proofs.of_history(HOUSE, copy, at))


# --- the page ----------------------------------------------------------------------------------------------------------


def test_the_page_tells_what_was_sent_to_whom_when_and_with_what_answer(unit, signed_in, tmp_path):
    nobody = f"http://127.0.0.1:{free_port()}/"
    leader = signed_in("leader")
    assert "chưa có bên chứng" in leader.get("/staff/day/witnesses").content.decode().lower()
    with web_server() as (address, _):
        witnessed_by(address, str(tmp_path), nobody)
        tried()
    page = leader.get("/staff/day/witnesses").content.decode()
    assert address in page
    assert "200 đã nhận" in page
    assert str(tmp_path) in page
    assert f"Không tới được {nobody}" in page
    assert "Thử lại" in page
    english = leader.get("/staff/day/witnesses?lang=en").content.decode()
    assert f"{nobody} cannot be reached" in english
    assert "Đầu sổ" not in english
    day = leader.get("/staff/day/?lang=vi").content.decode()
    assert "Đầu sổ chưa tới nơi" in day
    assert nobody in day
    assert signed_in("counter.1").get("/staff/day/witnesses").status_code == 403
    assert nobody not in signed_in("counter.1").get("/staff/day/").content.decode()


def test_the_page_says_when_a_head_was_given_up(unit, signed_in):
    nobody = f"http://127.0.0.1:{free_port()}/"
    witnessed_by(nobody)
    now = NOW
    for _ in range(outgoing.TRIES_MAX):
        now = datetime.fromtimestamp(tried(now)[nobody].due, UTC)
    page = signed_in("clerk").get("/staff/day/witnesses").content.decode()
    assert "Thôi gửi" in page
    assert "10 lần" in page
