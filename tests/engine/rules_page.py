"""`./dev rules`: every rule of grammar §13 with a file that it refuses, what it says, and the case that shows it, into docs/checker.md.

Nothing on the page is written by hand between the two marks: it is what the checker says today, and a test holds it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from msgspec import Struct

from dinh.procedures import Problem, counterexample_text
from tests.engine.test_check import CASES, NORM, RECORD, REGISTER, SIGN, WEIGH, blocked
from tests.procedures.files import GOOD, changed, checked, told_truly

PAGE = Path(__file__).parents[2] / "docs" / "checker.md"
BEGIN, END = "<!-- rules: written by ./dev rules -->", "<!-- rules end -->"
WIDTH = 110


class Shown(Struct):
    """A file that the rule refuses: its text, the sound text it came from, and files beside it."""

    rule: str
    text: str
    sound: str = GOOD
    beside: dict[str, str] = {}


def _one(rule: str, number: int = 0) -> Shown:
    """One of those that the rule's own test has."""
    case = [one for one in CASES if one[0] == rule][number]
    return Shown(rule, changed(*case[1]))


VIEW = ("findings:\n", "findings:\n  view: {label: {vi: Ý kiến}, type: text}\n")
CHILD = changed(
    ("procedure: muon-hoi-truong", "procedure: xin-y-kien"),
    ("channels: [counter, online]", "channels: [parent]"),
)
OPENS = changed(
    (
        WEIGH,
        WEIGH.replace(
            "    role: office\n",
            "    role: office\n    opens: [{procedure: xin-y-kien, give: {kind: kind, seats: seats}}]\n",
        ),
    )
)
SECRET = changed(
    (
        "  kind: {label",
        "  who: {label: {vi: Người báo}, type: person_name, class: kin}\n  kind: {label",
    ),
    ("channels:", "classes: {kin: {roles: [leader], label: {vi: Kín}}}\nchannels:"),
)
BOUNDED = changed(
    ("ends:\n", "  wait: {role: applicant, limit: 9 days, then: {to: lapsed}, do: {supply: {to: weigh, at_most: 1}}}\nends:\n"),
    ("ends:\n", "ends:\n  lapsed: {outcome: returned, label: {vi: Quá hạn}, letter: none, why_quiet: {vi: Đã báo trước}}\n"), (SIGN, f"{SIGN}}}\n      more: {{to: wait"),
)  # fmt: skip
MONTHS = changed(
    (
        "  ahead: {days: {from: opened, to: held_on}}",
        "  ahead: {days: {from: opened, to: held_on}}\n  month: {months: {from: opened, to: held_on}}",
    )
)


def every() -> Iterator[Shown]:
    yield Shown("Y1", changed(("code: none\n", "code: none\ncode: none\n")))
    yield Shown("Y2", changed(("role: counter", "roel: counter")))
    yield from (_one(rule) for rule in ("N1", "N2", "N3", "T1", "T2", "T3", "T4"))
    rows = '- {when: {month: "< 1", ahead: "<= 31"}, amount: 0}\n  - {when: {month: "< 1", ahead: "> 31"}, amount: 1}\n  - {when: {month: ">= 1", ahead: ">= 28"}, amount: hire}'
    yield Shown(
        "T5",
        changed(
            (
                "- {when: {kind: meeting}, amount: 0, law: QC 5}\n  - {when: {kind: wedding}, amount: hire, law: QC 5}",
                rows,
            ),
            text=MONTHS,
        ),
        MONTHS,
    )
    yield _one("D1")
    yield Shown(
        "D2",
        changed(
            ("{name: holder.name, day: held_on}", "{name: holder.name, day: held_on, food: food}")
        ),
    )
    yield from (_one(rule) for rule in ("D3", "D4", "D5", "F1"))
    yield Shown(
        "F2",
        changed(
            (
                "allow: {to: allowed, letter: permit}\n      reject: {",
                "allow: {to: allowed, letter: permit, when: {kind: meeting}}\n      reject: {when: {kind: wedding, food: filled}, ",
            )
        ),
    )
    yield Shown(
        "F3", blocked(("asked: {to: meet}", "asked: {to: meet}, skip: {to: settle}")), blocked()
    )
    yield from (_one(rule) for rule in ("F4", "F5"))
    yield Shown("F6", BOUNDED)
    yield _one("F7")
    yield from (_one(rule) for rule in ("P1", "P2"))
    yield Shown(
        "P3",
        changed(
            (
                "{name: holder.name, day: held_on}",
                '{name: holder.name, day: held_on, who: {value: who, else: "–"}}',
            ),
            text=SECRET,
        ),
        SECRET,
    )
    yield Shown(
        "H1", blocked(("ask: {role: police,", "ask: {role: police, at: province,")), blocked()
    )
    yield Shown("C1", OPENS, beside={"child": CHILD})
    yield from (_one(rule) for rule in ("M1", "M2"))
    yield Shown(
        "R1",
        changed((SIGN, f"{SIGN}, records: [{{in: hires, add: {{who: holder.name}}}}]")),
        changed((SIGN, RECORD)),
        {"hires": REGISTER},
    )
    norm = changed(
        ("  hire: {times: [seats, 2000]}", "  hire: {norm: halls, at: opened, kind: kind}")
    )
    yield Shown(
        "R2",
        norm,
        norm,
        {
            "halls": NORM.replace(
                "{from: 2026-07-01, kind: wedding",
                "{from: 2026-07-01, to: 2026-12-31, kind: wedding",
            )
        },
    )
    yield from (_one(rule) for rule in ("L1", "L2"))
    yield Shown(
        "V1",
        changed(("from: 2026-07-01", "from: 2026-07-01, to: 2027-03-01")),
        beside={"later": changed(("from: 2026-07-01", "from: 2027-03-01"))},
    )
    yield Shown(
        "E1", changed(("gives: {end: allowed, fee: 0}", "gives: {end: allowed, fee: 5000}"))
    )
    third = GOOD[GOOD.index("  - name: không đủ chỗ") :]
    full = changed(("level: internal", "level: full")) + third
    yield Shown("G1", changed((SIGN, f"{SIGN}, present: [holder]"), text=full), full)


def problem(one: Shown, folder: Path) -> Problem:
    """What the rule says of the file, its examples run."""
    checked(folder, one.text, **one.beside)
    found = [
        problem
        for problem in told_truly(
            [folder / "file.yaml", *(folder / f"{name}.yaml" for name in one.beside)]
        ).problems
        if problem.rule == one.rule
    ]
    assert found, one.rule
    return min(
        found,
        key=lambda problem: (
            problem.counterexample is None,
            problem.severity != "problem",
            problem.line,
        ),
    )


def told(one: Shown, folder: Path) -> Iterator[str]:
    found = problem(one, folder)
    lines = [
        line
        for line in unified_diff(one.sound.splitlines(), one.text.splitlines(), n=0, lineterm="")
        if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]
    yield f"### {one.rule}{' (warning)' if found.severity == 'warning' else ''}"
    yield ""
    if lines:
        yield from ("```diff", *lines, "```", "")
    elif one.beside:
        yield from ("```yaml", *next(iter(one.beside.values())).splitlines()[:4], "```", "")
    yield f"**{found.message.vi}** → {found.do.vi}  ".replace(f"{folder}/", "")
    yield f"**{found.message.en}** → {found.do.en}".replace(f"{folder}/", "")
    yield ""
    if found.counterexample is not None:
        yield from ("```yaml", *counterexample_text.lines(found.counterexample, WIDTH), "```", "")


def page(folder: Path) -> str:
    """What stands between the marks."""
    shown = list(every())
    lines = [
        line for place, one in enumerate(shown) for line in told(one, _made(folder / str(place)))
    ]
    return "\n".join([BEGIN, "", *lines, END])


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        new = page(Path(folder))
    old = PAGE.read_text() if PAGE.exists() else f"{BEGIN}\n{END}\n"
    PAGE.write_text(old[: old.index(BEGIN)] + new + old[old.index(END) + len(END) :])
    print(f"{len(list(every()))} rules → {PAGE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
