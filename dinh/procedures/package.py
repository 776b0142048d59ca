"""One file → its values: a procedure with all that it includes, ready to be checked, published and run."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.decisions.letters import unasked
from dinh.engine.definition.procedure import Field, Norm, Procedure, Register
from dinh.procedures.canonical import digest
from dinh.procedures.expand import expand, frame_alone
from dinh.procedures.lookup import FOLDERS, File, Library
from dinh.procedures.missing_frame import lacking
from dinh.procedures.nodes import Entries, as_builtins
from dinh.procedures.problem import Problems
from dinh.procedures.reader import Key, Keys, Reader, Spot, list_of, map_of, name
from dinh.procedures.resolve import settle
from dinh.procedures.shapes.derived import derived, valid
from dinh.procedures.shapes.documents import document
from dinh.procedures.shapes.fields import fields
from dinh.procedures.shapes.letters import letter
from dinh.procedures.shapes.procedure import procedure as read_procedure_keys
from dinh.procedures.shapes.registers import acts_of_law, labels, map_as_written, norm, register
from dinh.procedures.shapes.steps import end, step
from dinh.procedures.shapes.words import words


class Package(Struct):
    """A procedure and where it came from.

    expanded   its keys as in the file, parts and frames written out, as plain values
    sources    `parts/person.yaml` → bytes of what was included, the letters' templates too
    top        the nodes, for the places of what the checker finds
    lacks      `frame`, and groups, that could not be written out
    """

    path: Path
    procedure: Procedure
    expanded: dict[str, Any]
    sources: dict[str, bytes]
    top: Entries
    reader: Reader
    lacks: frozenset[str] = frozenset()


def package(file: File, library: Library, problems: Problems) -> Package | None:
    """The whole procedure, or None when so little can be read that nothing can be said of it."""
    if file.top is None:
        return None
    reader, includes = Reader(problems), Includes(file.path, library)
    whole = expand(reader, file.top, includes)
    read = read_procedure_keys(
        reader, whole.top, Spot("procedure", next(iter(file.top.keys.values()), file.top.at))
    )
    if read is None:
        return None
    read = settle(
        replace(
            read,
            groups=whole.groups,
            norms=_norms(read, includes),
            registers=_registers(read, includes),
        )
    )
    sources = includes.sources | _templates(read, file.path, library)
    read = replace(
        read,
        sources={name: sha256(content).hexdigest() for name, content in sorted(sources.items())},
    )
    return Package(
        file.path,
        replace(read, digest=digest(read)),
        as_builtins(whole.top),
        sources,
        whole.top,
        reader,
        lacking(file.top, includes) if problems.stopping() else frozenset(),
    )


class Includes:
    """What one file may include; what it did include are its sources."""

    def __init__(self, user: Path, library: Library):
        self.user, self.library = user, library
        self.sources: dict[str, bytes] = {}

    def find(self, kind: str, slug: str) -> Entries | None:
        found = self.library.find(self.user, kind, slug)
        if found is None:
            return None
        self.sources[f"{FOLDERS[kind]}/{found.path.name}"] = found.content
        return found.top

    def known(self, kind: str) -> list[str]:
        return self.library.known(self.user, kind)


def _norms(procedure: Procedure, includes: Includes) -> dict[str, Norm]:
    """The norms that derived values read; one that is not there is the checker's to tell."""
    wanted = {value.formula.norm for value in _derived(procedure) if hasattr(value.formula, "norm")}
    found = {slug: includes.find("norm", slug) for slug in sorted(wanted)}
    read = {
        slug: norm(Reader(Problems()), top, Spot("norm", top.at))
        for slug, top in found.items()
        if top
    }
    return {slug: value for slug, value in read.items() if value}


def _derived(procedure: Procedure) -> list[Any]:
    rows = [value for field in _fields(procedure) for value in field.derive.values()]
    return [*procedure.derive.values(), *rows]


def _fields(procedure: Procedure) -> list[Field]:
    return [*procedure.form.values(), *procedure.findings.values()]


def _registers(procedure: Procedure, includes: Includes) -> dict[str, Register]:
    """The registers that are written, named by a field, or give a letter its number."""
    ops = [
        op
        for one in procedure.steps.values()
        for action in (*one.do.values(), *((one.then,) if one.then else ()))
        for op in action.records
    ]
    columns = [column for field in _fields(procedure) for column in field.columns.values()]
    wanted = {op.register for op in ops} | {one.register for one in (*_fields(procedure), *columns)}
    wanted |= {one.number for one in procedure.letters.values()}
    opens = [
        line
        for step in procedure.steps.values()
        for one in (step, *step.do.values())
        for line in one.opens
    ]
    wanted |= {line.register for line in opens} | {
        slug for one in procedure.starts for slug in (one.added, one.also_in, one.register)
    }
    found = {slug: includes.find("register", slug) for slug in sorted(wanted) if slug}
    read = {slug: read_register(Reader(Problems()), top) for slug, top in found.items() if top}
    return {slug: value for slug, value in read.items() if value}


def read_register(reader: Reader, top: Entries) -> Register | None:
    read = register(reader, top, Spot("register", top.at))
    return replace(read, digest=digest(read)) if read else None


def _templates(procedure: Procedure, user: Path, library: Library) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for one in (*procedure.letters.values(), *unasked(procedure)):
        path = library.template(user, one.template or f"form-{one.form}.typ")
        if path:
            found[f"letters/{path.name}"] = path.read_bytes()
            found |= {
                f"letters/{name}": more.read_bytes()
                for name, more in library.imports(user, path)
                if more
            }
    return found


# --- the other kinds, each by itself --------------------------------------------------------------------------------

PART_FILE: Keys = {
    "part": Key(name, required=True),
    "label": Key(words),
    "law": Key(acts_of_law),
    "form": Key(fields),
    "fields": Key(fields),
    "derive": Key(map_of(derived)),
    "valid": Key(list_of(valid)),
}
FRAME_FILE: Keys = {
    "frame": Key(name, required=True),
    "label": Key(words),
    "names": Key(list_of(name)),
    "on": Key(map_as_written),
    "law": Key(acts_of_law),
    "findings": Key(fields),
    "documents": Key(map_of(document)),
    "steps": Key(map_of(step)),
    "ends": Key(map_of(end)),
    "letters": Key(map_of(letter)),
}


def check_alone(file: File, library: Library, problems: Problems) -> Register | Norm | None:
    """The shape of a file that is no procedure."""
    top = file.top
    if top is None:
        return None
    reader, spot = Reader(problems), Spot(file.kind, next(iter(top.keys.values()), top.at))
    match file.kind:
        case "register":
            return read_register(reader, top)
        case "norm":
            return norm(reader, top, spot)
        case "part":
            got = reader.map(top, spot, PART_FILE, ("phần dùng chung", "a part"))
            if "form" not in got and "fields" not in got:
                reader.note(spot.at, "missing_key", key="form", what=("phần dùng chung", "a part"))
        case "frame":
            reader.map(
                frame_alone(reader, top, Includes(file.path, library)),
                spot,
                FRAME_FILE,
                ("khung", "a frame"),
            )
        case "roles" | "fields" as kind:
            reader.map(
                top, spot, {kind: Key(labels, required=True)}, (f"{kind}.yaml", f"{kind}.yaml")
            )
    return None
