"""`./dev demo`: from an empty machine to a living commune in a browser."""

import argparse
import errno
import os
import shutil
import socket
import time
import urllib.error
import urllib.request

from tools import environment, reference
from tools.ground import DINH, ROOT, Stop, run, say, surroundings

HOUSE = ROOT / "demo-house"
_ANSWER_SECONDS_MAX = 120


def demo(arguments: list[str]) -> int:
    began = time.monotonic()
    asked = options(arguments)
    refuse_taken(asked.host, asked.port)
    environment.ensure("mining")  # so that the page that looks back has its forecast
    make_house()
    announce_when_up(asked.host, asked.port, began)
    # This process becomes the server: ending it ends the server, and its memory is the server's own.
    serve = ["--house", str(HOUSE), "serve", "--host", asked.host, "--port", str(asked.port)]
    os.chdir(ROOT)
    os.execve(DINH, [str(DINH), *serve], surroundings())


def options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev demo", description="Serves a demo commune.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="0.0.0.0 lets other machines in; a demo's passwords are known to all",
    )
    return parser.parse_args(arguments)


def refuse_taken(host: str, port: int) -> None:
    """Says so before anything is downloaded, not after."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Stop(
                    f"Port {port} is taken on {host}. Stop what uses it, or choose another: ./dev demo --port {port + 1}"
                ) from error
            raise Stop(f"Cannot serve on {host}:{port}: {error.strerror}.") from error


def make_house() -> None:
    """The demo house, made aside and put in its place whole: a house half made is never found the next time."""
    if HOUSE.exists():
        say("the demo house is there already (delete ./demo-house for a new one)")
        return
    say("making the demo house")
    began = time.monotonic()
    making = HOUSE.with_name("demo-house.making")
    shutil.rmtree(making, ignore_errors=True)
    code = run(
        DINH, "--house", making, "init", "--unit", "24730", "--demo", env=surroundings(), stdout=2
    )
    if code:
        raise Stop(
            f"The demo house could not be made: `dinh init` gave {code}. What it said is above."
        )
    making.rename(HOUSE)
    say(f"the demo house is made ({time.monotonic() - began:.1f} s)")


def announce_when_up(host: str, port: int, began: float) -> None:
    """From a process of its own: says the address once the server answers, has real scenes watched where there are some, then is gone."""
    server = os.getpid()
    if os.fork():
        return
    shown = f"[{host}]" if ":" in host else host
    url = f"http://{shown}:{port}"
    local = url.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]")
    code = 0 if wait_for(f"{local}/health", server) else 1
    if code == 0:
        say(f"Đình is at {local} after {time.monotonic() - began:.1f} s; ctrl-C ends it")
        reference.watch(HOUSE, server)
    os._exit(code)


def wait_for(url: str, server: int) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + _ANSWER_SECONDS_MAX
    while time.monotonic() < end and os.getppid() == server:
        try:
            with direct.open(url, timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False
