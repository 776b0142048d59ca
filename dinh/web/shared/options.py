"""What the house has for a field of its own kind: villages, houses of the installation, people, posts, roles, rows of a register. (value, label), bounded."""

from __future__ import annotations

from dinh.access import finders
from dinh.engine.definition.procedure import Field
from dinh.messages.words import words_of
from dinh.store import ledger
from dinh.web.shared.labels import roles

OPTIONS_MAX = 500


def options_of(house: str, field: Field, lang: str) -> list[tuple[str, str]]:
    match field.type:
        case "village":
            return _records(house, "villages")
        case "record":
            return _records(house, field.register)
        case "house":
            return sorted(
                ((one, finders.called(one)) for one in finders.beside(house)),
                key=lambda one: one[1],
            )[:OPTIONS_MAX]
        case "person":
            return [(one.person, one.name) for one in finders.people(house)][:OPTIONS_MAX]
        case "post":
            return [
                (post.post, f"{words_of(post.title, lang) or post.post}: {one.name}")
                for one in finders.people(house)
                for post in one.posts
            ][:OPTIONS_MAX]
        case "roles":
            return [(name, words_of(label, lang)) for name, label in roles().items()]
    return []


def _records(house: str, register: str) -> list[tuple[str, str]]:
    """A record by its name where it has one, else by its own name in the book and by what people look for it by."""
    rows = ledger.records(house, register, limit=OPTIONS_MAX)
    if not rows:
        return []
    sought = [
        name
        for name, column in finders.register(house, register).columns.items()
        if column.search and not column.personal
    ]
    return [
        (
            row.record,
            str(
                row.values.get("name")
                or ", ".join(
                    (
                        row.record,
                        *(str(row.values[name]) for name in sought if row.values.get(name)),
                    )
                )
            ),
        )
        for row in rows
    ]
