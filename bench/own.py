"""A measurement in a house of its own: another process with a new folder and new books, gone afterwards.

A house of a million cases takes its time: with DINH_BENCH_HOUSE it lies in that folder, stays there, and is measured again as it is.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SECONDS_MAX = 3600


def in_a_house_that_stays(module: str, *words: str) -> Any:
    """As below, in the folder that DINH_BENCH_HOUSE names; where it names none, and in PostgreSQL, in a house of its own."""
    in_server = bool(os.environ.get("DINH_DATABASE_URL"))
    return in_a_house_of_its_own(
        module,
        *words,
        url=None if in_server else "",
        stays="" if in_server else os.environ.get("DINH_BENCH_HOUSE", ""),
    )


def in_a_house_of_its_own(module: str, *words: str, url: str | None = None, stays: str = "") -> Any:
    """The JSON value that `python -m module words…` says last.

    url    of the server for its books; by default what the environment names
    stays  a folder in which the house is left, and found again; filling it takes as long as it takes
    """
    folder = Path(stays).absolute() if stays else Path(tempfile.mkdtemp(prefix="dinh-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with books_of(os.environ.get("DINH_DATABASE_URL", "") if url is None else url) as own:
            environ = {
                **os.environ,
                "DINH_HOUSE": str(folder / "house"),
                "DINH_DATABASE_URL": own,
                "DJANGO_SETTINGS_MODULE": "dinh.server.settings",
            }
            done = subprocess.run(
                [sys.executable, "-m", module, *words],
                env=environ,
                stdout=subprocess.PIPE,
                check=True,
                timeout=None if stays else SECONDS_MAX,
            )
        return json.loads(done.stdout.splitlines()[-1])
    finally:
        if not stays:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def books_of(url: str) -> Iterator[str]:
    """The URL of an empty database on the same server; empty for an empty one."""
    if not url:
        yield ""
        return
    import psycopg

    name = f"dinh_bench_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]  # the name is made here
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]
