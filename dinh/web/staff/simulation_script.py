"""A rehearsal's script as it travels in the page: signed, compressed, of one person and one version; and what is typed into it.

Rule to keep: nothing here reaches a house's books. The script is all there is; the case is told again from it each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.core import signing
from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.definition.procedure import Example, Field, Procedure
from dinh.engine.field_types.reading import Bad, read_value
from dinh.engine.refusal import Refusal, Refused
from dinh.engine.rehearsal import LINES_MAX, Script
from dinh.web.shared.form_data import FILES, Typed, as_data, from_post, name_of, places

SALT = "dinh.rehearsal"
SECONDS_MAX = 12 * 3600
SIGNS_MAX = 200_000


class Rehearsal(Struct, frozen=True):
    """ahead: lines of an example that are still to be played; name: of that example."""

    script: Script
    ahead: tuple[dict[str, Any], ...] = ()
    name: str = ""

    def then(self, line: dict[str, Any]) -> Rehearsal:
        """Raises Refused where the story has grown too long to carry."""
        if len(self.script.does) >= LINES_MAX:
            raise Refused(Refusal("rehearsal.too_long", {"max": LINES_MAX}))
        return replace(self, script=Script(self.script.given, (*self.script.does, line)))

    def back(self) -> Rehearsal:
        """One line less; of an example it is still to be played again."""
        *kept, last = self.script.does
        return replace(
            self,
            script=Script(self.script.given, tuple(kept)),
            ahead=(last, *self.ahead) if self.name else (),
        )


def of_example(example: Example, name: str) -> Rehearsal:
    return Rehearsal(Script(dict(example.given)), tuple(dict(line) for line in example.does), name)


def carried(one: Rehearsal, procedure: Procedure, person: str) -> str:
    """The word for the page. Raises Refused where it is too much to carry."""
    word = signing.dumps(
        {"p": procedure.slug, "v": procedure.in_force, "d": procedure.digest, "by": person, "given": one.script.given, "does": one.script.does, "ahead": one.ahead, "name": one.name},
        salt=SALT, compress=True,
    )  # fmt: skip
    if len(word) > SIGNS_MAX:
        raise Refused(Refusal("rehearsal.too_long", {"max": LINES_MAX}))
    return word


def taken_up(word: str, procedure: Procedure, person: str) -> Rehearsal:
    """Raises Refused for a word that is nobody's, another's, too old, or of a version that is no more."""
    try:
        found = signing.loads(word[:SIGNS_MAX], salt=SALT, max_age=SECONDS_MAX)
    except signing.BadSignature:
        raise Refused(Refusal("rehearsal.stale")) from None
    if (found["p"], found["v"], found["d"], found["by"]) != (
        procedure.slug,
        procedure.in_force,
        procedure.digest,
        person,
    ):
        raise Refused(Refusal("rehearsal.other"))
    return Rehearsal(
        Script(found["given"], tuple(found["does"])), tuple(found["ahead"]), found["name"]
    )


# --- what is typed --------------------------------------------------------------------------------------------------


def typed_of(fields: Iterable[Field], post: Mapping[str, Sequence[str]]) -> Typed:
    """What was typed. Of a file only its name is taken: it stands for itself, and nothing is sent."""
    fields = list(fields)
    typed = from_post(fields, post)
    named = {
        place: [one for one in post.get(name_of(place), ()) if one]
        for place, field in places(fields, typed.rows)
        if field.type in FILES
    }
    return Typed(
        typed.texts,
        typed.rows,
        {
            place: tuple(_stands_for(one) for one in names[-1:])
            for place, names in named.items()
            if names
        },
    )


def _stands_for(name: str) -> dict[str, Any]:
    return {
        "digest": sha256(name.encode()).hexdigest(),
        "name": name[:100],
        "type": "application/pdf",
        "size": 1,
    }


def as_file(
    fields: Iterable[Field], typed: Typed, known: Mapping[str, Iterable[str]] | None = None
) -> dict[str, Any]:
    """What was typed, as a file says it: `2026-11-25`, `yes`, 8000; what cannot be read stays as it was typed, and is refused as such."""
    fields = list(fields)
    return plain(fields, as_data(fields, typed, known))


def plain(fields: Iterable[Field], data: Mapping[str, Any]) -> dict[str, Any]:
    by_name = {field.name: field for field in fields}
    found: dict[str, Any] = {}
    for name, value in data.items():
        field = by_name.get(name)
        if field is not None and field.type == "list" and isinstance(value, list):
            found[name] = [
                {column: _plain(field.columns.get(column), cell) for column, cell in row.items()}
                for row in value
            ]
        else:
            found[name] = _plain(field, value)
    return found


def _plain(field: Field | None, value: Any) -> Any:
    if field is None or field.type in FILES:
        return value
    try:
        read = read_value(field, value)
    except Bad:
        return value
    return (
        ("yes" if read else "no")
        if isinstance(read, bool)
        else read
        if isinstance(read, (int, str, list))
        else str(read)
    )
