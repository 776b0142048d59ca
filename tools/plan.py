"""`./dev plan`: where the weight of the program lies. Runs inside the environment, whose Python reads our newest syntax."""

import ast
from pathlib import Path

from tools.ground import ROOT

_LONGEST_MAX = 10


def main() -> None:
    files = sorted(
        path for top in ("dinh", "tests", "tools") for path in (ROOT / top).rglob("*.py")
    )
    lines = {path: len(path.read_text().splitlines()) for path in files}
    tree(lines)
    print("\nlongest files")
    for path in sorted(files, key=lines.__getitem__, reverse=True)[:_LONGEST_MAX]:
        print(f"{lines[path]:6}  {path.relative_to(ROOT)}")
    print("\nlongest functions")
    for length, path, name in sorted(
        (row for file in files for row in functions(file)), reverse=True
    )[:_LONGEST_MAX]:
        print(f"{length:6}  {path.relative_to(ROOT)}: {name}")


def tree(lines: dict[Path, int]) -> None:
    """Each folder with its files and lines, those below it included."""
    folders = {folder for path in lines for folder in path.relative_to(ROOT).parents} - {Path()}
    for folder in sorted(folders):
        inside = [count for path, count in lines.items() if path.is_relative_to(ROOT / folder)]
        label = "  " * (len(folder.parts) - 1) + folder.name
        print(f"{label:<32}{len(inside):4} files {sum(inside):7} lines")


def functions(path: Path) -> list[tuple[int, Path, str]]:
    found = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return [(node.end_lineno - node.lineno + 1, path, node.name) for node in found]


if __name__ == "__main__":
    main()
