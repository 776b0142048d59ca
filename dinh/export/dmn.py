"""The tables of a procedure as DMN 1.3: fees, times, choices and derived values, a decision table each.

Exactly one line of a table holds for every form (the checker proves it), so the hit policy is UNIQUE; a line with alternatives
becomes a rule for each, which may hold together and then say the same: ANY. Derived tables are read from the top: FIRST.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from msgspec import Struct

from dinh.engine.definition.condition import Clause, Condition
from dinh.engine.definition.procedure import Derived, FeeLine, Procedure, Source, Table, Text
from dinh.engine.definition.steps import TimeRow
from dinh.engine.schedule.duration import Duration
from dinh.export import feel
from dinh.export.telling import law_said

MODEL, DI, DC = (
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/DMNDI/",
    "http://www.omg.org/spec/DMN/20180521/DC/",
)
OURS = "urn:dinh:decisions:"
COLUMNS, WIDE, TALL, APART = 4, 180, 80, 40


class Rule(Struct, frozen=True):
    when: Condition
    gives: str
    why: str = ""


class Decision(Struct, frozen=True, kw_only=True):
    """One table; `kind` is the type that its lines give."""

    id: str
    label: Text
    output: str
    kind: str
    rules: tuple[Rule, ...]
    first: bool = False

    @property
    def policy(self) -> str:
        return (
            "FIRST"
            if self.first
            else "ANY"
            if any(len(rule.when) > 1 for rule in self.rules)
            else "UNIQUE"
        )

    @property
    def inputs(self) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(clause.name for rule in self.rules for one in rule.when for clause in one)
        )


def dmn(procedure: Procedure, only: str = "") -> bytes:
    """The file; `only`: with this decision alone. Raises ValueError when there is no table."""
    found = [one for one in decisions(procedure) if only in ("", one.id)]
    if not found:
        raise ValueError(procedure.slug)
    for prefix, address in {"": MODEL, "dmndi": DI, "dc": DC}.items():
        register_namespace(prefix, address)
    top = Element(
        _m("definitions"),
        {
            "id": f"decisions_{procedure.slug}",
            "name": procedure.name.vi,
            "namespace": OURS + procedure.slug,
            "exporter": "dinh",
            "expressionLanguage": feel.LANGUAGE,
        },
    )
    for one in found:
        _decision(top, one, procedure)
    _diagram(top, found)
    indent(top)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(top, encoding="utf-8")


def decisions(procedure: Procedure) -> list[Decision]:
    return [*_fees(procedure), *_times(procedure), *_choices(procedure), *_derived(procedure)]


def _fees(procedure: Procedure) -> Iterator[Decision]:
    for line in procedure.fee.values():
        yield Decision(
            id=f"fee_{line.name}",
            label=line.label or Text(line.name),
            output="amount",
            kind="money",
            rules=tuple(_charged(line, procedure)),
        )


def _charged(line: FeeLine, procedure: Procedure) -> Iterator[Rule]:
    for rule in line.rules:
        why = [
            rule.why.vi if rule.why else "",
            "chưa công bố" if rule.amount == "unpublished" else "",
            law_said(rule.law, procedure),
        ]
        yield Rule(
            rule.when,
            "null" if rule.amount == "unpublished" else str(rule.amount),
            "; ".join(one for one in why if one),
        )


def _times(procedure: Procedure) -> Iterator[Decision]:
    clock = procedure.deadline
    if clock:
        yield Decision(
            id="deadline",
            label=Text("Thời hạn giải quyết", "Promised time"),
            output="time",
            kind="text",
            rules=_lasting(clock.rows, clock.law, procedure),
        )
    for step in procedure.steps.values():
        if step.limit and len(step.limit.rows) > 1:
            label = step.label or Text(step.name)
            yield Decision(
                id=f"limit_{step.name}",
                label=Text(
                    f"Thời hạn của bước: {label.vi}", f"Limit of the step: {label.of('en')}"
                ),
                output="time",
                kind="text",
                rules=_lasting(step.limit.rows, step.limit.law, procedure),
            )


def _lasting(
    rows: tuple[TimeRow, ...], law: Source | None, procedure: Procedure
) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            row.when,
            f'"{_spelt(row.time)}"' if row.time else _until(row.until),
            law_said(law, procedure),
        )
        for row in rows
    )


def _until(until: str) -> str:
    """A field that says it, or a day of the year, which is a text: `12-14` would be counted out."""
    return f'"{until}"' if until[:1].isdigit() else until


def _spelt(time: Duration) -> str:
    """As a file has it: `3 working days`."""
    unit = time.unit.replace("_", " ")
    return unit if not time.number else f"{time.number} {unit}"


def _choices(procedure: Procedure) -> Iterator[Decision]:
    for step in procedure.steps.values():
        if step.choose:
            rules = tuple(Rule(one.when, f'"{one.to}"') for one in step.choose)
            yield Decision(
                id=f"choose_{step.name}",
                label=step.label or Text(step.name),
                output="to",
                kind="choice",
                rules=rules,
            )


def _derived(procedure: Procedure) -> Iterator[Decision]:
    yield from _tables("", procedure.derive.values())
    for field in (*procedure.form.values(), *procedure.findings.values()):
        yield from _tables(f"{field.name}.", field.derive.values())


def _tables(before: str, values: Iterable[Derived]) -> Iterator[Decision]:
    for value in values:
        if isinstance(value.formula, Table):
            rules = tuple(
                Rule(row.when, _given(row.gives, value.type)) for row in value.formula.rows
            )
            yield Decision(
                id=f"derive_{before}{value.name}",
                label=value.label or Text(before + value.name),
                output=value.name,
                kind=value.type,
                rules=rules,
                first=True,
            )


def _given(value: object, kind: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return (
        feel.name_of(value, kind)
        if isinstance(value, str) and kind not in ("date", "number", "money")
        else feel.constant(value)
        if kind == "date"
        else str(value)
    )


# --- the file -----------------------------------------------------------------------------------------------------------


def _decision(top: Element, one: Decision, procedure: Procedure) -> None:
    decision = SubElement(top, _m("decision"), {"id": one.id, "name": one.label.vi})
    if one.label.en:
        SubElement(decision, _m("description")).text = one.label.en
    SubElement(
        decision,
        _m("variable"),
        {"id": f"{one.id}_value", "name": one.output, "typeRef": feel.type_ref(one.kind)},
    )
    table = SubElement(
        decision, _m("decisionTable"), {"id": f"{one.id}_table", "hitPolicy": one.policy}
    )
    for place, name in enumerate(one.inputs):
        column = SubElement(
            table, _m("input"), {"id": f"{one.id}_in_{place}", "label": _called(name, procedure)}
        )
        asked = SubElement(
            column,
            _m("inputExpression"),
            {
                "id": f"{one.id}_ask_{place}",
                "typeRef": feel.type_ref(feel.type_of(name, procedure)),
            },
        )
        SubElement(asked, _m("text")).text = name
    SubElement(
        table,
        _m("output"),
        {"id": f"{one.id}_out", "name": one.output, "typeRef": feel.type_ref(one.kind)},
    )
    for place, (rule, clauses) in enumerate(
        (line, clauses) for line in one.rules for clauses in line.when
    ):
        _rule(table, f"{one.id}_rule_{place}", one, rule, clauses, procedure)


def _called(name: str, procedure: Procedure) -> str:
    """A field by its label; a derived value by its own, if it has one."""
    found = procedure.form.get(name) or procedure.findings.get(name) or procedure.derive.get(name)
    return found.label.vi if found and found.label else name


def _rule(
    table: Element,
    name: str,
    one: Decision,
    rule: Rule,
    clauses: tuple[Clause, ...],
    procedure: Procedure,
) -> None:
    line = SubElement(table, _m("rule"), {"id": name})
    if rule.why:
        SubElement(line, _m("description")).text = rule.why
    tests = {clause.name: feel.unary(clause, procedure) for clause in clauses}
    for place, asked in enumerate(one.inputs):
        SubElement(
            SubElement(line, _m("inputEntry"), {"id": f"{name}_in_{place}"}), _m("text")
        ).text = tests.get(asked, "-")
    SubElement(
        SubElement(line, _m("outputEntry"), {"id": f"{name}_out"}), _m("text")
    ).text = rule.gives


def _diagram(top: Element, found: list[Decision]) -> None:
    """The tables side by side: none needs another to be opened."""
    diagram = SubElement(
        SubElement(top, f"{{{DI}}}DMNDI"), f"{{{DI}}}DMNDiagram", {"id": "diagram"}
    )
    for place, one in enumerate(found):
        shape = SubElement(
            diagram, f"{{{DI}}}DMNShape", {"id": f"{one.id}_di", "dmnElementRef": one.id}
        )
        x, y = place % COLUMNS * (WIDE + APART), place // COLUMNS * (TALL + APART)
        SubElement(
            shape,
            f"{{{DC}}}Bounds",
            {"x": str(x), "y": str(y), "width": str(WIDE), "height": str(TALL)},
        )


def _m(tag: str) -> str:
    return f"{{{MODEL}}}{tag}"
