"""Debian's packages, where we are root and on Debian. Never asked when the thing is there already."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.ground import is_root, say

_LOCK_WAIT = "-oDPkg::Lock::Timeout=300"
_POLICY = Path("/usr/sbin/policy-rc.d")
_updated = False


def can_install() -> bool:
    return is_root() and shutil.which("apt-get") is not None


def offers(package: str) -> bool:
    """Does this Debian have the package to install?"""
    if not can_install():
        return False
    update()
    done = subprocess.run(
        ["apt-cache", "policy", package],
        text=True,
        capture_output=True,
        env={**os.environ, "LC_ALL": "C"},
    )
    return "Candidate:" in done.stdout and "Candidate: (none)" not in done.stdout


def install(*packages: str) -> bool:
    """True when all of them are installed now. Services that come with them are not started."""
    if not can_install():
        return False
    update()
    say(f"installing {', '.join(packages)} with apt-get")
    asked = ["apt-get", "-qq", "-y", _LOCK_WAIT, "--no-install-recommends", "install", *packages]
    with no_services():
        done = subprocess.run(
            asked,
            text=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-3:]
        say("apt-get could not: " + " / ".join(last))
    return done.returncode == 0


def update() -> None:
    global _updated
    if not _updated:
        _updated = True
        subprocess.run(
            ["apt-get", "-qq", _LOCK_WAIT, "update"], capture_output=True, stdin=subprocess.DEVNULL
        )


@contextmanager
def no_services() -> Iterator[None]:
    """While this lasts no package starts a service: a test's PostgreSQL is our own, and no other shall be left running."""
    ours = not _POLICY.exists() and _POLICY.parent.is_dir()
    if ours:
        _POLICY.write_text("#!/bin/sh\nexit 101\n")
        _POLICY.chmod(0o755)
    try:
        yield
    finally:
        if ours:
            _POLICY.unlink(missing_ok=True)
