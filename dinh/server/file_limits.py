"""A form on its way in, with each file cut off where it is larger than any file may be; all else passes as it is.

So a scan of 200 MB costs the form neither what was typed nor the other files. Rule to keep: what is not understood passes whole.
"""

from __future__ import annotations

import re

HEAD_BYTES_MAX = 16 * 1024
SIZES = "dinh.sizes"
"""In the environment of a request whose files were cut: the true size of each file, in their order."""
_BOUNDARY = re.compile(
    r"""multipart/form-data\s*;.*\bboundary\s*=\s*"?([^\s";,]{1,200})"?\s*(?:;|$)""", re.IGNORECASE
)
_FILE = re.compile(rb"""\bfilename\*?\s*=\s*(?:"[^"]|[^\s";])""", re.IGNORECASE)


def boundary_of(content_type: str) -> bytes:
    """Empty: it is no form with files."""
    found = _BOUNDARY.match(content_type)
    return found[1].encode("latin-1", "ignore") if found else b""


class Trimming:
    """Takes a form in pieces of any size. `sizes`: of its files so far."""

    def __init__(self, boundary: bytes, file_bytes_max: int) -> None:
        self._line = b"\r\n--" + boundary
        self._most = (
            file_bytes_max + 1
        )  # one more, so that whoever counts sees that it is too large
        self._held = b"\r\n"  # the first boundary stands at the beginning, without the end of a line before it
        self._added = len(self._held)
        self._in_head, self._in_file, self._understood = True, False, True
        self.sizes: list[int] = []

    def pass_on(self, piece: bytes) -> bytes:
        """What is kept of it, and of what was held back before."""
        self._held += piece
        kept = bytearray()
        while (
            self._understood
            and (found := self._head() if self._in_head else self._content()) is not None
        ):
            kept += found
        if not self._understood:
            kept += self._taken(len(self._held))
        elif not self._in_head:
            kept += self._cut(self._taken(max(0, len(self._held) - len(self._line) + 1)))
        return self._given(kept)

    def end(self) -> bytes:
        """What is still held back, after the last piece."""
        return self._given(self._taken(len(self._held)))

    def _given(self, kept: bytes | bytearray) -> bytes:
        begin = min(self._added, len(kept))
        self._added -= begin
        return bytes(kept[begin:])

    def _taken(self, count: int) -> bytes:
        taken, self._held = self._held[:count], self._held[count:]
        return taken

    def _head(self) -> bytes | None:
        """A part's head, whole; None: more of it must come."""
        end = self._held.find(b"\r\n\r\n")
        if end < 0:
            self._understood = len(self._held) <= HEAD_BYTES_MAX
            return None
        head = self._taken(end + 4)
        self._in_head, self._in_file = False, bool(_FILE.search(head))
        if self._in_file:
            self.sizes.append(0)
        return head

    def _content(self) -> bytes | None:
        """The rest of a part's content, with the boundary behind it; None: that is not there yet."""
        end = self._held.find(self._line)
        if end < 0:
            return None
        content = self._cut(self._taken(end))
        self._in_head = True
        return content + self._taken(len(self._line))

    def _cut(self, content: bytes) -> bytes:
        if not self._in_file:
            return content
        before = self.sizes[-1]
        self.sizes[-1] += len(content)
        return content[: max(0, self._most - before)]
