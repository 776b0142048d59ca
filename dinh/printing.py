"""The PDF of a letter that was issued: made from its event's values and its version's templates, when first wanted."""
from __future__ import annotations

from typing import Any

from django.conf import settings

from dinh import access
from dinh.engine.case import IssuedLetter
from dinh.engine.event import Issued
from dinh.engine.refusal import Refusal, Refused
from dinh.letters import Page, print_letter
from dinh.store import ledger


def page(house: str, code: str, letter: IssuedLetter) -> Page:
    """All that the letter is made of. Raises Refused when its values were struck by a lawful order."""
    event = next(event for event in ledger.events(house, code) if event.place == letter.place)
    assert isinstance(event.body, Issued)
    values: dict[str, Any] | None = event.body.personal.get("values")
    if values is None:
        raise Refused(Refusal("letter.struck", {"name": letter.name}))
    case = ledger.case_state(house, code)
    assert case is not None
    base = (values.get("house") or {}).get("lookup") or settings.ORIGIN
    whole = {**values, "digest": letter.digest, "qr": f"{base.rstrip('/')}/letters/{letter.digest}" if base else None}
    return Page(event.body.template, whole, access.sources(house, case))


def pdf(house: str, code: str, letter: IssuedLetter) -> bytes:
    """Printed here and now; the web process prints through `dinh.letters.Printer`."""
    one = page(house, code, letter)
    return print_letter(one.sources, one.template, one.values)
