"""Where the project lies, how its programs are run, and how a person is told what goes on."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CALLED_FROM = Path.cwd()
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
DINH = VENV / "bin/dinh"
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


class Stop(Exception):
    """What could not be done, and on the following lines what to do about it."""


def say(text: str) -> None:
    """A line of progress, on stderr: stdout belongs to the command that was asked for."""
    print(f"· {text}", file=sys.stderr, flush=True)


def is_ci() -> bool:
    return os.environ.get("CI", "").lower() == "true"


def is_root() -> bool:
    return os.geteuid() == 0


def run(*command: str | Path, **options) -> int:
    """Runs a command as a person would see it, from the project's root unless `cwd` says otherwise; gives its exit code."""
    return subprocess.run([str(part) for part in command], **{"cwd": ROOT, **options}).returncode


def quietly(*command: str | Path, what: str, **options) -> str:
    """Runs a command whose output matters only when it fails: then it is shown and `what` names what was being done."""
    joined = [str(part) for part in command]
    try:
        done = subprocess.run(
            joined,
            text=True,
            capture_output=True,
            **{"cwd": ROOT, "stdin": subprocess.DEVNULL, **options},
        )
    except OSError as error:
        raise Stop(f"Could not {what}: {error}") from error
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise Stop(
            f"Could not {what}. `{' '.join(joined)}` gave {done.returncode} and said:\n{tail}"
        )
    return done.stdout


def surroundings(**more: str) -> dict[str, str]:
    """This process's environment for the programs we start; a private certificate authority is passed on to uv.

    What Python compiles is kept, whatever the machine says (images of containers often forbid it): a program that compiles itself and Django
    each time takes four times as long to start, and the tests start hundreds. It lies in .tools, beside nobody's files.
    """
    given = {**os.environ, **more}
    authority = next(
        (
            given[name]
            for name in ("SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE")
            if given.get(name)
        ),
        "",
    )
    if authority:
        given.setdefault("SSL_CERT_FILE", authority)
        given.setdefault("PIP_CERT", authority)
    if authority or SYSTEM_CERTIFICATES.exists():
        given.setdefault("UV_SYSTEM_CERTS", "1")
        given.setdefault("UV_NATIVE_TLS", "1")  # the same, in uv before 0.10
    given.pop("PYTHONDONTWRITEBYTECODE", None)
    given.setdefault("PYTHONPYCACHEPREFIX", str(TOOLS / "pycache"))
    given.pop("VIRTUAL_ENV", None)
    given.pop("PYTHONHOME", None)
    return given
