"""Hand one head to one witness: over HTTPS, into a folder, by e-mail, to a house beside. Gives what the witness said, or raises Refused."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import msgspec
from django.conf import settings
from django.core.mail import EmailMessage, MailerDoesNotExist

from dinh import folder
from dinh.access import finders
from dinh.engine.refusal import Refusal, Refused
from dinh.input.witnesses import Witness
from dinh.messages.system import reason
from dinh.serialize import encode
from dinh.store.tree import Tree
from dinh.workflow import house_service

TIMEOUT_SECONDS = 15
ANSWER_MAX = 200
type Head = dict[str, Any]


def deliver(house: str, witness: Witness, head: Head) -> str:
    """Raises Refused: `witness.unreachable`, `witness.answered`, `witness.folder`, `witness.mail`, or why the house beside does not take it."""
    return WAYS[witness.kind](house, witness.place, head)


class _NoRedirect(HTTPRedirectHandler):
    """What is sent on elsewhere has not arrived: a redirected POST would become an empty question, answered with a friendly 200."""

    def redirect_request(self, *_: Any) -> None:
        return None


def post(url: str, content: bytes, kind: str, most: int) -> tuple[int, bytes]:
    """Status and the first bytes of the answer. Raises Refused `witness.unreachable` or `witness.answered`."""
    request = Request(
        url, data=content, headers={"Content-Type": kind, "User-Agent": "dinh"}, method="POST"
    )
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT_SECONDS) as answer:
            return answer.status, answer.read(most)
    except HTTPError as fault:
        with fault:
            facts = {"to": url, "status": fault.code, "answer": _line(fault.read(ANSWER_MAX))}
        raise Refused(Refusal("witness.answered", facts)) from None
    except (URLError, HTTPException, OSError, ValueError) as fault:
        cause = fault.reason if isinstance(fault, URLError) else fault
        why = reason(cause) if isinstance(cause, Exception) else {"vi": cause, "en": cause}
        raise Refused(Refusal("witness.unreachable", {"to": url, "why": why})) from None


def _line(content: bytes) -> str:
    return " ".join(content.decode("utf-8", "replace").split())[:ANSWER_MAX]


def to_address(house: str, url: str, head: Head) -> str:
    status, content = post(url, encode(head), "application/json", ANSWER_MAX)
    return f"{status} {_line(content)}".strip()


def file_name(head: Head) -> str:
    """In the order of the log, as a folder shows them."""
    return f"{head['house']}-{head['number']:012d}.json"


def to_folder(house: str, path: str, head: Head) -> str:
    """A file for each head. A folder that is not there is not made: its disk is not mounted. A head of that number which is there stays."""
    place = Path(path) / file_name(head)
    half = place.with_name(f".{place.name}.half")
    try:
        if place.exists():
            return _same_head(place, head)
        with half.open("wb") as file:
            file.write(encode(head) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        half.rename(place)
    except OSError as fault:
        raise Refused(Refusal("witness.folder", {"to": path, "why": reason(fault)})) from None
    return str(place)


def _same_head(place: Path, head: Head) -> str:
    try:
        known = msgspec.json.decode(place.read_bytes())
        same = all(known[name] == head[name] for name in ("house", "number", "seal", "root"))
    except (msgspec.DecodeError, KeyError, TypeError):
        same = False
    if not same:
        raise Refused(Refusal("witness.forked", {"number": head["number"], "to": str(place)}))
    return str(place)


def to_mail(house: str, address: str, head: Head) -> str:
    """The head as an attachment; its number, seal and root also in words, to be compared by eye."""
    name = finders.called(house)
    lines = [
        f"{name} ({house}): đầu sổ đã ký, việc số {head['number']}, lúc {head['at']}.",
        "Xin giữ thư này. Về sau, đối chiếu tệp kèm theo với sổ của đơn vị thì biết sổ có bị sửa, bị bỏ hay bị cắt không.",
        f"{name} ({house}): signed head of the log, event {head['number']}. Please keep this message.",
        f"number: {head['number']}",
        f"seal: {head['seal']}",
        f"root: {head['root']}",
        f"key: {head['key']}",
    ]
    message = EmailMessage(
        f"Đầu sổ {house}, việc số {head['number']}", "\n".join(lines), to=[address]
    )
    message.attach(file_name(head), encode(head), "application/json")
    try:
        message.send()
    except MailerDoesNotExist:
        raise Refused(Refusal("witness.no_mail", {"to": address})) from None
    except (smtplib.SMTPException, ssl.SSLError, OSError) as fault:
        raise Refused(Refusal("witness.mail", {"to": address, "why": reason(fault)})) from None
    return address


def to_house(house: str, other: str, head: Head) -> str:
    """The house beside checks that this head continues the one that it witnessed last, and writes it into its own log."""
    if other not in folder.houses_of(settings.HOUSE):
        raise Refused(Refusal("witness.none", {}))
    last = finders.state(other).witnessed.get(house)
    first, second = sorted((last["number"] if last else 0, head["number"]))
    path = Tree(house, second).consistency(first) if 0 < first < second else []
    return f"{other}: {house_service.witness(other, head, path)}"


WAYS: dict[str, Callable[[str, str, Head], str]] = {
    "address": to_address,
    "folder": to_folder,
    "mail": to_mail,
    "house": to_house,
}
