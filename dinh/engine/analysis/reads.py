"""Which names a formula, a condition or a field reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from dinh.engine.definition.condition import Condition, names_in
from dinh.engine.definition.procedure import (
    Add,
    Between,
    Derived,
    Field,
    Fold,
    Formula,
    FromNorm,
    IdAgrees,
    MetresOutside,
    Minus,
    PolygonArea,
    Procedure,
    Quotient,
    Same,
    Table,
    Tiers,
    Times,
)


def reads(formula: Formula) -> frozenset[str]:
    """The names among its operands and conditions (numbers are none). Conditions of a `where` read `row` names too."""
    return frozenset(name for name in operands(formula) if isinstance(name, str)) | _conditions(
        formula
    )


def operands(formula: Formula) -> Iterator[Any]:
    """What it is computed from, names and numbers; conditions and tables aside."""
    match formula:
        case Between():
            yield from (formula.start, formula.end)
        case Add():
            yield formula.to
        case Fold():
            yield from formula.over
        case Minus() | Quotient() | Same():
            yield from (formula.left, formula.right)
        case Times():
            yield from formula.factors
        case Tiers():
            yield formula.of
        case FromNorm():
            yield formula.at
            yield from formula.keys.values()
        case IdAgrees():
            yield from (formula.id, formula.birth_date, formula.sex)
        case PolygonArea():
            yield formula.of
        case MetresOutside():
            yield from (formula.of, formula.shape)


def _conditions(formula: Formula) -> frozenset[str]:
    match formula:
        case Fold():
            return names_in(formula.where)
        case Table():
            return frozenset().union(*(names_in(row.when) for row in formula.rows))
    return frozenset()


def followed(procedure: Procedure, said: Condition) -> set[str]:
    """The names a condition reads, and all that these are computed from."""
    seen: set[str] = set()
    waiting = list(names_in(said))
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            value = procedure.derive.get(name)
            waiting += reads(value.formula) if value is not None else ()
    return seen


def roots(procedure: Procedure, name: str, row: str = "", inside: str = "") -> frozenset[str]:
    """The fields, columns and reserved names on which a value hangs: `list.column`, of the row at hand `list/column`; the list itself where its rows are gone through.
    row: the list whose row is at hand; inside: the list within which names are columns of their own."""
    lists = _lists(procedure)
    found: set[str] = set()
    seen: set[tuple[str, str, str]] = set()
    waiting = [(name, inside, ".")]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        name, list_, mark = one
        if name.startswith("row."):
            name, list_, mark = name[4:], list_ or row, mark if list_ else "/"
        elif name.startswith("case."):
            name, list_ = name[5:], ""
        if list_ not in lists or not (name in lists[list_].columns or name in lists[list_].derive):
            list_, _, column = (
                name.partition(".")
                if name not in procedure.derive and name.partition(".")[0] in lists
                else ("", "", "")
            )
            name = column or name
        field, value = lists.get(list_), procedure.derive.get(name)
        if field is not None and name in field.derive:
            waiting += [(read, list_, mark) for read in reads(field.derive[name].formula)]
        elif field is not None:
            found.add(f"{list_}{mark}{name}" if name != list_ else name)
        elif value is not None:
            waiting += _read_by(value.formula, lists)
        else:
            found.add(name)
    return frozenset(found)


def _lists(procedure: Procedure) -> dict[str, Field]:
    found: dict[str, Field] | None = procedure.__dict__.get("_lists")
    if found is None:
        found = procedure.__dict__["_lists"] = {
            field.name: field
            for field in (*procedure.form.values(), *procedure.findings.values())
            if field.type == "list"
        }
    return found


def hangs(procedure: Procedure, names: Iterable[str], row: str = "") -> frozenset[str]:
    """The roots of these, with those of whatever decides whether one of them is shown: what is not shown is emptied."""
    everything = {**procedure.form, **procedure.findings}
    found: set[str] = set()
    waiting = [(name, "", row) for name in names]
    while waiting:
        name, inside, at = waiting.pop()
        for root in roots(procedure, name, at, inside) - found:
            found.add(root)
            waiting += [
                (read, within, row if "/" in root else "")
                for read, within in _shown_by(everything, root)
            ]
    return frozenset(found)


def _shown_by(everything: Mapping[str, Field], root: str) -> Iterator[tuple[str, str]]:
    """What decides whether it is shown, each with the list within which it is read."""
    list_, _, column = root.replace("/", ".").partition(".")
    one, within = (
        (everything[root], "")
        if root in everything
        else (everything[list_].columns.get(column), list_)
        if list_ in everything
        else (None, "")
    )
    yield from ((read, within) for read in names_in(one.shown)) if one is not None else ()


def hung(
    procedure: Procedure, names: Iterable[str], moved: Callable[[str], bool]
) -> frozenset[str]:
    """Those of the names that hang (`hangs`) on a root which is moved. Each root is looked at once: a file may chain thousands of fields."""
    everything = {**procedure.form, **procedure.findings}
    first = {name: roots(procedure, name) for name in names}
    following: dict[str, set[str]] = {}
    seen: set[str] = set()
    waiting = [root for found in first.values() for root in found]
    while waiting:
        root = waiting.pop()
        if root not in seen:
            seen.add(root)
            for read, inside in _shown_by(everything, root):
                for other in roots(procedure, read, "", inside):
                    following.setdefault(other, set()).add(root)
                    waiting.append(other)
    gone = {root for root in seen if moved(root)}
    waiting = list(gone)
    while waiting:
        more = following.get(waiting.pop(), set()) - gone
        gone |= more
        waiting += more
    return frozenset(name for name, found in first.items() if found & gone)


def _read_by(formula: Formula, lists: Mapping[str, Field]) -> Iterator[tuple[str, str, str]]:
    """What it reads, columns with their list; of what goes through the rows of a list, the list too."""
    over = (
        formula.over
        if isinstance(formula, Fold)
        else (formula.of,)
        if isinstance(formula, PolygonArea)
        else ()
    )
    through = next(
        (
            list_
            for one in over
            if isinstance(one, str) and (list_ := one.partition(".")[0]) in lists
        ),
        "",
    )
    if through:
        yield through, "", "."
    yield from ((name, "", ".") for name in operands(formula) if isinstance(name, str))
    yield from ((name, through, ".") for name in _conditions(formula))


def asked_by(field: Field) -> frozenset[str]:
    """What decides whether the field is asked."""
    return names_in(field.required) | names_in(field.shown)


def flows(derived: Derived) -> frozenset[str]:
    """What a derived value follows from, columns told by their list too: `heirs.minor` is of `heirs`."""
    read = reads(derived.formula)
    return read | {name.split(".")[0] for name in read if "." in name}


def open_products(derive: Mapping[str, Derived]) -> frozenset[str]:
    """Derived values that are a product of two or more open values, or follow from one: they are never tested (D3)."""
    found: set[str] = set()
    for name, value in derive.items():
        formula = value.formula
        if (
            isinstance(formula, Times)
            and sum(isinstance(factor, str) for factor in formula.factors) > 1
        ) or (not isinstance(formula, Table) and reads(formula) & found):
            found.add(name)
    return frozenset(found)
