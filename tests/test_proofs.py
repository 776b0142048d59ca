"""A stranger checks one letter, and two heads, with the documented script, no log and nothing of the program."""

import ast
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from dinh import proofs
from dinh.access import finders
from dinh.cli import main
from dinh.engine.record.hash_tree import leaf_hash, node_hash
from dinh.engine.refusal import Refused
from dinh.folder import name_house
from dinh.serialize import encode
from dinh.store import accounts, books, keys, ledger, tree
from dinh.workflow import cases
from tests.desks.conftest import HOUSE, commune  # noqa: F401  # a fixture
from tests.desks.test_cases import DATA, went
from tests.procedures.test_to_cao import taken_up
from tests.store.stories import MORNING

SCRIPT = Path(__file__).resolve().parent.parent / "docs/check_proof.py"


@pytest.fixture
def check(tmp_path):
    """Runs the script on values as files, in a process of its own that can import nothing of the program."""

    def run(*values, words=()):
        names = []
        for place, value in enumerate(values):
            names.append(f"{place}.json")
            (tmp_path / names[-1]).write_bytes(value if isinstance(value, bytes) else encode(value))
        done = subprocess.run(
            [sys.executable, "-I", str(SCRIPT), *words, *names],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert not done.stderr
        assert done.returncode == ("WRONG" in done.stdout)
        return done.stdout

    return run


@pytest.fixture
def letter(house, commune):
    """A birth that is registered, with its certificate."""
    keys.make_key(house)
    case = went(commune, 3)
    return case.code, case.letters[-1]


@pytest.fixture
def proof(letter):
    return fresh(proofs.of_letter(HOUSE, *letter, MORNING, whole=False))


def fresh(value):
    """As it is read from a file."""
    return json.loads(encode(value))


def head():
    return fresh(books.signed_head(HOUSE, MORNING))


def more():
    return cases.open_case(HOUSE, "counter.1", "khai-sinh", DATA)


def history(old):
    return fresh(proofs.of_history(HOUSE, old, MORNING))


def test_the_script_shares_no_code_with_the_program():
    names = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(SCRIPT.read_text()))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert names == {"hashlib", "json", "sys", "cryptography"}


def test_a_citizen_checks_one_letter_with_one_small_file(check, letter, proof):
    said = check(proof)
    assert letter[1].digest in said
    assert f"event {proof['event']['number']} of {proof['size']}" in said
    assert said.endswith(f"ok; signed by {proof['head']['key']}, at {proof['head']['at']}\n")
    assert len(encode(proof)) < 8000


def test_in_a_log_of_four_thousand_million_events_a_letter_takes_32_hashes(check, house, proof):
    """Nobody has such a log: the hashes beside the path are any, and the root is what they lead to."""
    size, place = 2**32, proof["index"]
    path = [sha256(str(one).encode()).digest() for one in range(32)]
    root = leaf_hash(bytes.fromhex(proof["event"]["seal"]))
    for height, beside in enumerate(path):
        root = node_hash(beside, root) if place >> height & 1 else node_hash(root, beside)
    at = proof["head"]["at"]
    large = {
        **proof,
        "size": size,
        "path": [one.hex() for one in path],
        "head": keys.signed(house, HOUSE, size, "ab" * 32, root.hex(), at),
    }
    said = check(large)
    assert f"of {size} in the log of {HOUSE}, by 32 hashes" in said
    assert "ok;" in said
    assert len(encode(large)) < 5000
    assert "WRONG" in check({**large, "path": [*large["path"][:31], "ab" * 32]})


def test_the_proof_tells_nobodys_values(proof):
    assert "values" not in proof["event"]
    text = encode(proof).decode()
    assert "Điểu" not in text
    assert DATA["applicant"]["id"] not in text


PLACES = [
    ("letter",),
    ("event", "number"),
    ("event", "seal"),
    ("event", "case"),
    ("event", "at"),
    ("event", "body", "date"),
    ("event", "body", "digest"),
    ("event", "body", "personal", "values"),
    ("event", "actor", "person"),
    ("previous",),
    ("index",),
    ("size",),
    ("path", 0),
    ("head", "root"),
    ("head", "seal"),
    ("head", "number"),
    ("head", "at"),
    ("head", "house"),
    ("head", "key"),
    ("head", "signature"),
]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: ".".join(map(str, place)))
def test_a_proof_that_was_tampered_with_is_wrong_wherever_it_was(check, proof, place):
    within = proof
    for name in place[:-1]:
        within = within[name]
    old = within[place[-1]]
    if isinstance(old, int):
        within[place[-1]] = old + 1
    else:
        sign = {"0": "1"}.get(old[-1], "0")
        within[place[-1]] = old[:-1] + sign
    assert "WRONG" in check(proof)


def test_a_path_that_is_cut_or_longer_is_wrong(check, proof):
    assert "WRONG" in check({**proof, "path": proof["path"][:-1]})
    assert "WRONG" in check({**proof, "path": [*proof["path"], "ab" * 32]})


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b"null", b'{"event": 1}', b"\xff"])
def test_what_is_no_proof_is_said_to_be_none(check, text):
    assert "this is no proof" in check(text)


def test_an_older_head_and_a_newer_one_are_of_one_history(check, letter):
    old = head()
    more()
    proof = history(old)
    said = check(proof)
    assert f"the log of {proof['head']['number']} events continues that of {old['number']}" in said
    for name in ("seal", "root", "at", "key"):
        assert "WRONG" in check({**proof, "from": {**old, name: "ab" * 32}})
    assert "WRONG" in check({**proof, "path": proof["path"][:-1]})
    assert "WRONG" in check({**proof, "path": ["ab" * 32, *proof["path"][1:]]})
    assert "WRONG" in check({**proof, "from": proof["head"], "head": old})


def test_a_letter_is_held_against_the_head_that_a_witness_kept(check, letter):
    witnessed = head()
    more()
    proof = fresh(proofs.of_letter(HOUSE, *letter, MORNING, whole=False))
    assert "nothing proves that the heads" in check(proof, witnessed)
    assert "ok;" in check(proof, witnessed, history(witnessed))
    assert "ok;" in check(proof, proof["head"])


def test_the_key_that_was_expected_must_have_signed(check, proof):
    assert "ok;" in check(proof, words=("--key", proof["head"]["key"]))
    assert "has not vouched" in check(proof, words=("--key", "ab" * 32))


def test_a_log_that_was_written_anew_is_seen_by_two_heads_of_one_length(
    check, house, letter, proof
):
    forged = keys.signed(
        house, HOUSE, proof["size"], "ab" * 32, proof["head"]["root"], proof["head"]["at"]
    )
    assert "the log was written anew" in check(proof, forged)
    rootless = {"seal": proof["head"]["seal"], "root": "ab" * 32}
    other = keys.signed(
        house, HOUSE, proof["size"], rootless["seal"], rootless["root"], proof["head"]["at"]
    )
    assert "the log was written anew" in check(proof, other)


def test_a_house_proves_nothing_from_a_head_that_is_not_its_own(house, letter):
    old = head()
    more()
    for bad, reason in (
        ({**old, "number": old["number"] - 1}, "head.signature"),
        ({}, "head.signature"),
        (keys.signed(house, "24733", 1, old["seal"], old["root"], old["at"]), "head.house"),
        (keys.signed(house, HOUSE, 10**6, old["seal"], old["root"], old["at"]), "head.cut"),
        (
            keys.signed(house, HOUSE, old["number"], "ab" * 32, old["root"], old["at"]),
            "head.forked",
        ),
        (keys.signed(house, HOUSE, old["number"], old["seal"], "ab" * 32, old["at"]), "head.root"),
    ):
        with pytest.raises(Refused) as caught:
            proofs.of_history(HOUSE, bad, MORNING)
        assert caught.value.refusal.code == "prove.head"
        assert caught.value.refusal.facts["reason"] == reason


def test_a_head_without_a_root_is_held_against_the_whole_log_instead(house, letter):
    old = {name: value for name, value in head().items() if name not in ("root", "signature")}
    old["signature"] = keys._key(house).sign(keys.canonical(old)).hex()
    with pytest.raises(Refused) as caught:
        proofs.of_history(HOUSE, old, MORNING)
    assert caught.value.refusal.code == "prove.rootless"


# --- a key that was replaced -------------------------------------------------------------------------------------------


def replaced(folder, *, vouches=True):
    """Another key signs heads from now on; the older one leaves its record in the log, by which it vouches for it."""
    old = keys._key(folder)
    (folder / keys.KEY).unlink()
    keys.make_key(folder)
    new, number = keys._key(folder), ledger.head(HOUSE).number
    form = {
        "house": HOUSE,
        "key": old.public_key().public_bytes_raw().hex(),
        "by": keys.public_key(folder),
        "number": number,
        "at": "2026-07-01T08:00:00+07:00",
    }
    content = keys.canonical(form)
    record = {**form, "signature": new.sign(content).hex()}
    if vouches:
        record["old_signature"] = old.sign(content).hex()
    before = finders.state(HOUSE).profile.get("head_keys", ())
    cases.configure(HOUSE, {"head_keys": [*before, record]})


def linked_to(old):
    """What `of_history` gives, for a head of any key."""
    new = head()
    path = tree.Tree(HOUSE, new["number"]).consistency(old["number"])
    records = list(finders.state(HOUSE).profile["head_keys"])
    return {"from": old, "path": path, "head": new, "keys": records}


def test_a_head_of_a_key_that_was_replaced_is_linked_by_what_the_older_key_vouched_for(
    check, house, letter
):
    old = head()
    replaced(house)
    replaced(house)
    proof = fresh(proofs.of_letter(HOUSE, *letter, MORNING, whole=False))
    assert proof["keys"][0]["key"] == old["key"]
    link = linked_to(old)
    said = check(proof, old, link)
    assert f"ok; signed by {proof['head']['key']}" in said
    assert "ok;" in check(proof, words=("--key", old["key"])), "a key on an older day's sheet"
    assert "has not vouched" in check(
        {**proof, "keys": proof["keys"][1:]}, words=("--key", old["key"])
    )
    forged = [{**proof["keys"][0], "number": 10**6}, proof["keys"][1]]
    assert "has not vouched" in check({**link, "keys": forged})


def test_a_key_that_did_not_vouch_and_a_head_signed_after_its_key_went_are_wrong(
    check, house, letter
):
    old, stolen = head(), keys._key(house)
    replaced(house)
    more()
    late = {**head(), "key": old["key"]}
    late["signature"] = stolen.sign(
        keys.canonical({name: late[name] for name in keys.SIGNED})
    ).hex()
    more()
    assert "was replaced before event" in check(linked_to(late))
    replaced(house, vouches=False)
    assert "has not vouched" in check(linked_to(old))


# --- where people get them ---------------------------------------------------------------------------------------------


def test_the_page_behind_the_qr_offers_the_file(client, check, letter):
    _, issued = letter
    page = client.get(f"/letters/{issued.digest}").content.decode()
    assert f'href="/letters/{issued.digest}/proof"' in page
    answer = client.get(f"/letters/{issued.digest}/proof")
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    said = check(answer.content)
    assert issued.digest in said
    assert issued.number in said
    english = client.get(f"/letters/{issued.digest}?lang=en").content.decode()
    assert "Download the proof" in english
    assert client.get(f"/letters/{'0' * 64}/proof").status_code == 404


def test_the_api_gives_the_same_proofs_to_everybody(client, check, letter):
    _, issued = letter
    proof = client.get(f"/api/letters/{issued.digest}/proof")
    assert issued.digest in check(proof.content)
    assert client.get(f"/api/letters/{'0' * 64}/proof").status_code == 404
    old = client.get("/api/head").json()
    more()
    answer = client.post("/api/head/consistency", old, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert "continues" in check(answer.content)
    bad = client.post(
        "/api/head/consistency", {**old, "seal": "ab" * 32}, content_type="application/json"
    )
    assert bad.json()["code"] == "prove.head"
    for number in (-1, 2**63, 10**30):
        huge = client.post(
            "/api/head/consistency", {**old, "number": number}, content_type="application/json"
        )
        assert huge.status_code == 422, huge.content


def test_of_a_letter_kept_to_some_a_stranger_gets_number_and_seal_and_its_reader_the_whole(
    world, house, client, check
):
    keys.make_key(house)
    case = taken_up(world).case
    digest = case.letters[0].digest
    answer = client.get(f"/letters/{digest}/proof")
    assert case.code not in answer.content.decode()
    assert "withheld: that it is of this letter is not proven" in check(answer.content)
    assert "hạn chế người xem" in client.get(f"/letters/{digest}").content.decode()
    accounts.account("leader")
    client.post("/sign-in", {"demo": "leader"})
    whole = client.get(f"/letters/{digest}/proof")
    assert f"code behind the QR {digest}" in check(whole.content)


def test_the_command_gives_the_file_and_says_how_large_it_is(
    house, letter, check, tmp_path, capsys
):
    name_house(house, HOUSE)
    code, issued = letter
    file = tmp_path / "letter.json"
    assert main(["--house", str(house), "prove", code, issued.name, "--out", str(file)]) == 0
    said = capsys.readouterr().out
    assert f"{file.stat().st_size} byte" in said
    assert issued.digest in check(file.read_bytes())
    old = tmp_path / "old.json"
    old.write_bytes(encode(head()))
    more()
    assert main(["--house", str(house), "--json", "prove", "--from", str(old)]) == 0
    assert "continues" in check(capsys.readouterr().out.encode())
    assert main(["--house", str(house), "prove"]) == 2
    assert main(["--house", str(house), "prove", code, "nothing"]) == 1
    assert main(["--house", str(house), "prove", code]) == 2
    assert main(["--house", str(house), "--lang", "en", "prove", "--from", str(file)]) == 1
