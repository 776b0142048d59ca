"""Inputs that hold a password or a code: no page shows them again, no hidden field carries them, no report of a fault has them.

Rule to keep: a view whose form asks for one says so with `secret`, outermost of its decorators.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters

type View = Callable[..., HttpResponse]


def secret(*names: str) -> Callable[[View], View]:
    """These inputs of the view's form are secrets. By the view, not by the name: a procedure may have a field that is called `again`."""

    def marked(view: View) -> View:
        answer: Any = sensitive_post_parameters(*names)(view)
        answer.secrets = names
        return answer

    return marked


def secrets_of(request: HttpRequest) -> tuple[str, ...]:
    """Which of the inputs that this request sent are secrets."""
    match = request.resolver_match
    names = getattr(match.func, "secrets", ()) if match else ()
    return tuple(name for name in names if name in request.POST)
