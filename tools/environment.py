"""The project's Python environment, from nothing: uv, Python 3.13, the locked packages, the front-end files.

What is already right is found so by one stamp and costs a few milliseconds; what is missing is brought, nothing twice.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import debian
from tools.ground import PYTHON, ROOT, TOOLS, VENV, Stop, quietly, say, surroundings

PYTHON_WANTED = "3.13"
UV_WANTED = "uv>=0.8,<1"
EXTRAS = {"forest", "mining"}
"""What a house may be installed with, so that pyproject.toml has it as an extra and not as a group."""


def ensure(*groups: str) -> None:
    """The environment holds the program and these dependency groups (`test`, `bench`) and extras (`forest`, `mining`), or Stop says why not."""
    wanted = {"setup", *groups}
    if wanted <= stamped():
        return
    with one_at_a_time():
        if not wanted <= stamped():
            install(wanted | remembered())


def install(groups: set[str]) -> None:
    uv = find_uv() or bring_uv()
    python = find_python(uv)
    say(f"bringing the packages ({', '.join(sorted(groups))})")
    asked = [
        word
        for group in sorted(groups)
        for word in ("--extra" if group in EXTRAS else "--group", group)
    ]
    sync = [uv, "sync", "--quiet", "--frozen", "--python", python, *asked]
    quietly(
        *sync,
        what="bring the packages that uv.lock names",
        env=surroundings(UV_PROJECT_ENVIRONMENT=str(VENV)),
    )
    quietly(PYTHON, "-m", "tools.assets", what="make the front-end files")
    stamp_path().write_text("\n".join([fingerprint(), *sorted(groups)]))


def stamp_path() -> Path:
    return VENV / ".dinh-stamp"


def stamped() -> set[str]:
    """The groups that the environment holds; none when anything it was made from has changed or moved."""
    works = (
        PYTHON.exists()
        and stamp_path().exists()
        and stamp_path().read_text().startswith(fingerprint())
    )
    return remembered() if works else set()


def remembered() -> set[str]:
    """The groups it was last made with: asking for fewer now must not take the others away."""
    return set(stamp_path().read_text().splitlines()[1:]) if stamp_path().exists() else set()


def fingerprint() -> str:
    """Changes with the lock file, the tree's place (an environment knows its own path) and what makes the front end."""
    made_from = [ROOT / "uv.lock", ROOT / "pyproject.toml", ROOT / "tools/assets.py"]
    return hashlib.sha256(
        b"\0".join([str(ROOT).encode(), *(path.read_bytes() for path in made_from)])
    ).hexdigest()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def find_uv() -> str | None:
    """A uv that really runs: a shim on the PATH may name a version that is not there."""
    for found in (shutil.which("uv"), TOOLS / "uv/bin/uv", TOOLS / "venv/bin/uv"):
        if found and answers(found, "--version"):
            return str(found)
    return None


def bring_uv() -> str:
    """uv into .tools, by whatever this Python has: pip, else venv, else, as root on Debian, python3-venv."""
    say("bringing uv")
    python = sys.executable
    if not has_pip() and not has_venv() and not debian.install("python3-venv"):
        raise Stop(
            "This Python has neither pip nor venv, so uv cannot be brought.\n"
            "Install one of them (Debian: apt-get install python3-venv), or install uv, then run the same command again."
        )
    if has_pip():
        quietly(
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--upgrade",
            "--target",
            TOOLS / "uv",
            UV_WANTED,
            what="bring uv",
            env=surroundings(),
        )
    else:
        quietly(python, "-m", "venv", TOOLS / "venv", what="make an environment for uv")
        quietly(
            TOOLS / "venv/bin/python",
            "-m",
            "pip",
            "install",
            "--quiet",
            UV_WANTED,
            what="bring uv",
            env=surroundings(),
        )
    uv = find_uv()
    if not uv:
        raise Stop(f"uv was installed into {TOOLS} but does not run on this machine.")
    return uv


def has_pip() -> bool:
    return answers(sys.executable, "-m", "pip", "--version")


def has_venv() -> bool:
    importlib.invalidate_caches()
    return importlib.util.find_spec("ensurepip") is not None


def find_python(uv: str) -> str:
    """A Python this project runs on: the machine's, else Debian's package, else one that uv brings."""
    if found := system_python(uv):
        return found
    if debian.offers(f"python{PYTHON_WANTED}") and debian.install(f"python{PYTHON_WANTED}"):
        return system_python(uv) or PYTHON_WANTED
    say(f"bringing Python {PYTHON_WANTED}")
    quietly(
        uv,
        "python",
        "install",
        "--quiet",
        PYTHON_WANTED,
        what=f"bring Python {PYTHON_WANTED}",
        env=surroundings(),
    )
    return PYTHON_WANTED


def system_python(uv: str) -> str | None:
    """The path of an installed Python, 3.13 before any newer one."""
    for wanted in (PYTHON_WANTED, f">={PYTHON_WANTED}"):
        # The project's own environment is no ground to build it on.
        asked = [uv, "python", "find", "--no-project", "--system", "--no-python-downloads", wanted]
        done = subprocess.run(asked, text=True, capture_output=True, env=surroundings(), cwd=ROOT)
        found = done.stdout.strip()
        if done.returncode == 0 and not found.startswith(str(VENV)) and answers(found, "--version"):
            return found
    return None


def answers(*command: str | os.PathLike) -> bool:
    try:
        return subprocess.run(command, capture_output=True, cwd=ROOT, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
