"""Signing in and out, the one-time link, changing one's password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.models import User
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dinh import clock
from dinh.access import finders
from dinh.accounts import epochs, factors, open_sessions
from dinh.engine.refusal import Fault
from dinh.messages import fault_told, told
from dinh.messages.words import wait
from dinh.store import accounts
from dinh.web.shared import desks, devices, idle, locks, passwords, second_factor, sessions, trail
from dinh.web.shared.origins import use_of
from dinh.web.shared.pages import show
from dinh.web.shared.refusals import KEPT_SALT
from dinh.web.shared.resubmit import to_send_again
from dinh.web.shared.secret import secret
from dinh.web.shared.session import OF, Asker, in_a_post, officers

NAME_MAX = 100
PASSWORD_MAX = 1000
KEPT_SECONDS_MAX = 12 * 3600
SECOND_STEP_SECONDS_MAX = 10 * 60
DEMO_PASSWORD = "dinh-demo"
DEMO_FIRST = ("counter", "civil_status", "leader", "clerk")  # through whose hands a first case goes
BACKEND = "dinh.web.shared.backend.Known"


@secret("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        why = "session.clock" if request.GET.get("why") == "clock" else "session.needed"
        return sign_in_page(request, code=why if "next" in request.GET else "")
    if "words" in request.POST:
        return sign_in_page(request, code="session.ended" if request.POST.get("kept") else "")
    if "demo" in request.POST:
        return _enter_demo(request)
    name, password = (
        request.POST.get("name", "").strip()[:NAME_MAX].lower(),
        request.POST.get("password", "")[:PASSWORD_MAX],
    )
    attempt, now = locks.sign_in_attempt(request, name), int(clock.now().timestamp())
    if seconds := locks.wait_seconds(attempt, now):
        trail.note_sign_in(request, "sign_in.waits", name)
        facts = {"wait": wait(seconds, request.lang)}
        return sign_in_page(request, code="sign_in.locked", facts=facts, status=429)
    user = authenticate(request, username=name, password=password) or demo_user(
        request, name, password
    )
    if user is None:
        locks.failed(attempt, now)
        trail.note_sign_in(request, "sign_in.wrong", name)
        return sign_in_page(request, code="sign_in.wrong", status=422)
    locks.succeeded(attempt)
    return devices.remember(request, _entered(request, user), attempt.subject)


def sign_in_page(
    request: HttpRequest,
    *,
    code: str = "",
    facts: dict[str, Any] | None = None,
    kept: str = "",
    status: int = 200,
) -> HttpResponse:
    """`kept`: what was sent when the session had ended, carried through."""
    asker = request.asker
    words = told(code, facts or {}, request.lang) if code else None
    people = demo_people(asker)
    first = _first_hands(people)
    return show(
        request,
        "shared/sign-in.html",
        {
            "words": words,
            "code": code,
            "name": request.POST.get("name", "") if not kept else "",
            "people": [one for one in people if one.person not in first],
            "first": list(first.values()),
            "next": request.GET.get("next", "") or request.POST.get("next", ""),
            "kept": kept or (request.POST.get("kept", "") if "name" in request.POST else ""),
        },
        status=status,
        signing_in=True,
        form="sign-in-form",
        other_lang_url=f"{reverse('sign-in')}?lang={'vi' if request.lang == 'en' else 'en'}",
    )


def _first_hands(people: list[finders.Who]) -> dict[str, finders.Who]:
    """Of each role of a first case, the first who has it."""
    holders = (next((one for one in people if role in one.roles), None) for role in DEMO_FIRST)
    return {one.person: one for one in holders if one}


def _enter_demo(request: HttpRequest) -> HttpResponse:
    """By a button, in a demo house only."""
    person = request.POST["demo"]
    if person not in {one.person for one in demo_people(request.asker)} or epochs.is_closed(person):
        return sign_in_page(request, code="sign_in.wrong", status=422)
    return _entered(request, accounts.account(person))


def demo_people(asker: Asker) -> list[finders.Who]:
    """Who may enter by a button: everybody in a post of a demo's houses, nobody whom any other house of the installation knows."""
    houses = finders.beside(asker.house) if asker.house else ()
    demos = [house for house in houses if finders.state(house).profile.get("demo")]
    known = {
        person for house in houses if house not in demos for person in finders.state(house).names
    }
    return [one for house in demos for one in finders.people(house) if one.person not in known]


def demo_user(request: HttpRequest, name: str, password: str) -> User | None:
    """A demo's people share one password until they set their own."""
    if password != DEMO_PASSWORD or name not in {one.person for one in demo_people(request.asker)}:
        return None
    user = accounts.account(name)
    return user if user.is_active and not user.has_usable_password() else None


def _entered(request: HttpRequest, user: User) -> HttpResponse:
    """After the right password: lets in who has no second factor, asks the others for it."""
    person = user.get_username()
    if not in_a_post(person):
        return sign_in_page(request, code="page.no_post", status=403)
    if not factors.has_one(person):
        return _let_in(request, user)
    now = int(clock.now().timestamp())
    sessions.end(request.session, now)
    request.session.flush()
    request.session["passed"] = {
        "user": user.pk,
        "epoch": epochs.epoch_of(person),
        "password": user.get_session_auth_hash(),
        "at": now,
    }
    return second_factor.page(request, person, _sign_in_demand(request))


def _sign_in_demand(request: HttpRequest) -> second_factor.Demand:
    carried = tuple(
        (name, request.POST[name]) for name in ("next", "kept") if request.POST.get(name)
    )
    return second_factor.Demand(reverse("sign-in-second-factor"), carried, signing=False)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_second_factor(request: HttpRequest) -> HttpResponse:
    """The second step of signing in. What stands in the session says whose password was right, a few minutes ago."""
    user = _passed(request)
    if user is None:
        return redirect("sign-in") if request.method != "POST" else _sign_in_anew(request)
    person, demand = user.get_username(), _sign_in_demand(request)
    if request.method != "POST" or "words" in request.POST:
        return second_factor.page(request, person, demand)
    if refusal := second_factor.answered(request, person):
        return second_factor.page(request, person, demand, refusal)
    return _let_in(request, user, confirmed=True)


def _sign_in_anew(request: HttpRequest) -> HttpResponse:
    """Too late, or the account has changed meanwhile: what was carried goes on being carried."""
    return sign_in_page(request, code="sign_in.slow", kept=request.POST.get("kept", ""), status=401)


def _passed(request: HttpRequest) -> User | None:
    """Who has said the right password and not yet the second factor."""
    passed, now = request.session.get("passed"), int(clock.now().timestamp())
    if not passed or not 0 <= now - passed["at"] <= SECOND_STEP_SECONDS_MAX:
        return None
    user = epochs.by_key(passed["user"])
    holds = user is not None and user.is_active and user.epoch == passed["epoch"]
    return (
        user
        if holds and constant_time_compare(passed["password"], user.get_session_auth_hash())
        else None
    )


def _let_in(request: HttpRequest, user: User, *, confirmed: bool = False) -> HttpResponse:
    """confirmed: by the second factor, just now."""
    kept, now = _kept(request), int(clock.now().timestamp())
    sessions.end(
        request.session, now
    )  # whoever was signed in here before is not any more, wherever else their cookie lies
    request.session.pop("passed", None)
    login(request, user, backend=BACKEND)
    user.epoch = epoch = epochs.epoch_of(user.get_username())
    sessions.begin(request.session, now, epoch)
    open_sessions.begin(
        request.session["id"],
        user.get_username(),
        epoch,
        use_of(request, now),
        sessions.SECONDS_MAX,
    )
    if kept and (of := dict(kept["pairs"]).get(OF)):
        request.session["of"] = of
    request.asker = Asker(request)
    trail.note_sign_in(request, "sign_in.right", user.get_username())
    if confirmed:
        idle.confirm(request.session, now)
    if kept:
        return _shown_again(request, kept, "session.ended")
    asked = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(asked, {request.get_host()}):
        asked = desks.home(request.asker.roles)
    if not confirmed and finders.wants_second_factor(request.asker.house, user.get_username()):
        asked = f"{reverse('account-second-factor')}?{urlencode({'next': asked})}"
    return redirect(asked)


def _kept(request: HttpRequest) -> dict[str, Any] | None:
    try:
        return signing.loads(request.POST.get("kept", ""), salt=KEPT_SALT, max_age=KEPT_SECONDS_MAX)
    except signing.BadSignature:
        return None


def _shown_again(request: HttpRequest, kept: dict[str, Any], code: str) -> HttpResponse:
    secrets = kept.get("secrets", ())  # an older release carried none
    return to_send_again(request, kept["path"], kept["pairs"], code=code, secrets=secrets)


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """What was sent and may be sent again, shown in the other language."""
    kept = _kept(request)
    return _shown_again(request, kept, "page.stale") if kept else redirect("sign-in")


@secret("new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def one_time(request: HttpRequest, word: str) -> HttpResponse:
    """The link for `dinh account PERSON`. Looking at it uses nothing up: only setting the password does."""
    user = accounts.holder(word)
    if user is None:
        return sign_in_page(request, code="sign_in.link_used", status=410)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        faults = passwords.faults(
            user,
            request.POST.get("new", "")[:PASSWORD_MAX],
            request.POST.get("again", "")[:PASSWORD_MAX],
        )
        if not faults:
            epochs.set_password(user, request.POST["new"])
            attempt = locks.sign_in_attempt(request, user.get_username())
            locks.succeeded(attempt)
            return devices.remember(request, _entered(request, user), attempt.subject)
    return _password_page(request, user.get_username(), faults, asks_old=False)


@secret("old", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@officers()
def password(request: HttpRequest) -> HttpResponse:
    user, faults = request.user, ()
    asks_old = user.has_usable_password()
    if request.method == "POST":
        faults = passwords.faults(
            user,
            request.POST.get("new", "")[:PASSWORD_MAX],
            request.POST.get("again", "")[:PASSWORD_MAX],
        )
        if asks_old and not user.check_password(request.POST.get("old", "")[:PASSWORD_MAX]):
            faults = (Fault("old", "password.old_wrong"), *faults)
        if not faults:
            epoch = epochs.set_password(user, request.POST["new"])
            update_session_auth_hash(request, user)
            sessions.renew(request.session, epoch)
            return show(
                request, "shared/password.html", {"done": True, "name": user.get_username()}
            )
    return _password_page(request, user.get_username(), faults, asks_old)


def _password_page(
    request: HttpRequest, name: str, faults: tuple[Fault, ...], asks_old: bool
) -> HttpResponse:
    lines = {fault.field: fault_told(fault, request.lang) for fault in reversed(faults)}
    context = {"name": name, "lines": lines, "asks_old": asks_old, "min": passwords.LENGTH_MIN}
    return show(
        request,
        "shared/password.html",
        context,
        status=422 if faults else 200,
        signing_in=not request.asker.is_signed_in,
    )


@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """A browser asks for it at this address beside a page that names none, such as a PDF."""
    return redirect(static("shared/dinh.svg"))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    sessions.end(request.session, int(clock.now().timestamp()))
    logout(request)
    response = redirect("sign-in")
    response["Clear-Site-Data"] = (
        '"cache"'  # what stood on this PC's screen is not to be had by the back button
    )
    return response
