"""`python -m dinh.procedures.check PATH…`: the problems as JSON lines, and how long it took, without the command line."""

from __future__ import annotations

import sys
from time import perf_counter

from dinh.procedures import check_paths

if __name__ == "__main__":
    began = perf_counter()
    checked = check_paths(sys.argv[1:])
    for problem in checked.problems:
        print(
            f"{problem.file}:{problem.line}:{problem.column}: {problem.rule} {problem.severity}: {problem.message.vi} → {problem.do.vi}"
        )
    print(
        f"{checked.files} files, {len(checked.problems)} problems, {perf_counter() - began:.2f} s",
        file=sys.stderr,
    )
    sys.exit(0 if checked.sound else 1)
