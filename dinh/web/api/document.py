"""The description of the API, OpenAPI 3.1: made from the table of verbs and their structs, so that it cannot grow old."""

from __future__ import annotations

import inspect
import re
from functools import cache
from typing import Any

import msgspec
from django.http import HttpRequest

from dinh.web.api import shapes
from dinh.web.api.problems import MEDIA
from dinh.web.api.route import JSON_BYTES_MAX, VERBS, Verb, verb

PLACE = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
REF = "#/components/schemas/{name}"
ABOUT = (
    "Người hỏi là người đã đăng nhập (phiên của trình duyệt), hoặc người có mã: Authorization: Bearer. "
    "The asker is whoever has signed in (a browser's session, with X-CSRFToken for what changes something), or a token's person. "
    "Idempotency-Key: doing it twice is doing it once. If-Match with a case's ETag: refused with 409 when the case has moved. ?lang=vi|en."
)
HEADERS = {
    "Idempotency-Key": (
        "string",
        "The command's key, 1 to 200 signs: a second try gives the first one's result.",
    ),
    "If-Match": (
        "string",
        "The ETag of the case as the caller saw it; 409 when it has moved since.",
    ),
}


@verb("GET", "openapi.json", gives=dict[str, Any], open=True)
def openapi(request: HttpRequest) -> dict[str, Any]:
    """This description."""
    return described()


@cache
def described() -> dict[str, Any]:
    types = [t for one in VERBS for t in (one.takes, one.gives) if t not in (None, bytes)] + [
        shapes.Problem
    ]
    schemas, components = msgspec.json.schema_components(types, ref_template=REF)
    by_type = dict(zip(map(str, types), schemas, strict=True))
    paths: dict[str, Any] = {}
    for one in VERBS:
        paths.setdefault(path_of(one), {})[one.method.lower()] = _operation(one, by_type)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Đình", "version": "1", "description": ABOUT},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
            },
            "responses": {
                "Problem": {
                    "description": "What was not done, why, and what to do.",
                    "content": {MEDIA: {"schema": by_type[str(shapes.Problem)]}},
                }
            },
        },
    }


def path_of(one: Verb) -> str:
    return "/api/" + PLACE.sub(r"{\g<name>}", one.path)


def _operation(one: Verb, by_type: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": f"{one.do.__module__.rpartition('.')[2]}_{one.do.__name__}",
        "tags": [one.path.partition("/")[0]],
        "summary": inspect.getdoc(one.do),
        "parameters": _parameters(one),
        "responses": {
            str(one.status): _answer(one, by_type),
            "default": {"$ref": "#/components/responses/Problem"},
        },
        "security": [*([{}] if one.open else []), {"token": []}, {"session": []}],
    }
    if one.takes is bytes:
        found["requestBody"] = {
            "required": True,
            "content": {"application/octet-stream": {"schema": {}}},
        }
    elif one.takes is not None:
        about = f"At most {JSON_BYTES_MAX} bytes."
        found["requestBody"] = {
            "required": True,
            "description": about,
            "content": {"application/json": {"schema": by_type[str(one.takes)]}},
        }
    return found


def _answer(one: Verb, by_type: dict[str, Any]) -> dict[str, Any]:
    if one.gives is None:
        return {"description": "Done."}
    kind, schema = (
        ("application/pdf", {})
        if one.gives is bytes
        else ("application/json", by_type[str(one.gives)])
    )
    return {"description": "Done.", "content": {kind: {"schema": schema}}}


def _parameters(one: Verb) -> list[dict[str, Any]]:
    kinds = {"int": "integer"}
    found = [
        {
            "name": m["name"],
            "in": "path",
            "required": True,
            "schema": {"type": kinds.get(m["kind"], "string")},
        }
        for m in PLACE.finditer(one.path)
    ]
    found += [
        {"name": name, "in": "query", "description": about, "schema": {"type": "string"}}
        for name, about in one.query.items()
    ]
    found.append({"name": "lang", "in": "query", "schema": {"enum": ["vi", "en"]}})
    names = getattr(one.takes, "__struct_fields__", ())
    wanted = [
        header
        for header, field in (("Idempotency-Key", "key"), ("If-Match", "seen"))
        if field in names
    ]
    found += [
        {
            "name": name,
            "in": "header",
            "description": HEADERS[name][1],
            "schema": {"type": HEADERS[name][0]},
        }
        for name in wanted
    ]
    return found
