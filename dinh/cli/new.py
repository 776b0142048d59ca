"""`dinh new SLUG`: a procedure's file and its letter to begin with, sound as they are, with a TODO wherever the author is asked."""

from __future__ import annotations

import argparse
import re
import unicodedata
from pathlib import Path

from dinh.checker.finding import near
from dinh.cli import Result
from dinh.cli.faults import refuse
from dinh.engine.definition.procedure import Text
from dinh.messages.system import reason
from dinh.procedures import skeleton
from dinh.procedures.lookup import Library, nearest_folder, own, yaml_files
from dinh.procedures.scalars import SLUG

ABOUT = ("viết khung một thủ tục mới", "write the skeleton of a new procedure")
SLUG_MAX = 80
WORDS = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slug", metavar="SLUG")
    parser.add_argument("--frame", default="one_stop", metavar="|".join(skeleton.FRAMES))
    parser.add_argument("--into", default=".", metavar="DIR", type=Path)
    parser.add_argument("--field", default="noi-vu", metavar="FIELD")
    parser.add_argument("--officer", default="office", metavar="ROLE")


def run(words: argparse.Namespace) -> Result:
    _named(words.slug)
    file = words.into / f"{words.slug}.yaml"
    letter = (nearest_folder(file) or words.into) / "letters" / f"{words.slug}.typ"
    library = Library([])
    fields, roles = library.labels(file, "fields"), library.labels(file, "roles")
    _known(words.frame, skeleton.FRAMES, "khung", "frame")
    _known(words.field, fields, "lĩnh vực", "field of work")
    _known(words.officer, roles, "vai trò", "role")
    _written(
        {
            file: skeleton.procedure(words.slug, words.frame, words.field, words.officer),
            letter: skeleton.letter(),
        }
    )
    value = {
        "file": str(file),
        "letter": str(letter),
        "frame": words.frame,
        "fields": _listed(fields, words.lang),
        "roles": _listed(roles, words.lang),
    }
    return value, _text(file, letter, fields, roles, words.lang), 0


def _named(slug: str) -> None:
    if not WORDS.fullmatch(slug) or not SLUG.fullmatch(slug) or len(slug) > SLUG_MAX:
        raise refuse("new.slug", slug=slug[:SLUG_MAX], meant=_meant(slug))
    taken = next((path for path in yaml_files(own()) if path.stem == slug), None)
    if taken:
        raise refuse("new.taken", slug=slug, file=str(taken))


def _meant(slug: str) -> str:
    """The slug that a name in Vietnamese would have: `Đăng ký nhận nuôi` → `dang-ky-nhan-nuoi`."""
    bare = (
        unicodedata.normalize("NFD", slug.lower().replace("đ", "d"))
        .encode("ascii", "ignore")
        .decode()
    )
    return "-".join(re.findall("[a-z0-9]+", bare))[:SLUG_MAX].strip("-") or "ten-thu-tuc"


def _known(name: str, known: object, vi: str, en: str) -> None:
    names = list(known)  # type: ignore[call-overload]
    if name not in names:
        meant = near(name, names)
        raise refuse(
            "new.unknown", name=name, what=vi, what_en=en, known=[meant] if meant else names
        )


def _written(contents: dict[Path, str]) -> None:
    """All the files or none: nothing is written over."""
    for path in contents:
        if path.exists() or path.is_symlink():
            raise refuse("new.exists", file=str(path))
    made: list[Path] = []
    try:
        for path, text in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as opened:
                made.append(path)
                opened.write(text)
    except OSError as fault:
        for path in made:
            path.unlink(missing_ok=True)
        raise refuse("file.unwritable", file=str(path), why=reason(fault)) from None


def _listed(labels: dict[str, Text], lang: str) -> list[dict[str, str]]:
    return [{"name": name, "label": label.of(lang)} for name, label in labels.items()]


def _text(
    file: Path, letter: Path, fields: dict[str, Text], roles: dict[str, Text], lang: str
) -> str:
    def table(labels: dict[str, Text]) -> list[str]:
        return [f"  {name:<22}{label.of(lang)}" for name, label in labels.items()]

    said = {
        "vi": (
            f"Đã viết {file}\n     và {letter} (mẫu của kết quả).",
            f"Sửa những chỗ ghi TODO, rồi: dinh check {file}",
            "Lĩnh vực (field):",
            "Vai trò (role):",
        ),
        "en": (
            f"Wrote {file}\n  and {letter} (the result's template).",
            f"Fill in what is marked TODO, then: dinh check {file}",
            "Fields of work (field):",
            "Roles (role):",
        ),
    }[lang]
    return "\n".join([said[0], said[1], "", said[2], *table(fields), "", said[3], *table(roles)])
