"""The floor of a page: Django with no layers and a view that says nothing, behind the same web server as `dinh serve`.

`python -m dinh.bench.empty PORT` serves it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

NAME = "dinh.bench.empty"
SECRET_KEY = "the floor keeps no secret"
ROOT_URLCONF = NAME
ALLOWED_HOSTS = ["*"]
MIDDLEWARE: list[str] = []
USE_TZ = True


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(headers={"Content-Length": "0"})


urlpatterns = [path("", nothing)]


@cache
def django() -> Callable[..., Any]:
    """Made at the first request, in the process that answers."""
    os.environ["DJANGO_SETTINGS_MODULE"] = NAME
    return get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Any:
    return django()(environ, start_response)


def serve(port: int) -> None:
    from granian.constants import Interfaces
    from granian.server import Server

    from dinh.limits import BACKLOG, VIEWS

    Server(
        f"{NAME}:application",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=VIEWS,
        backlog=BACKLOG,
        log_access=False,
    ).serve()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
