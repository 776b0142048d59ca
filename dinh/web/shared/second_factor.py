"""Ask for the second factor: at the end of signing in, and again before a signature after ten idle minutes.

What was sent is carried through as the fields of the same form, so a right answer does at once what was asked. Rule to
keep: whatever issues a letter over HTTP asks `before_signature` first (`tests/desks/test_second_factor.py` lists them).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from msgspec import Struct

from dinh import clock
from dinh.access import finders
from dinh.accounts import factors
from dinh.engine.refusal import Refusal, Refused
from dinh.messages import told
from dinh.web.shared import idle, refusals, trail
from dinh.web.shared.form_data import name_of
from dinh.web.shared.pages import show

ASKED_SECONDS_MAX = 5 * 60  # to answer by a passkey
CODE, PASSKEY, ASKED = (refusals.FACTOR + name for name in ("code", "passkey", "asked"))
TYPED_MAX = 8000
UNWRITTEN = frozenset({"extend", "reverse", "transfer", "withdraw"})
"""What every procedure has and a leader answers for with the name: a letter is issued, taken back, or the case given away."""


# --- asking -----------------------------------------------------------------------------------------------------------


class Demand(Struct, frozen=True):
    """The page that asks. action: where it is sent; pairs: what was sent, to be sent along; signing: else it is for signing in."""

    action: str
    pairs: tuple[tuple[str, str], ...]
    signing: bool


def passkeys_of(request: HttpRequest, person: str) -> factors.Passkeys | None:
    """None where browsers give no passkey: without HTTPS (but on this very machine), or under a bare address."""
    origin = f"{request.scheme}://{request.get_host()}"
    host = request.get_host().rpartition(":")[0] or request.get_host()
    if settings.ORIGIN:
        origin = settings.ORIGIN
        host = origin.partition("://")[2].partition(":")[0]
    if not (origin.startswith("https:") or host == "localhost") or _is_address(host):
        return None
    shown = request.asker.shown
    return factors.Passkeys(person, host, origin, shown.name if shown else "Đình")


def _is_address(host: str) -> bool:
    return host.startswith("[") or host.replace(".", "").isdigit()


def answered(request: HttpRequest, person: str) -> Refusal | None:
    """Why what was typed, or the passkey, does not do; None where it is right, and used up."""
    refusal = _answered(request, person)
    if refusal:
        trail.note_sign_in(request, "factor.wrong", person)
    return refusal


def _answered(request: HttpRequest, person: str) -> Refusal | None:
    now = int(clock.now().timestamp())
    if given := request.POST.get(PASSKEY, "")[:TYPED_MAX]:
        passkeys, state = (
            passkeys_of(request, person),
            asked_of_passkey(request.session, "get", now),
        )
        right = passkeys and state and passkeys.is_right(state, read_json(given))
        return None if right else Refusal("factor.passkey", {})
    return factors.refused_code(person, request.POST.get(CODE, "")[:100], now)


def read_json(given: str) -> dict[str, Any]:
    try:
        value = json.loads(given)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def keep_asked(session: SessionBase, what: str, state: Mapping[str, Any], now: int) -> None:
    """What a passkey must answer. what: `get`, or `create` for a new one."""
    session["passkey"] = {"what": what, "state": dict(state), "at": now}


def asked_of_passkey(session: SessionBase, what: str, now: int) -> dict[str, Any] | None:
    """What was asked of a passkey, once: the answer to it is good for nothing else."""
    kept = session.pop("passkey", None)
    if not kept or kept["what"] != what or not 0 <= now - kept["at"] <= ASKED_SECONDS_MAX:
        return None
    return kept["state"]


def page(
    request: HttpRequest, person: str, demand: Demand, refusal: Refusal | None = None
) -> HttpResponse:
    """Asks for a code or a passkey, with what is wrong with the one that was given."""
    now = int(clock.now().timestamp())
    passkeys = passkeys_of(request, person)
    begun = passkeys.begin() if passkeys else None
    if begun:
        keep_asked(request.session, "get", begun[1], now)
    answer = show(
        request,
        "shared/second-factor.html",
        {
            "demand": demand,
            "words": told(refusal.code, refusal.facts, request.lang) if refusal else None,
            "code": refusal.code if refusal else "",
            "options": json.dumps(begun[0]) if begun else "",
            "kinds": {row.kind for row in factors.rows(person)},
        },
        status=(429 if refusal.code == "factor.wait" else 422) if refusal else 200,
        signing_in=not request.asker.is_signed_in,
        form="second-factor",
        other_lang_url=f"{demand.action}{'&' if '?' in demand.action else '?'}lang={'vi' if request.lang == 'en' else 'en'}",
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


# --- before a signature -----------------------------------------------------------------------------------------------


def is_signature(seen: finders.Seen, action: str, step: str) -> bool:
    """Does the act issue a letter in a role in which this person signs?"""
    roles = finders.signing_roles(seen.who)
    if not roles:
        return False
    declared = [
        one
        for one in seen.procedure.steps.values()
        if action in one.do and step.partition("/")[0] in ("", one.name) and roles & set(one.roles)
    ]
    if any(_letters(seen, one.do[action]) for one in declared):
        return True
    return action in UNWRITTEN and not any(
        action in one.do for one in seen.procedure.steps.values()
    )


def _letters(seen: finders.Seen, action: Any) -> bool:
    """Also those of the end, or of the posting, that it leads to."""
    end, step = seen.procedure.ends.get(action.to), seen.procedure.steps.get(action.to)
    return bool(action.letters or (end and end.letters) or (step and step.posts))


def before_signature(
    request: HttpRequest, *, files: Mapping[str, Iterable[Mapping[str, Any]]] | None = None
) -> HttpResponse | None:
    """The page that asks once more, with all that was sent; None where the signature may go on.

    files: place -> files that came with the form and are kept by their word. Raises Refused (`factor.none`).
    """
    if not factors.has_one(request.asker.person):
        none_needed(request)
        return None
    return demanded(request, files=files)


def demanded(
    request: HttpRequest,
    *,
    files: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
    signing: bool = True,
) -> HttpResponse | None:
    """As `before_signature`, of who has a second factor. signing: does a signature wait, or something else?"""
    person, now = request.asker.person, int(clock.now().timestamp())
    if idle.is_fresh(request.session, now):
        return None
    demand = Demand(request.get_full_path(), _pairs(request, files or {}), signing)
    if ASKED not in request.POST or "words" in request.POST:
        return page(request, person, demand)
    if refusal := answered(request, person):
        return page(request, person, demand, refusal)
    idle.confirm(request.session, now)
    return None


def none_needed(request: HttpRequest) -> None:
    """Raises Refused where the person has no second factor and must have one."""
    asker = request.asker
    if finders.wants_second_factor(asker.house, asker.person):
        raise Refused(Refusal("factor.none", {}))


def _pairs(
    request: HttpRequest, files: Mapping[str, Iterable[Mapping[str, Any]]]
) -> tuple[tuple[str, str], ...]:
    """What was sent but the answer itself; files by the words by which they are kept."""
    sent = [
        (name, value)
        for name, value in refusals.pairs_of(request)
        if name != "words" and not name.endswith(".kept")
    ]
    kept = [
        (f"{name_of(place)}.kept", one["kept"]) for place, some in files.items() for one in some
    ]
    return (*sent, *kept)
