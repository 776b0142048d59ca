"""What surrounds every verb: which it is, who asks, what was given, and how the answer or the refusal is written."""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import path as url
from django.views.decorators.csrf import csrf_exempt
from msgspec import Struct

from dinh import clock, serialize
from dinh.accounts.epochs import end_everything
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.input.reading import unknown
from dinh.input.values import instant, json_value, refuse
from dinh.store import trail
from dinh.web.api import tokens
from dinh.web.api.problems import problem, refusal_of
from dinh.web.shared import locks
from dinh.web.shared.origins import use_of
from dinh.web.shared.session import Asker

log = logging.getLogger(__name__)
JSON_BYTES_MAX = 2 * 2**20
KEY_MAX = 200
SAFE = ("GET", "HEAD")
ETAG = re.compile(r'(?:W/)?"?(\d{1,18})"?')


class Verb(Struct, frozen=True, kw_only=True):
    """
    path     under /api/, as Django writes it: `cases/<str:code>`
    takes    the struct of its JSON body, None: none; `bytes`: a file
    bodiless nothing sent is the struct as it is by default
    gives    the type of its answer; `bytes`: a PDF
    query    names that may stand behind `?` -> what they are
    open     also for people who have not signed in
    """

    method: str
    path: str
    do: Callable[..., Any]
    takes: Any = None
    bodiless: bool = False
    gives: Any = None
    status: int = 200
    query: dict[str, str] = {}
    open: bool = False


VERBS: list[Verb] = []


def verb(method: str, path: str, **more: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds a function to the table. It gets the request, the names in its path, and `body` when it takes one."""

    def added(do: Callable[..., Any]) -> Callable[..., Any]:
        VERBS.append(Verb(method=method, path=path, do=do, **more))
        return do

    return added


class Bare(Struct, frozen=True):
    """An answer that is more than its value: other headers, another status, or bytes already written."""

    value: Any = None
    headers: dict[str, str] = {}
    response: Any = None
    status: int = 0


def urls(verbs: Iterable[Verb]) -> list[Any]:
    """One address for all methods of a path; what is no address of the API is told as a problem too."""
    by_path: dict[str, dict[str, Verb]] = defaultdict(dict)
    for one in verbs:
        by_path[one.path][one.method] = one
    return [url(f"api/{path}", _view(by_method)) for path, by_method in by_path.items()] + [
        url("api/", _view({})),
        url("api/<path:rest>", _view({})),
    ]


def _view(by_method: dict[str, Verb]) -> Callable[..., HttpResponse]:
    @csrf_exempt  # judged in _asker: only a browser's cookie needs it, a token does not
    def view(request: HttpRequest, **names: str) -> HttpResponse:
        try:
            return _answered(request, by_method, names)
        except Exception as fault:
            refusal = refusal_of(fault)
            answer = problem(refusal or Refusal("page.failed", {}), request.lang)
            if answer.status_code >= 500:
                log.error(
                    "the API could not: %s",
                    refusal.code if refusal else "a fault of the program",
                    exc_info=fault,
                )
            if answer.status_code == 405:
                answer["Allow"] = ", ".join(allowed(by_method))
            return answer

    return view


def _answered(
    request: HttpRequest, by_method: dict[str, Verb], names: dict[str, str]
) -> HttpResponse:
    if not by_method:
        raise refuse("not_found", what=request.path)
    one = by_method.get("GET" if request.method == "HEAD" else request.method)
    if one is None:
        raise refuse("api.method", given=request.method, allowed=allowed(by_method))
    _asker(request, one)
    if not request.asker.house:
        raise refuse("house.none", house="")
    _query(request, one)
    found = one.do(request, **names, **_body(request, one))
    return _written(found, one, request.lang)


def allowed(by_method: Iterable[str]) -> list[str]:
    """Who may be got is also asked for its head."""
    methods = list(by_method)
    return [*methods, "HEAD"] if "GET" in methods else methods


def _asker(request: HttpRequest, one: Verb) -> None:
    """Who asks: the bearer of a token, else whoever has signed in, whose browser must prove that it meant it."""
    word = request.headers.get("Authorization", "")
    if word:
        kind, _, token = word.partition(" ")
        found = tokens.holder(token.strip()) if kind.lower() == "bearer" else None
        if found is None:
            if request.asker.house:
                trail.note(request.asker.house, "token.wrong", address=locks.address(request))
            raise refuse("api.token")
        request.asker = Asker(request)
        request.asker.person = found.person
        if not request.asker.holds_a_post:
            end_everything(found.person)
            raise refuse("api.token")
        request.api_token = found.token
        tokens.last_used.note(found.token, use_of(request, int(clock.now().timestamp())))
    elif request.method not in SAFE and request.asker.is_signed_in and (reason := _forged(request)):
        log.info("the API saw no sign against forgery: %s", reason)
        raise refuse("api.csrf")
    if not one.open and not request.asker.person:
        raise refuse("api.who")
    if request.asker.person and not request.asker.holds_a_post:
        if not one.open:
            raise refuse("page.no_post")
        request.asker = Asker(request)  # who was signed out just now is a stranger here


class _Csrf(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def _forged(request: HttpRequest) -> str | None:
    check = _Csrf(lambda request: HttpResponse())
    check.process_request(request)
    return check.process_view(request, _forged, (), {})


def _query(request: HttpRequest, one: Verb) -> None:
    if faults := unknown(request.GET, (*one.query, "lang")):
        raise faulty(faults)


def _body(request: HttpRequest, one: Verb) -> dict[str, Any]:
    if one.takes is None or one.takes is bytes:
        return {}
    if one.bodiless and not request.body:
        return {"body": one.takes()}
    kind = request.content_type.lower()
    if (
        kind != "application/json"
        or request.content_params.get("charset", "utf-8").lower() != "utf-8"
    ):
        raise refuse(
            "api.content_type",
            given=request.headers.get("Content-Type", ""),
            wanted="application/json",
        )
    return {"body": shaped(json_value(_text(request), "JSON"), one.takes)}


def _text(request: HttpRequest) -> str:
    try:
        content = request.body
    except RequestDataTooBig:
        raise refuse("api.too_large", bytes=JSON_BYTES_MAX) from None
    if len(content) > JSON_BYTES_MAX:
        raise refuse("api.too_large", bytes=JSON_BYTES_MAX)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refuse("data.not_json", file="JSON", line=1, column=1) from None


def shaped(value: Any, takes: Any) -> Any:
    """The value as the struct that a verb takes; unknown and missing names all at once."""
    if isinstance(takes, type) and issubclass(takes, Struct):
        if not isinstance(value, dict):
            raise refuse("data.not_object")
        fields = _fields(takes)
        faults = unknown(value, tuple(fields))
        faults += [
            Fault(name, "field.required")
            for name, field in fields.items()
            if field.required and name not in value
        ]
        if faults:
            raise faulty(faults)
    try:
        return msgspec.convert(value, takes)
    except msgspec.ValidationError as fault:
        raise refuse("data.shape", why=str(fault)) from None


@cache
def _fields(takes: type[Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.encode_name: field for field in msgspec.structs.fields(takes)}


def faulty(faults: list[Fault]) -> Refused:
    return Refused(Refusal("form.faults", {"count": len(faults)}, tuple(faults)))


def _written(found: Any, one: Verb, lang: str) -> HttpResponse:
    bare = found if isinstance(found, Bare) else Bare(found)
    answer = bare.response or HttpResponse(
        serialize.encode(bare.value) if one.status != 204 else b"",
        status=bare.status or one.status,
        content_type="application/json",
    )
    answer.headers.setdefault("Cache-Control", "private, no-store")
    answer["Content-Language"] = lang
    for name, value in bare.headers.items():
        answer[name] = value
    return answer


def key_of(request: HttpRequest, given: str | None) -> str | None:
    """The command's key: the header, or the body's own."""
    key = request.headers.get("Idempotency-Key") or given
    if key is not None and not 0 < len(key) <= KEY_MAX:
        raise faulty([Fault("key", "field.too_long", {"max": KEY_MAX, "length": len(key)})])
    return key


def seen_of(request: HttpRequest, given: int | None) -> int | None:
    """The last event the caller saw: the header If-Match (the case's ETag), or the body's own."""
    tag = request.headers.get("If-Match")
    if not tag or tag == "*":
        return given
    found = ETAG.fullmatch(tag.strip())
    if not found:
        raise faulty([Fault("If-Match", "field.number", {"given": tag[:60]})])
    return int(found[1])


def at_of(given: str | None) -> datetime | None:
    return instant(given)
