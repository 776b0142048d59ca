"""What lies in a house's folder is for its own account only: shown on programs that run."""

import os
import stat

from dinh import folder
from tests.installation import Installation


def wide(place) -> list[str]:
    """What of the folder other accounts may read, write or enter."""
    return sorted(
        str(one.relative_to(place.parent))
        for one in (place, *place.rglob("*"))
        if one.lstat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    )


def test_whatever_a_house_has_while_it_is_served_is_for_its_account_only(
    installation: Installation,
):
    before = os.umask(0o022)
    try:
        installation.begun()  # a copy, as a release before this one left it
        (installation.folder / "documents" / "ab").mkdir(parents=True)
        (installation.folder / "documents" / "ab" / "cd").write_bytes(b"1")
        installation.folder.chmod(0o755)
        assert wide(installation.folder)
        with installation.serve():
            journal = installation.folder / "journal.test"
            said = journal.read_text()
            if not installation.url:
                assert (installation.folder / "books.sqlite-wal").exists()
            journal.chmod(0o600)  # the shell's, which is the test's
            assert wide(installation.folder) == []
        assert "nay chỉ tài khoản này" in said
        plain = installation.folder.parent / "fresh"
        made = Installation(plain, "")
        assert made.dinh("init", "--unit", "68").returncode == 0
        assert wide(plain) == []
    finally:
        os.umask(before)


def test_an_upgrade_narrows_what_others_could_read(installation: Installation):
    installation.begun()
    (installation.folder / folder.SECRET).chmod(0o644)
    done = installation.dinh("upgrade")
    assert done.returncode == 0
    assert "nay chỉ tài khoản này" in done.stderr
    assert wide(installation.folder) == []


def test_a_link_that_lies_in_the_folder_leaves_what_it_points_to_alone(tmp_path):
    outside = tmp_path / "outside"
    outside.write_text("x")
    outside.chmod(0o644)
    house = tmp_path / "house"
    folder.make(house)
    (house / "link").symlink_to(outside)
    assert folder.narrow(house) == folder.Narrowed(0, ())
    assert outside.stat().st_mode & 0o777 == 0o644
