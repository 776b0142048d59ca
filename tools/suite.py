"""`./dev test`: the suite on SQLite, then the very same sentences on PostgreSQL, then one line that counts.

What tests need is found, else brought where we may. What cannot be had leaves its tests skipped and says so on the last
line; where CI=true that is a failure, since a test nobody ran has proved nothing.
"""

import argparse
import os
import re
import shutil
import sys
import tempfile
import time
import xml.etree.ElementTree as xml
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools import debian, environment
from tools.ground import PYTHON, ROOT, Stop, is_ci, run, say, surroundings
from tools.postgres import postgresql, programs

_NO_TESTS = 5  # what pytest gives when nothing was chosen
_WORKERS_MAX = 4


@dataclass(frozen=True)
class Need:
    name: str
    package: str
    find: Callable[[], object]
    without: str


NEEDS = (
    Need(
        "Chromium",
        "chromium",
        lambda: shutil.which("chromium") or shutil.which("chromium-browser"),
        "what a browser shows was not tested",
    ),
    Need("PostgreSQL 15 or newer", "postgresql", programs, "nothing was tested on PostgreSQL"),
    Need(
        "pdftotext",
        "poppler-utils",
        lambda: shutil.which("pdftotext"),
        "what letters say was not tested",
    ),
)


FAST = ("-m", "not store and not browser and not process and not each", "--hypothesis-profile=fast")
"""What answers while one waits: a minute."""


EACH = [
    f"--ignore=tests/{name}"
    for name in ("export", "forest", "letters", "mining", "engine/test_mutants.py")
]
"""Where every sentence asks each file, prints or folds: not gathered only to be left out."""
BOOKLESS = [
    f"--ignore=tests/{name}" for name in ("engine", "export", "forest", "mining", "procedures")
]
"""What is told once on no store at all; to gather its five thousand sentences again only to leave them out takes a minute."""


@dataclass
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, other: "Count") -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def test(arguments: list[str]) -> int:
    asked = options(arguments)
    began = time.monotonic()
    environment.ensure("test", "forest", "mining", "mining-bench")
    chosen = selection(asked.words)
    if asked.fast:
        return close(*pytest([*FAST, *(chosen or EACH)]), [], began)
    missing = bring(NEEDS)
    code, count = 0, Count()
    with tempfile.TemporaryDirectory(prefix="dinh-run-") as folder:
        for store in stores(asked.on):
            say(f"on {store}")
            store_code, store_count = RUNS[store](
                chosen, both=asked.on is None, DINH_TEST_RUN=folder
            )
            code, _ = max(code, store_code), count.add(store_count)
    return close(code, count, missing, began)


def options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev test", description="Runs the tests.")
    parser.add_argument("words", nargs="*", help="only sentences with all these words, or files")
    parser.add_argument("--on", choices=("sqlite", "postgresql"))
    parser.add_argument(
        "--fast",
        action="store_true",
        help="in a minute: what needs no store, browser or process and does not ask every published file",
    )
    return parser.parse_args(arguments)


def selection(words: list[str]) -> list[str]:
    """Files as they are; words as pytest's -k, a sentence's spaces being its underscores."""
    files = [word for word in words if (ROOT / word.partition("::")[0]).exists()]
    sentence = [
        part for word in words if word not in files for part in re.split(r"[\s_]+", word) if part
    ]
    return [*files, *(["-k", " and ".join(sentence)] if sentence else [])]


def bring(needs: tuple[Need, ...]) -> list[Need]:
    """Installs what is missing where we may; gives what is missing still."""
    absent = [need for need in needs if not need.find()]
    if absent:
        debian.install(*(need.package for need in absent))
    return [need for need in absent if not need.find()]


def stores(on: str | None) -> list[str]:
    if on == "postgresql" and not programs():
        raise Stop(
            "PostgreSQL 15 or newer is not here and could not be brought. Install it (Debian: apt-get install postgresql)."
        )
    return [on] if on else ["sqlite", *(["postgresql"] if programs() else [])]


def on_sqlite(chosen: list[str], *, both: bool, **environ: str) -> tuple[int, Count]:
    return pytest(chosen, DINH_DATABASE_URL="", **environ)


def on_postgresql(chosen: list[str], *, both: bool, **environ: str) -> tuple[int, Count]:
    """What touches no store, or does not hang on which it is, has been told once already when both stores are run."""
    with postgresql(programs()) as url:
        again = ["-m", "store and not once", *([] if chosen else BOOKLESS)] if both else []
        return pytest([*again, *chosen], DINH_DATABASE_URL=url, **environ)


RUNS = {"sqlite": on_sqlite, "postgresql": on_postgresql}


def pytest(arguments: list[str], **environ: str) -> tuple[int, Count]:
    with tempfile.TemporaryDirectory(prefix="dinh-test-") as folder:
        report = Path(folder) / "report.xml"
        # Neighbours stay with one worker, which has made what they share; who is through takes half of what the other has left.
        spread = (
            ["-n", str(min(os.cpu_count() or 1, _WORKERS_MAX)), "--dist", "worksteal"]
            if "-k" not in arguments
            else []
        )
        asked = [PYTHON, "-m", "pytest", "-q", *spread, f"--junit-xml={report}", *arguments]
        # Whatever tests and the programs that they start leave lies in there too, and goes with it.
        code = run(*asked, env=surroundings(DINH_HOUSE=f"{folder}/house", TMPDIR=folder, **environ))
        return (0 if code == _NO_TESTS else code), counted(report)


def counted(report: Path) -> Count:
    """What pytest counted; an error while a test was being set up is a failure."""
    if not report.exists():
        return Count(failed=1)
    count = Count()
    for suite in xml.parse(report).getroot().iter("testsuite"):
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        count.add(Count(int(suite.get("tests", 0)) - failed - skipped, failed, skipped))
    return count


def close(code: int, count: Count, missing: list[Need], began: float) -> int:
    """The lines a person reads first: the count, and below it what was not tested."""
    if code == 0 and count.passed + count.failed + count.skipped == 0:
        say("no sentence has these words")
        code = 1
    if missing and is_ci():
        count.failed += len(missing)
        code = code or 1
    say(f"tests took {time.monotonic() - began:.0f} s")
    sys.stderr.flush()
    print(count, flush=True)
    for need in missing:
        print(
            f"!!! NOT TESTED: {need.name} is missing, so {need.without}. Install {need.package} and run ./dev test again.",
            flush=True,
        )
    return code
