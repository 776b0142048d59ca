"""docs/grammar.md says what is so: its examples are sound, their stories run, and it names every key there is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import fields as fields_of

from dinh.checker import RULES
from dinh.engine.definition import procedure as values
from dinh.procedures import shapes, strict_yaml
from dinh.procedures.nodes import Entries, Items, Node, Scalar
from dinh.procedures.problem import Problems
from dinh.procedures.shapes import (
    derived,
    documents,
    examples,
    fields,
    letters,
    money,
    opens,
    procedure,
    registers,
    steps,
    times,
)
from tests.procedures.files import told_truly

DOC = Path(__file__).resolve().parent.parent.parent / "docs" / "grammar.md"
BLOCKS = re.findall(r"```yaml\n(.*?)```", DOC.read_text(), re.DOTALL)
KINDS = ("part", "register", "norm", "frame")


def kind_of(block: str) -> str:
    first, _, rest = block.partition(":")
    return first if first in ("procedure", *KINDS) and not rest.lstrip().startswith("{") else ""


WHOLE = next(block for block in BLOCKS if kind_of(block) == "procedure")
PIECES = [block for block in BLOCKS if not kind_of(block)]
FILES = [block for block in BLOCKS if kind_of(block) in KINDS]
OTHERS = [block for block in BLOCKS if kind_of(block) == "procedure"][1:]
"""Procedures that the whole one opens."""


def read(text: str) -> Entries:
    found = Problems()
    top = strict_yaml.read(text.encode(), "doc", found)
    assert top is not None
    assert not found.all()
    return top


def merged(whole: Entries, piece: Entries) -> Entries:
    """The piece's things put into the whole file: by name; steps, letters and ends key by key. Its stories take the place of the whole's."""
    top = {**whole.values, **piece.values}
    for key, node in piece.values.items():
        if key in ("form", "findings", "derive", "documents", "deadline", "law"):
            top[key] = over(whole.values.get(key), node)
        elif key in ("steps", "letters", "ends"):
            top[key] = over(whole.values.get(key), node, over)
        elif key == "valid":
            top[key] = Items(node.at, whole.values[key].items + node.items)
    if "by" in top["deadline"].values:
        del top["deadline"].values["time"]
    top.setdefault("examples", Items(whole.at, []))
    return Entries(whole.at, top, dict.fromkeys(top, whole.at))


def over(whole: Node | None, piece: Node, inner=lambda whole, piece: piece) -> Node:
    """Key by key; `do` of a step is joined by action, an action key by key."""
    if not isinstance(whole, Entries) or not isinstance(piece, Entries):
        return piece
    joined = dict(whole.values)
    for key, node in piece.values.items():
        joined[key] = (
            over(joined.get(key), node, over) if key == "do" else inner(joined.get(key), node)
        )
    return Entries(whole.at, joined, dict.fromkeys(joined, whole.at))


def written(node: Node, indent: int = 0) -> str:
    """The node as YAML, flow style, every scalar in quotes."""
    if isinstance(node, Entries):
        return (
            "{"
            + ", ".join(f'"{key}": {written(value)}' for key, value in node.values.items())
            + "}"
        )
    if isinstance(node, Items):
        return "[" + ", ".join(map(written, node.items)) + "]"
    assert isinstance(node, Scalar)
    return '"' + node.text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def flow(top: Entries) -> str:
    return "".join(f"{key}: {written(node)}\n" for key, node in top.values.items())


def lay_out(folder: Path, text: str) -> list[Path]:
    for block in FILES:
        kind = kind_of(block)
        (folder / f"{kind}s").mkdir(exist_ok=True)
        (folder / f"{kind}s" / f"{block.split()[1]}.yaml").write_text(block)
    (folder / "letters").mkdir()
    for name in ("permit", "refusal"):
        (folder / "letters" / f"{name}.typ").write_text("")
    (folder / "x.yaml").write_text(text)
    for block in OTHERS:
        (folder / f"{block.split()[1]}.yaml").write_text(block)
    return [*sorted(folder.glob("*.yaml")), *sorted(folder.glob("*s/*.yaml"))]


@pytest.mark.parametrize(
    "piece", ["", *PIECES], ids=["whole", *(piece.split("\n")[0][:50] for piece in PIECES)]
)
def test_every_example_of_the_page_is_sound_and_its_stories_come_out(tmp_path, piece):
    top = read(WHOLE)
    if piece:
        del top.values["examples"]
        top = merged(top, read(piece))
    found = told_truly(lay_out(tmp_path, flow(top)))
    assert not [(one.rule, one.message.en) for one in found.problems if one.severity == "problem"]
    assert {one.rule for one in found.problems} <= {"N2", "N3", "E1"}


REST = """\
code: "1.000000"
known_as: [{vi: "thuê hội trường, mượn nhà văn hóa", en: hire the hall}]
in_force: {from: 2026-07-01, to: 2030-12-31}
class: guarded
classes: {guarded: {roles: [office, leader], label: {vi: Mật}, except: [deputy]}}
extension: none
unwritten: {withdraw: no, law: QC 9}
form:
  fines: {label: {vi: Tiền phạt}, type: list, rows: "[0..3]", of: {what: {label: {vi: Gì}, type: text}, sum: {label: {vi: Bao nhiêu}, type: number, in: "[0..9]", places: 2}}, derive: {twice: {times: [sum, 2]}}, law: QC 3}
  scans: {label: {vi: Ảnh}, type: files, count: "[1..3]", start: x, class: guarded}
  last: {label: {vi: Hồ sơ trước}, type: case, of: muon-hoi-truong}
  other: {label: {vi: Người khác}, type: text, class: guarded}
findings:
  needed: {label: {vi: Vì sao cần}, type: text, required: yes}
  deputy: {label: {vi: Người thay}, type: person, required: yes}
  desk: {label: {vi: Vị trí}, type: post, required: yes}
  until: {label: {vi: Đến}, type: date, required: yes}
  visits: {label: {vi: Lần xem}, type: list, rows: "[0..3]", of: {said: {label: {vi: Ý}, type: text}}}
derive:
  alike: {same: [other, holder.name], label: {vi: Trùng tên}}
documents:
  paper: {label: {vi: Giấy}, each: fines, electronic: yes, form: mau-01, help: {vi: Xem mẫu}, law: QC 3, required: {row.sum: "> 3"}}
steps:
  reception: {do: {accept: {to: fork}}}
  fork: {together: [{to: left}, {to: right, when: {alike: yes}}], meet: weigh}
  left: {role: office, do: {seen: {to: meet}}}
  right: {role: office, do: {seen: {to: meet}}}
  supplying: {role: office, do: {supply: {to: weigh, edits: form, supplies: yes}, leave: {to: weigh, returns: yes}}}
  weigh:
    help: {vi: Xem kỹ}
    law: QC 4
    pauses: yes
    posts: notice
    at_places: [Nhà văn hóa]
    warn: [{at: entered + 2 days, tell: [leader]}]
    limit: {time: 5 working days, cutoff: 15:00, law: QC 4, confirmed: no}
    then: {to: rejected, letter: refusal, records: [{in: fines_book, add: {who: row.what}, each: fines, where: {sum: "> 1"}}]}
    do:
      allow: {label: {vi: Cho}, help: {vi: Khi đủ}, law: QC 4, edits: [seats]}
      more: {to: supplying, asks: [needed], requests: needed}
      look: {adds: visits, extends: {to: 9 days}}
      wait: {asks: [until], extends: {until: until}}
      again: {at_most: 2, extends: {again: yes}}
      give: {asks: [deputy, desk, until], delegates: {who: deputy, post: desk, from: acted, until: until, letter: notice}}
ends:
  allowed: {letter: notice, ends_delegations: yes}
letters:
  refusal: {with: {reason: {value: reason, else: "–"}}}
  notice: {template: permit.typ, each: visits, where: {row.said: filled}, class: guarded, law: QC 4, with: {said: {value: row.said, else: trống}}}
"""
BOOKS = (
    """\
register: fines_book
class: guarded
classes: {guarded: {roles: [office], label: {vi: Mật}}}
law: {QC: {title: Quy chế}}
columns: {who: {label: {vi: Ai}, type: text}}
counted: {cases: {count: cases}}
""",
    "norm: rent\nlabel: {vi: Giá}\nunit: đồng\nrows: [{from: 2026-07-01, value: 1}]\n",
)


def test_every_field_of_every_value_of_a_procedure_can_be_said_by_a_file(tmp_path):
    said: set[str] = set()
    for number, piece in enumerate(["", *PIECES, REST]):
        folder = tmp_path / str(number)
        folder.mkdir()
        paths = lay_out(folder, flow(merged(read(WHOLE), read(piece)) if piece else read(WHOLE)))
        for book in BOOKS:
            paths.append(folder / f"{book.split()[1]}.yaml")
            paths[-1].write_text(book)
        found = told_truly(paths)
        assert piece != REST or not [
            (one.rule, one.message.en)
            for one in found.problems
            if one.severity == "problem" and one.rule != "E1"
        ]
        for value in (
            *(one.procedure for one in found.packages),
            *found.registers.values(),
            *found.norms.values(),
        ):
            said |= set(filled(value))
    known = {
        f"{kind.__name__}.{field}"
        for kind in vars(values).values()
        if isinstance(kind, type) and issubclass(kind, Struct)
        for field in kind.__struct_fields__
    }
    known = {
        name
        for name in known
        if not name.startswith(("Struct.", "Alternative.", "Filled.", "Empty."))
    }
    assert not known - said


def filled(value: object) -> Iterator[str]:
    """Every field of every struct within that holds something else than its default."""
    if isinstance(value, Struct):
        defaults = {field.name: field.default for field in fields_of(type(value))}
        for name in value.__struct_fields__:
            one = getattr(value, name)
            if one != defaults[name] and one not in ({}, (), ""):
                yield f"{type(value).__name__}.{name}"
            yield from filled(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from filled(one)
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from filled(one)


def keys() -> list[str]:
    tables = [
        procedure.PROCEDURE, fields.COLUMN, documents.DOCUMENT, steps.STEP, steps.ACTION, steps.END, steps.BRANCH, steps.CHOICE, steps.THEN, steps.DELEGATES,
        letters.LETTER, letters.RECORD, letters.VALUE, money.LINE, money.RULE, times.TIMES, times.EXTENDS, times.EXTENSION, times.WARN, derived.VALID,
        derived.TIER, opens.EACH, opens.OPENS, opens.ADDED, opens.START, registers.REGISTER, registers.NORM, registers.ROW, examples.EXAMPLE, examples.DOES, examples.REFUSES,
    ]  # fmt: skip
    return sorted(
        {key for table in tables for key in table}
        | set(derived.FUNCTIONS)
        | set(fields.TYPES)
        | set(procedure.UNWRITTEN)
    )


@pytest.mark.parametrize("key", keys())
def test_the_page_names_every_key(key):
    assert re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", DOC.read_text())


def test_the_page_names_every_rule_that_is_checked():
    rules = set(
        re.findall(
            r'"([A-Z]\d)"',
            "".join(
                path.read_text()
                for path in Path(shapes.__file__).parent.parent.parent.glob("checker/*.py")
            ),
        )
    )
    assert rules <= set(re.findall(r"^\| ([A-Z]\d)", DOC.read_text(), re.MULTILINE)), RULES
