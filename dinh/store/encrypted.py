"""Backups in the age format (`age-encryption.org/v1`), by its library: encrypted while they are written, for the keys of recipients.

Rule to keep: nothing of a backup that is encrypted comes to a disk in the clear, but for restoring it, on the disk of the house.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from dinh.engine.refusal import Refusal, Refused

MAGIC = b"age-encryption.org/v1"
IDENTITY_BYTES_MAX = 2**16


def new_identity() -> tuple[str, str]:
    """A key pair: the identity, which opens backups and is kept secret, and the recipient, for which they are encrypted."""
    from pyrage import x25519

    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def is_recipient(text: str) -> bool:
    """`age1…`, whole: it has a checksum."""
    from pyrage import RecipientError, x25519

    try:
        x25519.Recipient.from_str(text)
    except RecipientError:
        return False
    return True


class _Target:
    """Where the library writes to. It tells a fault of writing in words of its own; what the disk said is kept here."""

    def __init__(self, file: IO[bytes]):
        self.file = file
        self.fault: OSError | None = None

    def write(self, piece: bytes) -> int:
        try:
            return self.file.write(piece)
        except OSError as fault:
            self.fault = fault
            raise

    def flush(self) -> None:
        self.file.flush()


@contextmanager
def encrypting(file: IO[bytes], recipients: Iterable[str]) -> Iterator[IO[bytes]]:
    """What is written to the stream comes into the file encrypted; it is whole when the block has ended.

    Raises OSError of the file's disk.
    """
    import pyrage

    keys: list[Any] = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
    target, faults = _Target(file), []
    reading, writing = os.pipe()

    def work() -> None:
        with os.fdopen(reading, "rb") as source:
            try:
                pyrage.encrypt_io(source, target, keys)
            except Exception as fault:
                faults.append(target.fault or fault)

    thread = threading.Thread(target=work, name="encrypting")
    thread.start()
    try:
        with os.fdopen(writing, "wb") as stream:
            yield stream
    except BrokenPipeError:  # the other end says why
        thread.join()
        if not faults:
            raise
    finally:
        thread.join()
    if faults:
        raise faults[0]


def is_encrypted(file: Path) -> bool:
    with file.open("rb") as content:
        return content.read(len(MAGIC)) == MAGIC


def decrypted(file: Path, identity: Path, folder: Path) -> IO[bytes]:
    """The backup in the clear, in a file without a name on the disk of this folder, gone when it is closed.

    Raises Refused: `restore.identity` (the file holds no key), `restore.other_identity`, `archive.broken`.
    """
    import pyrage

    keys = identities(identity)
    place = next(one for one in (folder, *folder.absolute().parents) if one.is_dir())
    found = tempfile.TemporaryFile(dir=place)  # noqa: SIM115  # its caller closes it
    try:
        with file.open("rb") as source:
            pyrage.decrypt_io(source, found, keys)
    except (pyrage.DecryptError, OSError) as fault:
        found.close()
        if isinstance(fault, OSError) and fault.errno:  # of a disk; the library's own has no number
            raise
        if "No matching keys" in str(fault):
            raise Refused(Refusal("restore.other_identity", {"file": str(identity)})) from fault
        raise Refused(Refusal("archive.broken", {"why": str(fault)})) from fault
    found.seek(0)
    return found


def identities(file: Path) -> list[Any]:
    """The keys in a file as `age-keygen` and `dinh keys new` write it: a line each, `#` before remarks. Raises Refused `restore.identity`."""
    from pyrage import IdentityError, x25519

    try:
        with file.open("rb") as content:
            text = content.read(IDENTITY_BYTES_MAX).decode()
        lines = [line.strip() for line in text.splitlines()]
        found = [x25519.Identity.from_str(line) for line in lines if line and line[0] != "#"]
    except (OSError, UnicodeDecodeError, IdentityError) as fault:
        raise Refused(Refusal("restore.identity", {"file": str(file)})) from fault
    if not found:
        raise Refused(Refusal("restore.identity", {"file": str(file)}))
    return found
