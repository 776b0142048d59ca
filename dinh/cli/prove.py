"""`dinh prove CODE LETTER`: a letter is in the log; `dinh prove --from HEAD`: the log continues an older head. For those who have no log."""

from __future__ import annotations

import argparse
from typing import Any

from dinh import proofs
from dinh.access import finders
from dinh.cli import Result, Usage
from dinh.cli.given import house, issued_letter, read_head, write_file
from dinh.serialize import encode

ABOUT = (
    "bằng chứng để người ngoài kiểm tra một văn bản, một đầu sổ cũ",
    "a proof by which outsiders check one letter, or an older head",
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", metavar="CODE")
    parser.add_argument("name", nargs="?", metavar="LETTER")
    parser.add_argument("--row")
    parser.add_argument("--outside", action="store_true")
    parser.add_argument("--from", dest="old", metavar="HEAD")
    parser.add_argument("--out", metavar="FILE.json")


def run(words: argparse.Namespace) -> Result:
    if (words.name is None) == (words.old is None) or (words.old and words.code):
        raise Usage(
            {
                "vi": "viết dinh prove CODE LETTER, hoặc dinh prove --from HEAD",
                "en": "write dinh prove CODE LETTER, or dinh prove --from HEAD",
            }[words.lang]
        )
    name = house()
    proof = _proof(name, words)
    content = encode(proof) + b"\n"
    if words.out:
        write_file(words.out, content)
    return proof, _told(proof, content, words), 0


def _proof(name: str, words: argparse.Namespace) -> dict[str, Any]:
    at = finders.time_of(name)
    if words.old:
        return proofs.of_history(name, read_head(words.old), at)
    letter = issued_letter(name, words.code, words.name, words.row)
    return proofs.of_letter(name, words.code, letter, at, whole=not words.outside)


def _told(proof: dict[str, Any], content: bytes, words: argparse.Namespace) -> str:
    facts = {
        "hashes": len(proof["path"]),
        "number": proof["event"]["number"] if words.name else proof["from"].get("number"),
        "size": proof["head"]["number"],
        "bytes": len(content),
    }
    lines = {
        (True, "vi"): "Việc số {number} trong sổ {size} việc: {hashes} mã băm, {bytes} byte.",
        (True, "en"): "Event {number} in a log of {size}: {hashes} hashes, {bytes} bytes.",
        (False, "vi"): "Sổ {size} việc nối tiếp sổ {number} việc: {hashes} mã băm, {bytes} byte.",
        (
            False,
            "en",
        ): "The log of {size} events continues that of {number}: {hashes} hashes, {bytes} bytes.",
    }
    where = {
        "vi": "Ghi ra tệp để trao đi: thêm --out FILE.json",
        "en": "As a file to be given away: add --out FILE.json",
    }
    return "\n".join(
        [lines[bool(words.name), words.lang].format(**facts), words.out or where[words.lang]]
    )
