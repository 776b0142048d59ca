"""`dinh serve`: the pages and the API, with the timer that lets time act."""
from __future__ import annotations

import argparse

from dinh.commands import Result
from dinh.commands.given import house

ABOUT = ("chạy máy chủ của đơn vị", "serve the house")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)


def run(words: argparse.Namespace) -> Result:
    house()
    from dinh.server.serving import serve

    serve(words.host, words.port)
    return None, "", 0
