"""Heads that an authority stamped by RFC 3161: a real one, which the test starts (OpenSSL behind a small web server)."""

import base64
import json
import shutil
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from dinh import folder
from dinh.cli import main
from dinh.store import books, keys, outgoing, timestamps
from dinh.witnesses import sending
from tests.desks.conftest import HOUSE, commune, signed_in  # noqa: F401  # fixtures
from tests.installation import free_port
from tests.store.stories import MORNING
from tests.test_proofs import check  # noqa: F401  # a fixture
from tests.test_witnesses import NOW, more, tried, witnessed_by

CONFIG = """
[tsa]
default_tsa = one
[one]
dir = .
serial = ./serial
crypto_device = builtin
signer_cert = ./tsa.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def openssl(place, *words, content=None):
    done = subprocess.run(
        ["openssl", *words], cwd=place, input=content, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


class Authority:
    """Certificates of its own, and an address that stamps. `refuses`: it then answers with a rejection, `stale`: with its first answer."""

    def __init__(self, place):
        self.place, self.answers, self.stale = place, [], False
        place.mkdir()
        (place / "openssl.cnf").write_text(CONFIG)
        (place / "serial").write_text("01\n")
        (place / "ext").write_text(
            "extendedKeyUsage = critical, timeStamping\nbasicConstraints = CA:FALSE\nkeyUsage = critical, digitalSignature\n"
        )
        new = ("req", "-newkey", "rsa:2048", "-nodes")
        root = (
            "-x509",
            "-days",
            "3650",
            "-subj",
            "/CN=Root of the test",
            "-keyout",
            "root.key",
            "-out",
            "root.pem",
        )
        openssl(place, *new, *root)
        openssl(
            place, *new, "-subj", "/CN=TSA of the test", "-keyout", "tsa.key", "-out", "tsa.csr"
        )
        signs = (
            "x509",
            "-req",
            "-in",
            "tsa.csr",
            "-CA",
            "root.pem",
            "-CAkey",
            "root.key",
            "-CAcreateserial",
        )
        openssl(place, *signs, "-days", "3650", "-extfile", "ext", "-out", "tsa.pem")

    def stamp(self, query):
        (self.place / "query").write_bytes(query)
        if not (self.stale and self.answers):
            openssl(
                self.place,
                "ts",
                "-reply",
                "-config",
                "openssl.cnf",
                "-queryfile",
                "query",
                "-out",
                "answer",
            )
            self.answers.append((self.place / "answer").read_bytes())
        return self.answers[0] if self.stale else self.answers[-1]


@pytest.fixture(scope="module")
def certified(tmp_path_factory):
    if not shutil.which("openssl"):
        pytest.skip("OpenSSL is not here")
    return Authority(tmp_path_factory.mktemp("authority") / "tsa")


@pytest.fixture
def authority(certified):
    """The address of an authority that stamps, as `.url`."""

    class Stamping(BaseHTTPRequestHandler):
        def do_POST(self):
            query = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(certified.stamp(query))

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Stamping)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    certified.url, certified.stale, certified.answers = (
        f"http://127.0.0.1:{server.server_port}/",
        False,
        [],
    )
    yield certified
    server.shutdown()
    server.server_close()


@pytest.fixture
def unit(house, commune, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    keys.make_key(house)
    folder.name_house(house, HOUSE)
    return house


@pytest.fixture
def disk(unit, authority, tmp_path):
    """A folder as witness, and the authority in the profile."""
    place = tmp_path / "usb"
    place.mkdir()
    witnessed_by(str(place), timestamps=authority.url)
    return place


def trusts(unit, authority):
    shutil.copy(authority.place / "root.pem", unit / timestamps.ROOTS)


def head_in(disk):
    return json.loads(sorted(disk.glob("*.json"))[-1].read_bytes())


def test_a_head_leaves_with_a_stamp_that_openssl_and_verify_find_true(
    unit, authority, disk, tmp_path
):
    trusts(unit, authority)
    assert tried()[str(disk)].unstamped is None
    head = head_in(disk)
    assert keys.is_signed(head)
    (tmp_path / "stamp.tsr").write_bytes(base64.b64decode(head["timestamp"]))
    (tmp_path / "head").write_bytes(timestamps.stamped_content(head))
    root = str(authority.place / "root.pem")
    said = openssl(tmp_path, "ts", "-verify", "-in", "stamp.tsr", "-data", "head", "-CAfile", root)
    assert b"OK" in said
    more()
    found = books.verify(HOUSE, head)
    assert found["ok"]
    [stamp] = found["timestamps"]
    assert stamp["checked"]
    assert stamp["number"] == head["number"]
    assert abs(datetime.fromisoformat(stamp["at"]) - datetime.now(UTC)) < timedelta(minutes=5)


def test_verify_tells_the_time_of_the_stamp_and_whether_it_could_be_judged(
    unit, authority, disk, capsys
):
    tried()
    line = ["--house", str(unit), "--lang", "en", "verify", "--head", str(disk)]
    assert main(line) == 0
    assert "not checked: the folder has no timestamp-roots.pem" in capsys.readouterr().out
    trusts(unit, authority)
    assert main(line) == 0
    said = capsys.readouterr().out
    assert "has the time stamp" in said
    assert "not checked" not in said


def test_a_stamp_of_another_head_or_of_another_authority_is_found(unit, authority, disk, tmp_path):
    trusts(unit, authority)
    tried()
    first = head_in(disk)
    more()
    tried(at_once=True)
    second = head_in(disk)
    assert books.verify(HOUSE, first, second)["ok"]
    swapped = {**second, "timestamp": first["timestamp"]}
    assert books.verify(HOUSE, swapped)["reason"] == "head.timestamp"
    assert books.verify(HOUSE, {**first, "timestamp": "AAAA"})["reason"] == "head.timestamp"
    assert books.verify(HOUSE, {**first, "timestamp": 7})["reason"] == "head.timestamp"
    other = Authority(tmp_path / "other")
    shutil.copy(other.place / "root.pem", unit / timestamps.ROOTS)
    assert books.verify(HOUSE, first)["reason"] == "head.timestamp"
    (unit / timestamps.ROOTS).write_text("no certificate")
    assert books.verify(HOUSE, first)["reason"] == "head.timestamp"


def test_where_the_authority_cannot_be_reached_the_head_leaves_without_a_stamp_and_says_so(
    unit, disk, signed_in
):
    witnessed_by(str(disk), timestamps=f"http://127.0.0.1:{free_port()}/")
    assert tried()[str(disk)].state == "sent"
    assert "timestamp" not in head_in(disk)
    [one] = outgoing.newest(HOUSE)
    assert one.unstamped["code"] == "witness.unreachable"
    page = signed_in("leader").get("/staff/day/witnesses").content.decode()
    assert "Không có dấu thời gian" in page


@pytest.mark.parametrize("trusted", [True, False])
def test_an_answer_that_is_of_something_else_is_not_taken_for_a_stamp(
    unit, authority, disk, trusted
):
    if trusted:
        trusts(unit, authority)
    authority.stale = True
    tried()
    assert "timestamp" in head_in(disk), "its first answer is of this head"
    more()
    tried(at_once=True)
    assert "timestamp" not in head_in(disk)
    assert outgoing.newest(HOUSE)[0].unstamped["code"] == "timestamp.bad"


def test_a_rejection_is_no_stamp(unit, authority, disk):
    """The authority stamps no SHA-1; what it then answers has no token."""
    query = openssl(authority.place, "ts", "-query", "-digest", "ab" * 20, "-sha1")
    rejection = authority.stamp(query)
    authority.stale = True
    tried()
    assert "timestamp" not in head_in(disk)
    assert outgoing.newest(HOUSE)[0].unstamped["code"] == "timestamp.bad"
    forged = {**head_in(disk), "timestamp": base64.b64encode(rejection).decode()}
    assert books.verify(HOUSE, forged)["reason"] == "head.timestamp"


def test_the_page_tells_the_time_of_the_stamp(unit, authority, disk, signed_in):
    tried()
    assert sending.stamp_time(outgoing.newest(HOUSE)[0]) is not None
    page = signed_in("leader").get("/staff/day/witnesses").content.decode()
    assert authority.url in page
    assert "Dấu thời gian" in page


def test_the_stand_alone_verifier_takes_a_stamped_head(unit, authority, disk, check):
    tried(NOW)
    head = head_in(disk)
    assert "ok;" in check(head)
    assert "ok;" in check(head, books.signed_head(HOUSE, MORNING))
