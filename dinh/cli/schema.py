"""`dinh schema [KIND]`: the JSON Schema of procedure files, for editors that complete keys."""

from __future__ import annotations

import argparse
import json

from dinh.cli import Result, Usage
from dinh.procedures.lookup import KINDS
from dinh.procedures.schema import schema

ABOUT = (
    "in JSON Schema của tệp thủ tục, cho trình soạn thảo",
    "print the JSON Schema of procedure files, for editors",
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", nargs="?", default="", metavar="|".join(KINDS))


def run(words: argparse.Namespace) -> Result:
    if words.kind and words.kind not in KINDS:
        raise Usage(
            {
                "vi": f'không có loại tệp "{words.kind}"; dùng một trong: {", ".join(KINDS)}',
                "en": f'no kind of file "{words.kind}"; use one of: {", ".join(KINDS)}',
            }[words.lang]
        )
    found = schema(words.kind)
    return found, json.dumps(found, ensure_ascii=False, indent=1), 0
