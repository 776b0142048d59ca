"""What was answered and brought under another version of the procedure, and the one that the case follows now does not know: the case still has it.

Rule to keep: what had a class there is not told here, for the version of today does not say who may read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dinh.access import finders
from dinh.access.finders import Seen
from dinh.engine.definition.procedure import Document, Field, Procedure


def fields(seen: Seen) -> tuple[Field, ...]:
    names = [
        name
        for name in seen.case.data
        if name not in seen.procedure.form and name not in seen.procedure.findings
    ]
    found: dict[str, Field] = {}
    for spec in _versions(seen, names):
        for name in names:
            field = spec.form.get(name) or spec.findings.get(name)
            if field is not None:
                found.setdefault(name, field)
    return tuple(
        field
        for field in found.values()
        if not any(one.class_ not in ("", "open") for one in (field, *field.columns.values()))
    )


def documents(seen: Seen) -> dict[str, Document]:
    names = [name for name in seen.case.documents if name not in seen.procedure.documents]
    found: dict[str, Document] = {}
    for spec in _versions(seen, names):
        found = {name: spec.documents[name] for name in names if name in spec.documents} | found
    return found


def _versions(seen: Seen, names: Iterable[str]) -> Iterator[Procedure]:
    """The others of this procedure, the latest first."""
    if names:
        for version in reversed(
            finders.state(seen.case.house).procedures.get(seen.case.procedure, ())
        ):
            yield finders.procedure(seen.case.house, seen.case.procedure, version.version)
