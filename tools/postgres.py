"""A PostgreSQL of our own: a throw-away folder, a socket in it and no port, stopped and removed whatever happens."""

import ctypes
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tools.ground import Stop, is_root, quietly

VERSION_MIN = 15
_START_SECONDS_MAX = 60
_PR_SET_PDEATHSIG = 1


def programs() -> Path | None:
    """The folder with `initdb` and `postgres` of the newest PostgreSQL here, or None when none is new enough."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("[0-9]*/bin/initdb")]
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).parent)
    newest = max(folders, key=version, default=None)
    return newest if newest and version(newest) >= VERSION_MIN else None


def version(bin_folder: Path) -> int:
    try:
        said = subprocess.run(
            [bin_folder / "postgres", "--version"], text=True, capture_output=True
        ).stdout
    except OSError:
        return 0
    number = re.search(r"(\d+)", said)
    return int(number[1]) if number else 0


@contextmanager
def postgresql(bin_folder: Path, *, durable: bool = False) -> Iterator[str]:
    """Runs a server and gives its URL. `durable` waits for the disk, as a measurement must; a test need not."""
    account = unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="dinh-pg-"))
    try:
        if account:
            os.chown(folder, account["user"], account["group"])
        # Debian's C.UTF-8 sorts by code point, the same on every machine.
        make = [
            "initdb",
            "-D",
            folder / "data",
            "-U",
            "dinh",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]
        quietly(
            bin_folder / make[0],
            *make[1:],
            what="make a PostgreSQL for this run",
            cwd=folder,
            **account,
        )
        server = start(bin_folder, folder, durable, account)
        try:
            await_ready(server, folder)
            yield f"postgresql://dinh@/postgres?host={folder}"
        finally:
            stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unprivileged() -> dict:
    """PostgreSQL refuses to run as root: whom it runs as then, as options of subprocess; nothing when we are not root."""
    if not is_root():
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise Stop(
        "PostgreSQL cannot run as root, and this machine has neither an account 'postgres' nor 'nobody' to run it as."
    )


def start(bin_folder: Path, folder: Path, durable: bool, account: dict) -> subprocess.Popen:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "max_connections": "200",
        "logging_collector": "off",
    }
    if not durable:
        settings |= {"fsync": "off", "full_page_writes": "off"}
    asked = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    # Of its own session, so that a ctrl-C reaches us and not it: we stop it when the tests have let go.
    with (folder / "log").open("w") as log:
        return subprocess.Popen(
            [bin_folder / "postgres", "-D", folder / "data", *asked],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=end_with_parent,
            **account,
        )


def end_with_parent() -> None:
    """Linux ends the server by itself should we be killed outright."""
    with suppress(AttributeError):  # another system has no prctl: there the ordinary stop has to do
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


def await_ready(server: subprocess.Popen, folder: Path) -> None:
    end = time.monotonic() + _START_SECONDS_MAX
    while time.monotonic() < end and server.poll() is None:
        lines = (
            (folder / "data/postmaster.pid").read_text().splitlines()
            if (folder / "data/postmaster.pid").exists()
            else []
        )
        if len(lines) > 7 and lines[7].strip() == "ready":
            return
        time.sleep(0.05)
    said = "\n".join((folder / "log").read_text().splitlines()[-10:])
    stop(server)
    raise Stop(f"PostgreSQL did not start. It said:\n{said}")


def stop(server: subprocess.Popen) -> None:
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if server.poll() is None:
            server.send_signal(how)
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                continue
