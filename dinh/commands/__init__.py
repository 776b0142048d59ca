"""The command line: `dinh VERB …`, a verb a file, thin over the same door as the pages.

Exit codes: 0 done, 1 refused or problems found, 2 wrong usage, 3 a fault of the program (with its trace id).
"""
from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

from dinh.commands.usage import parser_in

VERBS = (
    "init", "serve", "profile", "procedures", "procedure", "new", "check", "schema", "compare", "export", "publish", "move", "open", "act", "clock", "show", "log", "explain", "worklist", "people", "appoint",
    "delegate", "account", "records", "letter", "slip", "book", "strike", "rebuild", "head", "verify", "backup", "restore", "upgrade", "import", "insight", "index", "trace", "bench", "forest",
)
GLOBAL = {"--house": True, "--of": True, "--lang": True, "--json": False}


class Usage(Exception):
    """The words of the call are off."""


def main(argv: list[str] | None = None) -> int:
    words = list(sys.argv[1:] if argv is None else argv)
    options, words = _globals(words)
    os.environ["DINH_HOUSE"] = str(Path(options.get("--house") or os.environ.get("DINH_HOUSE") or "house").absolute())
    os.environ["DINH_OF"] = options.get("--of", "")
    lang, as_json = options.get("--lang", "vi"), "--json" in options
    if lang not in ("vi", "en"):
        print("--lang: vi | en", file=sys.stderr)
        return 2
    if wrong := _django():
        print(f"dinh: {wrong}", file=sys.stderr)
        return 2
    if not words or words[0] in ("-h", "--help", "help"):
        print(usage(lang))
        return 0 if words else 2
    if words[0] not in VERBS:
        print(f"dinh: {'không có lệnh' if lang == 'vi' else 'no command'} '{words[0]}'\n{usage(lang)}", file=sys.stderr)
        return 2
    return _run(words[0], words[1:], lang, as_json)


def _globals(words: list[str]) -> tuple[dict[str, str], list[str]]:
    """`--house DIR`, `--of UNIT`, `--lang L` and `--json`, wherever they stand."""
    found: dict[str, str] = {}
    rest: list[str] = []
    left = iter(words)
    for word in left:
        name, equals, value = word.partition("=")
        if name in GLOBAL and (equals or not GLOBAL[name] or word == name):
            found[name] = value if equals else next(left, "") if GLOBAL[name] else "yes"
        else:
            rest.append(word)
    return found, rest


def usage(lang: str) -> str:
    lines = [f"  {verb:<11} {importlib.import_module(f'dinh.commands.{verb}').ABOUT[lang != 'vi']}" for verb in VERBS]
    head = "dinh [--house DIR] [--of UNIT] [--json] [--lang vi|en] LỆNH …" if lang == "vi" else "dinh [--house DIR] [--of UNIT] [--json] [--lang vi|en] COMMAND …"
    return "\n".join([head, *lines])


def _run(verb: str, words: list[str], lang: str, as_json: bool) -> int:
    module = importlib.import_module(f"dinh.commands.{verb}")
    parser = parser_in(lang)(prog=f"dinh {verb}", description=module.ABOUT[lang != "vi"], add_help=True)
    module.arguments(parser)
    try:
        arguments = parser.parse_args(words)
    except SystemExit as stop:
        return 2 if stop.code else 0
    arguments.lang, arguments.json = lang, as_json
    from dinh.commands.faults import told_fault

    try:
        value, text, code = module.run(arguments)
    except Usage as wrong:
        print(f"dinh {verb}: {wrong}", file=sys.stderr)
        return 2
    except Exception as fault:
        return told_fault(fault, lang, as_json)
    _say(value, text, as_json)
    return code


def _say(value: Any, text: str, as_json: bool) -> None:
    """Who reads may stop reading (`| head`): that is no fault."""
    from dinh.shown import encode

    words = encode(value) + b"\n" if as_json else (text + "\n").encode() if text else b""
    try:
        sys.stdout.buffer.write(words)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _django() -> str:
    """Makes the settings ready; what is wrong with an environment variable, "" where nothing is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dinh.server.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as wrong:
        return str(wrong)
    return ""


Result = tuple[Any, str, int]
"""What a verb gives: its JSON value, its words for a person, its exit code."""
