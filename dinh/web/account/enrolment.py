"""Set up the second factor: codes by time, passkeys, recovery codes. The password is asked first, and what there is already."""

from __future__ import annotations

import json
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods
from markupsafe import Markup

from dinh import clock
from dinh.access import finders
from dinh.accounts import factors, sealing
from dinh.engine.refusal import Refusal
from dinh.messages import fault_told, told
from dinh.web.shared import idle, second_factor
from dinh.web.shared.confirming import password_refused
from dinh.web.shared.pages import show
from dinh.web.shared.secret import secret
from dinh.web.shared.session import officers

SURE_SECONDS_MAX = 10 * 60
KEY_NAME_MAX = 40


@secret("password")
@require_http_methods(["GET", "HEAD", "POST"])
@officers()
def page(request: HttpRequest) -> HttpResponse:
    """The password first; then, for who has a second factor, that; then what can be set up and taken away."""
    person, now = request.asker.person, int(clock.now().timestamp())
    if not 0 <= now - request.session.get("sure", 0) <= SURE_SECONDS_MAX:
        if request.method != "POST" or "password" not in request.POST:
            return _asks_password(request)
        if refusal := password_refused(request, person, request.POST["password"]):
            return _asks_password(request, refusal)
        request.session["sure"] = now
    has_one = factors.has_one(person)
    if has_one and (demanded := second_factor.demanded(request, signing=False)):
        return demanded
    do = DOES.get(request.POST.get("do", "")) if request.method == "POST" else None
    return do(request, person, now) if do and "words" not in request.POST else _shown(request)


def _asks_password(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    said = ""
    if refusal:
        at = refusal.at
        words = told(refusal.code, refusal.facts, request.lang)
        said = fault_told(at[0], request.lang) if at else f"{words.message} {words.do}"
    return _unstored(
        show(
            request,
            "account/second-factor-password.html",
            {"error": said, "wanted": _wanted(request), "next": _next(request)},
            status=422 if refusal else 200,
        )
    )


def _wanted(request: HttpRequest) -> bool:
    """Must this person have one, and has none yet?"""
    person = request.asker.person
    return finders.wants_second_factor(request.asker.house, person) and not factors.has_one(person)


def _next(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}) else ""


def _shown(
    request: HttpRequest, *, refusal: Refusal | None = None, codes: list[str] | None = None
) -> HttpResponse:
    """codes: recovery codes that were made just now and are shown this once."""
    asker, now = request.asker, int(clock.now().timestamp())
    text = _pending_secret(request)
    house = asker.shown.name if asker.shown else "Đình"
    passkeys = second_factor.passkeys_of(request, asker.person)
    options = ""
    if passkeys:
        begun, state = passkeys.begin_adding(asker.who.name if asker.who else asker.person)
        second_factor.keep_asked(request.session, "create", state, now)
        options = json.dumps(begun)
    return _unstored(
        show(
            request,
            "account/second-factor.html",
            {
                "words": told(refusal.code, refusal.facts, request.lang) if refusal else None,
                "code": refusal.code if refusal else "",
                "rows": factors.rows(asker.person),
                "codes_left": factors.recovery_left(asker.person),
                "codes": codes,
                "secret": [text[n : n + 4] for n in range(0, len(text), 4)],
                "qr": _qr(factors.address(text, asker.person, house)),
                "options": options,
                "wanted": _wanted(request),
                "next": _next(request),
            },
            status=422 if refusal else 200,
        )
    )


def _unstored(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    return answer


def _pending_secret(request: HttpRequest) -> str:
    """The secret that the telephone is shown, until it has answered by a code; sealed, for a cookie can be read."""
    kept = request.session.get("totp")
    text = sealing.unseal(kept) if kept else None
    if not text:
        text = factors.new_secret()
        request.session["totp"] = sealing.seal(text)
    return text


def _qr(address: str) -> Markup:
    return Markup(segno.make(address, error="m").svg_inline(scale=4, light="#fff", border=4))


def _add_totp(request: HttpRequest, person: str, now: int) -> HttpResponse:
    code = "".join(sign for sign in request.POST.get("new-code", "")[:40] if sign.isdigit())
    if not factors.add_totp(person, _pending_secret(request), code, now):
        return _shown(request, refusal=Refusal("factor.wrong", {}))
    request.session.pop("totp", None)
    return _added(request, person, now)


def _add_passkey(request: HttpRequest, person: str, now: int) -> HttpResponse:
    state = second_factor.asked_of_passkey(request.session, "create", now)
    passkeys = second_factor.passkeys_of(request, person)
    answer = second_factor.read_json(
        request.POST.get(second_factor.PASSKEY, "")[: second_factor.TYPED_MAX]
    )
    name = request.POST.get("name", "").strip()[:KEY_NAME_MAX]
    if not (state and passkeys and passkeys.add(state, answer, name, now)):
        return _shown(request, refusal=Refusal("factor.passkey", {}))
    return _added(request, person, now)


def _added(request: HttpRequest, person: str, now: int) -> HttpResponse:
    """Who adds one has just used it. With the first come the recovery codes."""
    idle.confirm(request.session, now)
    codes = None if factors.recovery_left(person) else factors.renew_recovery_codes(person, now)
    return _shown(request, codes=codes)


def _remove(request: HttpRequest, person: str, now: int) -> HttpResponse:
    number = request.POST.get("factor", "")
    if number.isascii() and number.isdigit() and len(number) < 16:
        factors.remove(person, int(number))
    return _shown(request)


def _renew_codes(request: HttpRequest, person: str, now: int) -> HttpResponse:
    if not factors.has_one(person):
        return _shown(request)
    return _shown(request, codes=factors.renew_recovery_codes(person, now))


DOES: dict[str, Any] = {
    "totp": _add_totp,
    "passkey": _add_passkey,
    "remove": _remove,
    "codes": _renew_codes,
}
