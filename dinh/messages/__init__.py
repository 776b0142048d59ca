"""The sentences of every refusal, in both languages: what did not happen, and what to do now.

A code is stable and people read it out on the telephone; its words may change. Rule to keep: say it in the reader's
words, with the thing's name, and never blame; `tests/test_texts.py` knows a code that has no sentences.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from dinh.engine.refusal import Fault, Refusal
from dinh.messages.authority import AUTHORITY
from dinh.messages.authors import AUTHORS
from dinh.messages.books import BOOKS, with_part
from dinh.messages.cases import CASES, NOBODY_NAMED
from dinh.messages.children import CHILDREN
from dinh.messages.crossing import CROSSING
from dinh.messages.facts import spoken
from dinh.messages.fields import ALONE, FIELDS
from dinh.messages.forest import FOREST
from dinh.messages.given import GIVEN
from dinh.messages.house import HOUSE
from dinh.messages.logs import LOGS
from dinh.messages.pages import PAGES
from dinh.messages.sentence import Sentence
from dinh.messages.sheets import SHEETS
from dinh.messages.tables import TABLES
from dinh.messages.versions import VERSIONS

SENTENCES: dict[str, Sentence] = {
    **FIELDS,
    **CASES,
    **CHILDREN,
    **CROSSING,
    **AUTHORITY,
    **HOUSE,
    **BOOKS,
    **PAGES,
    **GIVEN,
    **SHEETS,
    **TABLES,
    **VERSIONS,
    **AUTHORS,
    **FOREST,
    **LOGS,
}


class Told(Struct, frozen=True):
    """A refusal in words. `do` may be empty where the message says it all."""

    message: str
    do: str


def told(code: str, facts: dict[str, Any], lang: str) -> Told:
    """The sentences of a code. One that has none is said by its code, so that a person can still report it."""
    sentence = SENTENCES.get(code, UNKNOWN)
    if facts.get("near") == "":
        sentence = ALONE.get(code, sentence)
    if not facts.get("who"):
        sentence = NOBODY_NAMED.get(code, sentence)
    message, do = sentence.of(lang)
    facts = with_part(facts)
    words = spoken(
        {"code": code, **facts} if sentence is not UNKNOWN else {**facts, "code": code}, lang
    )  # a fact of that name is a case's
    return Told(message.format_map(words), do.format_map(words))


def fault_told(fault: Fault, lang: str) -> str:
    """One place's fault as a line: what is wrong there and how to mend it."""
    words = told(fault.code, fault.facts, lang)
    return f"{words.message} {words.do}".strip()


def refusal_json(refusal: Refusal, lang: str) -> dict[str, Any]:
    """As the command line and the API give it (design §11)."""
    words = told(refusal.code, refusal.facts, lang)
    at = [{"field": fault.field, "message": fault_told(fault, lang)} for fault in refusal.at]
    return {"code": refusal.code, "message": words.message, "do": words.do, "at": at}


UNKNOWN = Sentence(
    ("Chưa làm được.", "Báo cho người phụ trách phần mềm mã này: {code}."),
    ("This was not done.", "Tell whoever looks after the software this code: {code}."),
)
