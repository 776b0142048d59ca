"""The command line: `dinh VERB …`, a verb a file, thin over the same door as the pages.

Exit codes: 0 done, 1 refused or problems found, 2 wrong usage, 3 a fault of the program (with its trace id), 130 stopped by ctrl-C.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

from dinh import folder
from dinh.cli.usage import parser_in

VERBS = (
    "init",
    "serve",
    "profile",
    "procedures",
    "procedure",
    "new",
    "check",
    "schema",
    "compare",
    "export",
    "publish",
    "move",
    "open",
    "act",
    "clock",
    "show",
    "log",
    "explain",
    "worklist",
    "people",
    "appoint",
    "delegate",
    "account",
    "records",
    "letter",
    "slip",
    "book",
    "strike",
    "rebuild",
    "head",
    "keys",
    "prove",
    "verify",
    "sweep",
    "backup",
    "restore",
    "upgrade",
    "import",
    "insight",
    "index",
    "trace",
    "trail",
    "forest",
)
IN_TRAIL = {
    "log": "export.log",
    "book": "export.book",
    "records": "export.records",
    "backup": "export.backup",
    "account": "account.link",
    "trail": "trail.read",
}
"""Verbs that take out what concerns many persons, or let somebody in -> what then stands in the trail."""
GLOBAL = {"--house": True, "--of": True, "--lang": True, "--json": False}


REFUSED, WRONG_USAGE, STOPPED = 1, 2, 130


class Usage(Exception):
    """The words of the call are off."""


def main(argv: list[str] | None = None) -> int:
    options, words = _globals(list(sys.argv[1:] if argv is None else argv))
    lang, as_json = options.get("--lang", "vi"), "--json" in options
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and stream.encoding.lower() not in ("utf-8", "utf8"):
            stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # as the interpreter made it
    folder.keep_private()
    os.environ["DINH_HOUSE"] = str(
        Path(options.get("--house") or os.environ.get("DINH_HOUSE") or "house").absolute()
    )
    os.environ["DINH_OF"] = options.get("--of", "")
    try:
        return _meant(words, lang, as_json)
    except KeyboardInterrupt:
        print(
            "Stopped by ctrl-C before it was done: run it again."
            if lang == "en"
            else "Đã dừng giữa chừng vì có người bấm ctrl-C: chạy lại lệnh này.",
            file=sys.stderr,
        )
        return STOPPED


def _meant(words: list[str], lang: str, as_json: bool) -> int:
    """What the words ask for, done; what is off with them, said."""
    if lang not in ("vi", "en"):
        print("--lang: vi | en", file=sys.stderr)
        return WRONG_USAGE
    if wrong := _django():
        print(f"dinh: {wrong}", file=sys.stderr)
        return WRONG_USAGE
    if words and words[0] in ("-h", "--help", "help"):
        return _say(None, usage(lang), False, lang)
    if words and words[0] in VERBS:
        return _run(words[0], words[1:], lang, as_json)
    unknown = (
        f"dinh: {'không có lệnh' if lang == 'vi' else 'no command'} '{words[0]}'\n" if words else ""
    )
    print(f"{unknown}{usage(lang)}", file=sys.stderr)
    return WRONG_USAGE


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
    lines = [
        f"  {verb:<11} {importlib.import_module(f'dinh.cli.{verb}').ABOUT[lang != 'vi']}"
        for verb in VERBS
    ]
    head = (
        "dinh [--house DIR] [--of UNIT] [--json] [--lang vi|en] LỆNH …"
        if lang == "vi"
        else "dinh [--house DIR] [--of UNIT] [--json] [--lang vi|en] COMMAND …"
    )
    return "\n".join([head, *lines])


def _run(verb: str, words: list[str], lang: str, as_json: bool) -> int:
    module = importlib.import_module(f"dinh.cli.{verb}")
    parser = parser_in(lang)(
        prog=f"dinh {verb}", description=module.ABOUT[lang != "vi"], add_help=True
    )
    module.arguments(parser)
    try:
        arguments = parser.parse_args(words)
    except SystemExit as stop:
        return WRONG_USAGE if stop.code else _say(None, "", False, lang)
    arguments.lang, arguments.json = lang, as_json
    from dinh.cli.faults import told_fault

    try:
        value, text, code = module.run(arguments)
    except Usage as wrong:
        print(f"dinh {verb}: {wrong}", file=sys.stderr)
        return WRONG_USAGE
    except Exception as fault:
        value, code = told_fault(fault, lang)
        return code if value is None or not as_json else _say(value, "", True, lang) or code
    _note_in_trail(verb, arguments, code)
    return _say(value, text, as_json, lang) or code


def _note_in_trail(verb: str, arguments: Any, code: int) -> None:
    """Whoever holds the folder may take everything out of it: that it was taken stands in the trail."""
    from dinh.cli.given import house
    from dinh.store import trail

    if code == 0 and verb in IN_TRAIL:
        about = (getattr(arguments, name, None) for name in ("code", "register", "person"))
        what = next((str(one) for one in about if one), "")
        trail.note(house(), IN_TRAIL[verb], person=trail.OPERATOR, about=what)


def _say(value: Any, text: str, as_json: bool, lang: str) -> int:
    """Who reads may stop reading (`| head`): that is no fault. 1 where it could not be said, for the disk of `> FILE` is full, say."""
    from dinh.messages.system import reason
    from dinh.serialize import encode

    words = (
        encode(value) + b"\n"
        if as_json
        else (text + "\n").encode("utf-8", "replace")
        if text
        else b""
    )
    if sys.stdout is None:
        return 0
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(words)
        sys.stdout.flush()
    except OSError as fault:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(fault, BrokenPipeError):
            return 0
        print(
            f"{'The answer could not be written' if lang == 'en' else 'Không ghi được câu trả lời'}: {reason(fault)[lang]}",
            file=sys.stderr,
        )
        return REFUSED
    return 0


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
