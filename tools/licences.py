"""Write docs/reference/licences.md: every package that `uv.lock` names, its licence, and which part of the project brings it."""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from tools.ground import ROOT

PAGE = ROOT / "docs/reference/licences.md"
LONG = 60
PARTS = {
    "program": "what every house runs",
    "forest": "the forest watch, where satellite scenes are read",
    "mining": "the forecast of lateness",
    "development": "tests, set-up and measurements; never in a house",
}
HEAD = """# Licences

Đình itself is under the Apache License 2.0 (`LICENSE`). `./dev licences` writes this page from `uv.lock` and from what the
packages say of themselves; a test holds that no package is missing.

One package of the program is under the GPL: `vietnam-provinces`, which `dinh/units.py` reads the names of communes from. Whoever
hands on Đình together with it does so under GPL-3.0-or-later; Đình's own source stays under Apache-2.0.

"""


def packages(root: Path = ROOT) -> dict[str, str]:
    """Each locked package -> the first part of PARTS that brings it, directly or through another package."""
    lock = tomllib.loads((root / "uv.lock").read_text("utf-8"))
    by_name = {package["name"]: package for package in lock["package"]}
    own = by_name["dinh"]
    wanted = {
        "program": own["dependencies"],
        **{part: own["optional-dependencies"][part] for part in ("forest", "mining")},
        "development": [one for group in own["dev-dependencies"].values() for one in group],
    }
    part_of: dict[str, str] = {}
    for part, dependencies in wanted.items():
        waiting = [dependency["name"] for dependency in dependencies]
        while waiting:
            name = waiting.pop()
            if name not in part_of:
                part_of[name] = part
                package = by_name[name]
                waiting += [one["name"] for one in package.get("dependencies", ())]
                for extra in package.get("optional-dependencies", {}).values():
                    waiting += [one["name"] for one in extra if one["name"] in by_name]
    return part_of


def licence_of(name: str) -> str:
    """What a package says of its licence: the SPDX expression, else a short text, else its classifiers."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return "not installed on the machine that wrote this page"
    if about.get("License-Expression"):
        return str(about["License-Expression"])
    text = str(about.get("License") or "").strip()
    if text and len(text) < LONG and "\n" not in text:
        return text
    classifiers = [
        value.rpartition("::")[2].strip()
        for value in about.get_all("Classifier") or []
        if value.startswith("License ::")
    ]
    return ", ".join(classifiers) or "says none; see its own pages"


def page() -> str:
    """The whole page, a table for each part."""
    part_of = packages()
    tables = []
    for part, what in PARTS.items():
        rows = [
            f"| {name} | {licence_of(name)} |" for name in sorted(part_of) if part_of[name] == part
        ]
        tables.append(f"## {part}: {what}\n\n| package | licence |\n|---|---|\n" + "\n".join(rows))
    return HEAD + "\n\n".join(tables) + "\n"


def main() -> None:
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
