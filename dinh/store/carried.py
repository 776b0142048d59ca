"""What a PDF carries besides its pages: told beside the paper, never a reason not to take it.

Rule to keep: the bytes are another's, so they are read by a process of its own, bounded in time and memory.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

SECONDS_MAX = 5
BYTES_MAX = 512 * 2**20
AT_ONCE = BoundedSemaphore(2)
READER = Path(__file__).with_name("pdf_reader.py")
UNREAD = ("unread",)
WORDS = ("script", "launch", "files", "locked", "unread")


def carries(content: bytes, kind: str) -> tuple[str, ...]:
    """Words of WORDS: a script, an action that starts a program, files within, a password; `unread` where nobody can tell."""
    if kind != "application/pdf":
        return ()
    if not AT_ONCE.acquire(timeout=SECONDS_MAX):
        return UNREAD
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(READER), str(BYTES_MAX), str(SECONDS_MAX)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS_MAX,
            env={},
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return UNREAD
    finally:
        AT_ONCE.release()
    said = done.stdout.decode("ascii", "replace").split()
    return tuple(word for word in WORDS if word in said) if done.returncode == 0 else UNREAD
