"""The PDF of a letter that was issued: made from its event's values and its version's templates, when first wanted."""

from __future__ import annotations

import os
import re
from hashlib import sha256
from typing import Any
from unicodedata import normalize

from django.conf import settings

from dinh.access import finders
from dinh.engine.record.case import Case, IssuedLetter
from dinh.engine.record.events import Issued
from dinh.engine.refusal import Refusal, Refused
from dinh.letters import Page, print_letter
from dinh.letters.pictures import illustrated
from dinh.store import documents, ledger

DEMO_ADDRESS = "http://127.0.0.1:8000"
"""What a demo's books say of where it is asked; where it is really served is known only when it is."""
SERVED = "DINH_SERVED"  # said by `serve` to the process that answers, never by a person


RECEIPTS = frozenset({"receipt", "slip"})
"""Letters by which an applicant proves that a case is theirs, beside form 01, whatever that is called."""
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U to be taken for another
TRACKING_CODE_SIGNS = 10  # 50 bits


def serving(host: str, port: int) -> None:
    """From now on, here and in the processes begun from here, a demo's papers lead to this address."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}
    os.environ[SERVED] = (
        f"http://{everywhere.get(host, f'[{host}]' if ':' in host else host)}:{port}"
    )


def asked_at(house: dict[str, Any]) -> dict[str, Any]:
    """The house as the letter has it; of a demo with the address at which it is served now: its papers prove nothing, and are to be tried."""
    if not house.get("demo") or house.get("lookup") != DEMO_ADDRESS:
        return house
    return {**house, "lookup": settings.ORIGIN or os.environ.get(SERVED) or DEMO_ADDRESS}


def page(house: str, code: str, letter: IssuedLetter) -> Page:
    """All that the letter is made of. Raises Refused when its values were struck by a lawful order."""
    event = next(event for event in ledger.events(house, code) if event.place == letter.place)
    assert isinstance(event.body, Issued)
    values: dict[str, Any] | None = event.body.personal.get("values")
    if values is None:
        raise Refused(Refusal("letter.struck", {"name": letter.name}))
    case = ledger.case_state(house, code)
    assert case is not None
    letterhead = asked_at(values.get("house") or {})
    base = letterhead.get("lookup") or settings.ORIGIN
    whole = {
        **values,
        **({"house": letterhead} if letterhead else {}),
        "digest": letter.digest,
        "qr": f"{base.rstrip('/')}/letters/{letter.digest}" if base else None,
        "tracking_code": tracking_code(event.body) if is_receipt(letter) else None,
    }
    return page_of(event.body.template, whole, finders.sources(house, case))


def is_receipt(letter: IssuedLetter) -> bool:
    return letter.form == "01" or letter.name in RECEIPTS


def tracking_code(body: Issued) -> str | None:
    """The secret printed on a receipt, as `7KQ3M-X90TB`; None for a letter without a salt.

    Derived from the letter's random salt, which only readers of the case can read: nothing more is kept, a
    reprint has the same code, and a backup, a replay and a change of the server's keys leave it as it is.
    """
    salt = body.personal.get("salt")
    if not salt:
        return None
    bits = int.from_bytes(sha256(b"dinh.tracking" + str(salt).encode()).digest())
    signs = "".join(SIGNS[bits >> 5 * place & 31] for place in range(TRACKING_CODE_SIGNS))
    return f"{signs[:5]}-{signs[5:]}"


def tracking_codes(house: str, case: Case) -> set[str]:
    """Those of the case's receipts, without the dash."""
    places = {letter.place for letter in case.letters if is_receipt(letter)}
    codes = (
        tracking_code(event.body)
        for event in (ledger.events(house, case.code) if places else ())
        if event.place in places and isinstance(event.body, Issued)
    )
    return {code.replace("-", "") for code in codes if code}


def tracking_code_typed(text: str) -> str:
    """As people copy it: small letters, spaces, O for 0, I and L for 1."""
    signs = re.sub(r"[^0-9A-Z]", "", normalize("NFKC", text).upper())
    return signs.translate(str.maketrans("OIL", "011"))


def page_of(template: str, values: dict[str, Any], sources: dict[str, str]) -> Page:
    """With the pictures that the values name, from the house's documents."""
    shown, pictures = illustrated(values, _content)
    return Page(template, shown, sources, pictures)


def _content(digest: str) -> bytes | None:
    path = documents.path(digest)
    return path.read_bytes() if path.is_file() else None


def pdf(house: str, code: str, letter: IssuedLetter) -> bytes:
    """Printed here and now; the web process prints through `dinh.letters.Printer`."""
    one = page(house, code, letter)
    return print_letter(one.sources, one.template, one.values, one.pictures)
