"""Templates that loop for ever or fill the memory are told as faults of their letters; the server goes on answering."""

import json
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.installation import Installation
from tests.procedures.files import GOOD, changed

LOOPS = "Giấy phép\n\n#let x = range(400).map(i => range(400000).fold(0, (a, b) => calc.rem(a + b * b, 7919 + i)))\n#x"
HOG = "Giấy phép\n#let x = range(100000000)\n#x.len()"


def files(slug: str, template: str) -> dict[str, str]:
    text = changed(("procedure: muon-hoi-truong", f"procedure: {slug}"))
    return {
        f"{slug}.yaml": text,
        f"letters/{slug}.typ": "",
        "letters/permit.typ": template,
        "letters/refusal.typ": "Từ chối",
    }


def laid(folder: Path, slug: str, template: str) -> Path:
    for name, text in files(slug, template).items():
        path = folder / slug / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder / slug


@pytest.fixture
def house(tmp_path: Path) -> Installation:
    installation = Installation(tmp_path / "house", "")
    installation.begun()
    return installation


class Program:
    """A program of the leader's, with a token, at a server's address."""

    def __init__(self, address: str, link: str) -> None:
        self.address, self.token = address, ""
        made = self.ask("POST", "/api/tokens", {"name": "thử", "word": link.rpartition("/")[2]})
        self.token = made[1]["word"]

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, dict]:
        request = urllib.request.Request(
            self.address + path,
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json"}
            | ({"Authorization": f"Bearer {self.token}"} if self.token else {}),
        )
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(request, timeout=300) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read())


def status_of(address: str, path: str) -> int:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(address + path, timeout=60) as answer:
        return answer.status


def test_templates_that_loop_for_ever_leave_the_server_answering(house, tmp_path):
    answers: dict[str, object] = {}
    with house.serve() as address:
        program = Program(address, house.made("account", "leader")["link"])
        calls = {
            "checks": lambda: program.ask("POST", "/api/checks", {"files": files("a", LOOPS)}),
            "publications": lambda: program.ask(
                "POST", "/api/publications", {"files": files("b", LOOPS)}
            ),
            "check": lambda: house.dinh("--json", "check", str(laid(tmp_path, "c", LOOPS))),
            "publish": lambda: house.dinh("--json", "publish", str(laid(tmp_path, "d", LOOPS))),
            "more": lambda: program.ask("POST", "/api/checks", {"files": files("e", LOOPS + "1")}),
            "most": lambda: program.ask("POST", "/api/checks", {"files": files("f", LOOPS + "2")}),
        }
        threads = {
            name: threading.Thread(
                target=lambda name=name, call=call: answers.update({name: call()})
            )
            for name, call in calls.items()
        }
        for thread in threads.values():
            thread.start()
        seen = 0
        while any(thread.is_alive() for thread in threads.values()):
            assert status_of(address, "/health") == 200
            assert status_of(address, "/sign-in") == 200
            seen += not answers
        assert seen > 3, "the pages answered only once the templates were done with"
        for thread in threads.values():
            thread.join()
    for name in ("checks", "more", "most"):
        status, said = answers[name]
        assert (status, looping(said["problems"])) == (200, True)
    status, refused = answers["publications"]
    assert (status, refused["code"]) == (422, "publish.unsound")
    assert any("b.yaml:" in one["field"] for one in refused["at"])
    for name in ("check", "publish"):
        assert answers[name].returncode == 1
        assert looping(json.loads(answers[name].stdout)["problems"])


def looping(problems: list[dict]) -> bool:
    """Is the letter's fault told, at the line of the file?"""
    (one,) = (one for one in problems if one["rule"] == "L2")
    line = 1 + GOOD[: GOOD.index("permit: {template")].count("\n")
    # On a machine that is busy with all of them the line within the template may not be found in time.
    return one["line"] == line


def test_a_template_that_fills_the_memory_costs_the_printers_process_only(house):
    with house.serve() as address:
        program = Program(address, house.made("account", "leader")["link"])
        status, said = program.ask("POST", "/api/checks", {"files": files("a", HOG)})
        assert status == 200
        (one,) = (one for one in said["problems"] if one["rule"] == "L2")
        assert one["message"].startswith("permit.typ:2: Mẫu làm hỏng tiến trình in")
        assert status_of(address, "/health") == 200
        good = program.ask("POST", "/api/checks", {"files": files("a", "Giấy phép")})[1]
        assert not any(one["rule"] == "L2" for one in good["problems"])
