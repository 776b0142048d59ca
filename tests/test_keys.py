"""Keys of a house: backups are encrypted, hold no session secret, and what leaked or is lost is replaced; shown on commands as they are run."""

import json
import stat
import zipfile
from pathlib import Path

import pytest

from dinh import folder
from dinh.cli import main
from dinh.store import archive, encrypted, keys
from tests.installation import Installation
from tests.test_commands import HOUSE, Line, dinh  # noqa: F401


@pytest.fixture
def recipient(dinh: Line, tmp_path):
    """The identity's file; backups are encrypted for it."""
    made = dinh("keys", "new", str(tmp_path / "identity.txt"))
    dinh("profile", "--set", f"backup_recipients={made['recipient']}")
    return tmp_path / "identity.txt"


def test_a_backup_is_refused_until_it_is_said_for_whom_it_is_encrypted(dinh: Line, tmp_path):
    file = tmp_path / "b.age"
    assert dinh.refused("backup", str(file))["code"] == "backup.no_recipients"
    assert not file.exists()


def test_a_plain_backup_says_what_that_means(dinh: Line, capsys, tmp_path):
    assert main(["backup", str(tmp_path / "b.zip"), "--plain"]) == 0
    assert "không mã hóa: ai có tệp này đọc được mọi hồ sơ" in capsys.readouterr().err
    assert main(["--lang", "en", "backup", str(tmp_path / "c.zip"), "--plain"]) == 0
    assert "can sign heads in its name" in capsys.readouterr().err
    assert zipfile.is_zipfile(tmp_path / "b.zip")


def test_an_encrypted_backup_tells_nothing_and_its_recipient_alone_restores_it(
    dinh: Line,
    recipient,
    tmp_path,
):
    case = dinh.open()
    told = dinh("backup", str(tmp_path / "b.age"))
    content = (tmp_path / "b.age").read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n")
    for word in (case, "events.jsonl", "head.key", "PK\x03\x04"):
        assert word.encode() not in content
    assert [one.name for one in tmp_path.iterdir() if one.name.endswith(".half")] == []
    elsewhere = Installation(tmp_path / "elsewhere", "")
    file = str(tmp_path / "b.age")
    other = tmp_path / "other.txt"
    dinh("keys", "new", str(other))
    for words, code in (
        ((), "restore.encrypted"),
        (("--identity", str(other)), "restore.other_identity"),
        (("--identity", file), "restore.identity"),
        (("--identity", str(tmp_path / "none")), "restore.identity"),
    ):
        done = elsewhere.dinh("--json", "restore", file, *words)
        assert done.returncode == 1
        assert json.loads(done.stdout)["refusal"]["code"] == code
    assert not elsewhere.folder.exists(), "nothing was left behind"
    assert elsewhere.made("restore", file, "--identity", str(recipient)) == told
    assert elsewhere.made("verify")["ok"]


def test_a_backup_cut_short_restores_nothing(dinh: Line, recipient, tmp_path):
    dinh("backup", str(tmp_path / "b.age"))
    whole = (tmp_path / "b.age").read_bytes()
    elsewhere = Installation(tmp_path / "elsewhere", "")
    for harmed in (whole[:-1], whole[: len(whole) // 2], whole[:200] + b"x" + whole[201:]):
        (tmp_path / "harmed.age").write_bytes(harmed)
        done = elsewhere.dinh(
            "--json", "restore", str(tmp_path / "harmed.age"), "--identity", str(recipient)
        )
        assert json.loads(done.stdout)["refusal"]["code"] == "archive.broken"
        assert not elsewhere.folder.exists()


def test_a_full_disk_under_an_encrypted_backup_is_told_as_that(dinh: Line, recipient):
    public = str(encrypted.identities(recipient)[0].to_public())

    def written() -> None:
        with (
            Path("/dev/full").open("wb", buffering=0) as full,
            encrypted.encrypting(full, [public]) as stream,
        ):
            for _ in range(100):
                stream.write(bytes(2**16))

    with pytest.raises(OSError, match="No space left"):
        written()


def test_a_backup_holds_no_session_secret_and_a_restored_house_has_its_own(
    dinh: Line,
    house,
    tmp_path,
):
    dinh("backup", str(tmp_path / "b.zip"), "--plain")
    with zipfile.ZipFile(tmp_path / "b.zip") as content:
        assert [one for one in content.namelist() if one.startswith("keys/")] == ["keys/head.key"]
        assert folder.secret(house).encode() not in b"".join(map(content.read, content.namelist()))
    elsewhere = Installation(tmp_path / "elsewhere", "")
    elsewhere.made("restore", str(tmp_path / "b.zip"))
    assert (elsewhere.folder / folder.SECRET).stat().st_mode & 0o777 == 0o600


def test_an_identity_is_for_its_owner_alone_and_is_never_written_over(dinh: Line, tmp_path):
    file = tmp_path / "identity.txt"
    made = dinh("keys", "new", str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text()
    assert "AGE-SECRET-KEY-1" in text and "AGE-SECRET-KEY-1" not in json.dumps(made)
    assert dinh.refused("keys", "new", str(file))["code"] == "file.unwritable"
    assert file.read_text() == text


def test_what_is_no_recipient_is_refused_and_a_secret_key_is_never_said_again(
    dinh: Line,
    tmp_path,
):
    dinh("keys", "new", str(tmp_path / "identity.txt"))
    secret = (tmp_path / "identity.txt").read_text().splitlines()[-1]
    for given in (secret, "age1xyz", "ai đó"):
        said = dinh.refused("profile", "--set", f"backup_recipients={given}")
        assert "không phải khóa công khai của age" in json.dumps(said, ensure_ascii=False)
        assert given not in json.dumps(said, ensure_ascii=False)
    many = ",".join(encrypted.new_identity()[1] for _ in range(11))
    assert "tối đa 10" in json.dumps(
        dinh.refused("profile", "--set", f"backup_recipients={many}"), ensure_ascii=False
    )


def test_another_session_secret_signs_everybody_out(dinh: Line, house):
    folder.make(house)
    before = folder.secret(house)
    assert dinh("keys", "rotate", "session") == {"rotated": "session"}
    assert folder.secret(house) != before
    assert (house / folder.SECRET).stat().st_mode & 0o777 == 0o600


def test_heads_of_a_key_that_was_replaced_still_verify_and_it_signs_none_beyond(
    dinh: Line,
    house,
    tmp_path,
):
    first, old = dinh("head"), (house / keys.KEY).read_bytes()
    rotated = dinh("keys", "rotate", "head")
    second = dinh("head")
    assert (rotated["retired"], rotated["key"]) == (first["key"], second["key"])
    dinh("keys", "rotate", "head")
    third = dinh("head")
    for head in (first, second, third):
        (tmp_path / "head.json").write_text(json.dumps(head))
        assert dinh("verify", "--head", str(tmp_path / "head.json"))["ok"]
    assert dinh("keys")["retired"] == [first["key"], second["key"]]
    now = (house / keys.KEY).read_bytes()
    (house / keys.KEY).write_bytes(old)  # what a thief of the older key signs
    forged = dinh("head")
    (house / keys.KEY).write_bytes(now)
    (tmp_path / "head.json").write_text(json.dumps(forged))
    assert dinh("verify", "--head", str(tmp_path / "head.json"), code=1)["reason"] == "head.key"


def test_a_record_of_an_older_key_that_the_next_one_did_not_sign_is_no_record(
    dinh: Line,
    house,
    tmp_path,
):
    first = dinh("head")
    dinh("keys", "rotate", "head")
    from dinh.access import finders

    [record] = finders.state(HOUSE).profile[keys.RETIRED]
    current = keys.public_key(house)
    assert keys.is_own(first, current, [record])
    for change in ({"number": 999}, {"key": "00" * 32}, {"house": "68"}, {"by": "11" * 32}):
        assert not keys.is_own(first, current, [{**record, **change}])
    assert not keys.is_own(first, current, [])


def test_a_lost_head_key_is_told_and_replaced_by_a_head_that_was_given_away(
    dinh: Line,
    house,
    tmp_path,
):
    given = dinh("head")
    (tmp_path / "given.json").write_text(json.dumps(given))
    (house / keys.KEY).unlink()
    assert dinh.refused("head")["code"] == "keys.no_head"
    (tmp_path / "changed.json").write_text(json.dumps({**given, "number": 1}))
    refused = dinh.refused("keys", "rotate", "head", "--known-head", str(tmp_path / "changed.json"))
    assert refused["code"] == "keys.known_head"
    rotated = dinh("keys", "rotate", "head", "--known-head", str(tmp_path / "given.json"))
    assert rotated["retired"] == given["key"]
    assert dinh("verify", "--head", str(tmp_path / "given.json"))["ok"]
    assert dinh("head")["key"] == rotated["key"]


def test_no_key_is_replaced_under_a_servers_feet(installation: Installation):
    installation.begun()
    with installation.serve():
        for which in ("session", "head"):
            done = installation.dinh("--json", "keys", "rotate", which)
            assert json.loads(done.stdout)["refusal"]["code"] == "keys.served"


def test_the_session_secret_of_a_backup_made_before_is_not_taken_over(lived_archive, tmp_path):
    elsewhere = Installation(tmp_path / "elsewhere", "")
    elsewhere.made("restore", str(lived_archive))
    assert (elsewhere.folder / folder.SECRET).read_text() != "khóa phiên của bản cũ"


@pytest.fixture
def lived_archive(dinh: Line, tmp_path):
    """A backup as the releases before made it, with the secret of sessions in it."""
    from hashlib import sha256

    dinh("backup", str(tmp_path / "old.zip"), "--plain")
    with zipfile.ZipFile(tmp_path / "old.zip") as made:
        members = {one: made.read(one) for one in made.namelist()}
    secret = "khóa phiên của bản cũ".encode()
    about = json.loads(members[archive.MANIFEST])
    about["members"]["keys/secret.key"] = sha256(secret).hexdigest()
    members |= {"keys/secret.key": secret, archive.MANIFEST: json.dumps(about).encode()}
    with zipfile.ZipFile(tmp_path / "old.zip", "w") as made:
        for name, content in members.items():
            made.writestr(name, content)
    return tmp_path / "old.zip"
