"""What somebody may hand in that is too long, goes in circles, can never hold or lacks a piece; `python -m tests.procedures.bad_input` measures each."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from itertools import product
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import process_time

from dinh.procedures import check_paths
from dinh.procedures.checking import Checked
from tests.procedures.files import changed

type Files = dict[str, str]
STEPS, LINES = 500, 10_000
INPUTS = 12
WHOLE = 400
FRAME = "frame: %s\nnames: [next]\non: {use: %s, next: check}\nsteps:\n  in_%s: {role: counter, do: {go: {to: <next>}}}\n"


def _with_steps(steps: str, first: str) -> str:
    return changed(
        ("accept: {to: weigh, letter: receipt}", f"accept: {{to: {first}, letter: receipt}}"),
        ("  weigh:\n", f"{steps}  weigh:\n"),
    )


def long_file() -> Files:
    """Ten thousand lines, every one of which is wrong."""
    wrong = "".join(
        f"  f{n}: {{label: {{vi: Trường {n}}}, type: yes_no, shown: {{g{n}: yes}}}}\n"
        for n in range(LINES)
    )
    return {"file.yaml": changed(("findings:\n", wrong + "findings:\n"))}


def many_steps() -> Files:
    """Five hundred, each with a way on, a way back and a way out."""
    steps = "".join(
        f"  s{n}: {{role: office, do: {{on: {{to: {f's{n + 1}' if n + 1 < STEPS else 'weigh'}}}, back: {{to: s{max(n - 1, 0)}}}, out: {{to: rejected, asks: [reason], letter: refusal}}}}}}\n"
        for n in range(STEPS)
    )
    return {"file.yaml": _with_steps(steps, "s0")}


def many_counters() -> Files:
    """Five hundred steps of which forty count how often they are left backwards."""
    steps = "".join(
        f"  s{n}: {{role: office, do: {{on: {{to: {f's{n + 1}' if n + 1 < STEPS else 'weigh'}}}, back: {{to: s{max(n - 7, 0)}{', at_most: 3' if n % 12 == 5 else ''}}}}}}}\n"
        for n in range(STEPS)
    )
    return {"file.yaml": _with_steps(steps, "s0")}


def circle_of_frames() -> Files:
    return {
        "file.yaml": changed(("channels:", "frame: {use: a, next: weigh}\nchannels:")),
        "a.yaml": FRAME % ("a", "b", "a"),
        "b.yaml": FRAME % ("b", "a", "b"),
    }


def _table(rows: str, type_: str) -> Files:
    fields = "".join(
        f"  x{n}: {{label: {{vi: X{n}}}, {type_}, required: yes}}\n" for n in range(INPUTS)
    )
    return {
        "file.yaml": changed(
            ("  food: {label", fields + "  food: {label"),
            (
                "  - {when: {kind: meeting}, amount: 0, law: QC 5}\n  - {when: {kind: wedding}, amount: hire, law: QC 5}\n",
                rows,
            ),
        )
    }


def twelve_inputs() -> Files:
    """A table that shares out twelve yes or no, a line for each that comes first."""
    rows = "".join(
        "  - {when: {"
        + ", ".join([*(f"x{m}: no" for m in range(n)), f"x{n}: yes"])
        + "}, amount: 0}\n"
        for n in range(INPUTS)
    )
    return _table(
        rows
        + "  - {when: {"
        + ", ".join(f"x{n}: no" for n in range(INPUTS))
        + "}, amount: hire}\n",
        "type: yes_no",
    )


def twelve_inputs_with_a_gap() -> Files:
    """Twelve numbers, and the one corner in which all are greatest has no line."""
    return _table(
        "".join(
            "  - {when: {"
            + ", ".join([*(f'x{m}: "> 499"' for m in range(n)), f'x{n}: "<= 499"'])
            + "}, amount: 0}\n"
            for n in range(INPUTS)
        ),
        'type: number, in: "[0..500]"',
    )


def twelve_inputs_each_line_whole() -> Files:
    """Every line tests all twelve, four hundred lines of the four thousand that there would have to be."""
    whole = list(product(("yes", "no"), repeat=INPUTS))[:: 2**INPUTS // WHOLE]
    return _table(
        "".join(
            "  - {when: {"
            + ", ".join(f"x{n}: {one}" for n, one in enumerate(line))
            + "}, amount: 0}\n"
            for line in whole
        ),
        "type: yes_no",
    )


def never_true() -> Files:
    """By the bounds, by two tests together, and on the way there."""
    rows = "  - {when: {kind: meeting}, amount: 0, law: QC 5}\n"
    never = '  - {when: {kind: wedding, seats: "> 400"}, amount: 0}\n  - {when: [{kind: wedding, ahead: "< -1"}], amount: 0}\n'
    return {"file.yaml": changed((rows, rows + never), ("reject: {to: rejected,", "never: {when: {seats: \">= 301\"}, to: rejected, asks: [reason], letter: refusal}\n      reject: {to: rejected,"),
                                 ("allow: {to: allowed,", 'allow: {when: {seats: "> 300"}, to: allowed,'))}  # fmt: skip


def thousand_rows() -> Files:
    """A list of a thousand rows that is counted, added up and looked through."""
    rows = '  guests: {label: {vi: Khách}, type: list, rows: "[1..1000]", of: {age: {label: {vi: Tuổi}, type: number, in: "[0..120]", required: yes}, poor: {label: {vi: Nghèo}, type: yes_no, required: yes}}}\n'
    derive = '  old_n: {count: guests, where: {age: "> 60"}}\n  poor_n: {count: guests, where: {poor: yes}}\n  years: {sum: guests.age}\n  eldest: {greatest: guests.age}\n'
    fee = '  - {when: {old_n: "<= 500"}, amount: 0, law: QC 5}\n  - {when: {old_n: "> 500", years: "<= 90000"}, amount: 1000}\n  - {when: {old_n: "> 500", years: "> 90000"}, amount: hire, law: QC 5}\n'
    return {
        "file.yaml": changed(
            ("  food: {label", rows + "  food: {label"),
            ("derive:\n", "derive:\n" + derive),
            (
                "  - {when: {kind: meeting}, amount: 0, law: QC 5}\n  - {when: {kind: wedding}, amount: hire, law: QC 5}\n",
                fee,
            ),
        )
    }


def thousand_branches() -> Files:
    """A branch for each row of such a list."""
    rows = '  guests: {label: {vi: Khách}, type: list, rows: "[0..1000]", of: {who: {label: {vi: Ai}, type: text, required: yes}, view: {label: {vi: Ý kiến}, type: text}}}\n'
    block = "  ask: {together: [{to: one, each: guests}], meet: weigh}\n  one: {role: office, do: {heard: {to: meet, asks: [row.view]}}}\n"
    return {
        "file.yaml": changed(
            ("  food: {label", rows + "  food: {label"),
            ("accept: {to: weigh, letter: receipt}", "accept: {to: ask, letter: receipt}"),
            ("  weigh:\n", block + "  weigh:\n"),
        )
    }


def many_choices() -> Files:
    """Five hundred one behind another, and nobody acts between."""
    steps = "".join(
        f"  s{n}: {{choose: [{{when: {{kind: wedding}}, to: {f's{n + 1}' if n + 1 < STEPS else 'weigh'}}}, {{when: {{kind: meeting}}, to: weigh}}]}}\n"
        for n in range(STEPS)
    )
    return {"file.yaml": _with_steps(steps, "s0")}


def part_that_is_gone() -> Files:
    """It was there when the file was written."""
    return {
        "file.yaml": changed(
            (
                "{part: person, label: {vi: Người mượn}, without: [ethnicity, email]}",
                "{part: nguoi_muon, label: {vi: Người mượn}}",
            )
        )
    }


def versions_that_overlap() -> Files:
    return {
        "file.yaml": changed(("from: 2026-07-01}", "from: 2026-07-01, to: 2027-06-30}")),
        "later.yaml": changed(("from: 2026-07-01}", "from: 2027-03-01}")),
    }


ALL: dict[str, Callable[[], Files]] = {one.__name__: one for one in (
    long_file, many_steps, many_counters, circle_of_frames, twelve_inputs, twelve_inputs_with_a_gap, twelve_inputs_each_line_whole, never_true, thousand_rows,
    thousand_branches, many_choices, part_that_is_gone, versions_that_overlap,
)}  # fmt: skip


def checked(name: str, folder: Path) -> Checked:
    (folder / "letters").mkdir(exist_ok=True)
    for template in ("permit", "refusal"):
        (folder / "letters" / f"{template}.typ").write_text(
            "#let v = json(bytes(sys.inputs.values))\n"
        )
    files = ALL[name]()
    for path, text in files.items():
        (folder / path).write_text(text)
    return check_paths([folder / path for path in files])


def measured(name: str) -> str:
    """One row of the table in docs/author.md, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        before, began = getrusage(RUSAGE_SELF).ru_maxrss, process_time()
        found = checked(name, Path(folder))
        took, more = process_time() - began, getrusage(RUSAGE_SELF).ru_maxrss - before
    rules = Counter(one.rule for one in found.problems if one.severity == "problem")
    return f"| {name.replace('_', ' ')} | {took:.1f} s | {more // 1024} MB | {', '.join(f'{rule} × {n}' for rule, n in rules.most_common()) or 'sound'} |"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(measured(sys.argv[1]))
    else:
        for each in ALL:
            print(
                subprocess.run(
                    [sys.executable, "-m", "tests.procedures.bad_input", each],
                    check=True,
                    capture_output=True,
                    text=True,
                ).stdout,
                end="",
                flush=True,
            )
