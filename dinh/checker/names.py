"""N1: every name exists, once. N2: what is declared is used. N3: articles are in `law`, and confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from dinh.checker.finding import Finding, Surroundings, found, near
from dinh.checker.kinds import FACTS, NEVER_A_FIELD, Scope, fields_of
from dinh.checker.uses import Use, laws, uses
from dinh.engine.definition.procedure import FromNorm, Procedure


class Sort(Struct, frozen=True):
    """A sort of name: its words, whether the name exists, and what could have been meant."""

    words: tuple[str, str]
    exists: Callable[[Names, Use], bool]
    known: Callable[[Names, Use], Iterable[str]]


class Names:
    """What names there are in a procedure and around it."""

    def __init__(self, procedure: Procedure, surroundings: Surroundings):
        self.procedure = procedure
        self.surroundings = surroundings
        self.scope = Scope(procedure)
        self.actions = {
            f"{step.name}.{name}" for step in procedure.steps.values() for name in step.do
        }
        self.action_names = {name for step in procedure.steps.values() for name in step.do}
        self.targets = {*procedure.steps, *procedure.ends, "meet"}
        self.classes = {*procedure.classes, "open", ""}
        self.registers = surroundings.registers | set(procedure.registers)
        self.norms = surroundings.norms | set(procedure.norms)

    def value(self, use: Use) -> bool:
        return self.scope.of(use.name, use.row, use.bare) is not None

    def operand(self, use: Use) -> bool:
        return self.value(use) or self.scope.column(use.name) is not None

    def asked(self, use: Use) -> bool:
        return (
            self.scope.of(use.name, use.row) is not None or self.scope.column(use.name) is not None
        )

    def readable(self, use: Use) -> Iterable[str]:
        yield from self.scope.readable(use.row, use.bare)
        if "." in use.name:
            yield from (
                f"{name}.{column}" for name, rows in self.scope.rows.items() for column in rows
            )


def _value(names: Names, use: Use) -> bool:
    return names.value(use)


def _readable(names: Names, use: Use) -> Iterable[str]:
    return names.readable(use)


FIELD = ("Trường hoặc giá trị", "field or value")
SORTS: dict[str, Sort] = {
    "tested": Sort(FIELD, _value, _readable),
    "value": Sort(FIELD, _value, _readable),
    "folded": Sort(FIELD, lambda n, u: n.operand(u), _readable),
    "shown": Sort(FIELD, _value, _readable),
    "asked": Sort(("Trường", "field"), lambda n, u: n.asked(u), _readable),
    "edited": Sort(("Trường", "field"), lambda n, u: u.name == "form" or n.asked(u), _readable),
    "someone": Sort(
        ("Người", "person"),
        lambda n, u: u.name == "applicant" or u.name in n.scope.groups or n.value(u),
        _readable,
    ),
    "addressee": Sort(
        ("Nơi nhận", "addressee"),
        lambda n, u: u.name in ("applicant", "agency") or u.name in n.scope.groups or n.operand(u),
        lambda n, u: ("applicant", "agency", *n.readable(u)),
    ),
    "not_by": Sort(
        ("Bước hoặc người", "step or person"),
        lambda n, u: u.name in n.procedure.steps or u.name in n.scope.groups or n.value(u),
        lambda n, u: (*n.procedure.steps, *n.readable(u)),
    ),
    "given": Sort(FIELD, lambda n, u: True, _readable),
    "list": Sort(
        ("Danh sách", "list"), lambda n, u: u.name in n.scope.lists, lambda n, u: n.scope.lists
    ),
    "step": Sort(
        ("Bước", "step"), lambda n, u: u.name in n.procedure.steps, lambda n, u: n.procedure.steps
    ),
    "target": Sort(
        ("Bước hoặc kết thúc", "step or end"),
        lambda n, u: u.name in n.targets,
        lambda n, u: n.targets,
    ),
    "start": Sort(
        ("Thao tác", "action"),
        lambda n, u: u.name == "opened" or u.name in n.actions,
        lambda n, u: ("opened", *n.actions),
    ),
    "fee_at": Sort(
        ("Thao tác", "action"),
        lambda n, u: u.name in ("accept", "deliver") or u.name in n.actions,
        lambda n, u: ("accept", "deliver", *n.actions),
    ),
    "action": Sort(
        ("Thao tác", "action"),
        lambda n, u: u.name in n.action_names or u.name in n.actions,
        lambda n, u: (*n.action_names, *n.actions),
    ),
    "letter": Sort(
        ("Văn bản", "letter"),
        lambda n, u: u.name in n.procedure.letters,
        lambda n, u: n.procedure.letters,
    ),
    "register": Sort(
        ("Sổ", "register"), lambda n, u: u.name in n.registers, lambda n, u: n.registers
    ),
    "norm": Sort(("Định mức", "norm"), lambda n, u: u.name in n.norms, lambda n, u: n.norms),
    "class": Sort(
        ("Lớp bí mật", "class"), lambda n, u: u.name in n.classes, lambda n, u: n.classes
    ),
    "field_of_work": Sort(
        ("Lĩnh vực", "field of work"),
        lambda n, u: not n.surroundings.fields or u.name in n.surroundings.fields,
        lambda n, u: n.surroundings.fields,
    ),
}


FILED = {"register": "registers", "norm": "norms"}
"""What is declared by a file of its own: in which folder."""


def names_exist(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    names = Names(procedure, surroundings)
    for use in uses(procedure):
        sort = SORTS[use.sort]
        if use.name and not sort.exists(names, use):  # what is not written is Y2's
            meant = near(use.name, sort.known(names, use))
            code, code_near = (
                ("n1_file", "n1_file_near") if use.sort in FILED else ("n1", "n1_near")
            )
            told = found(
                "N1",
                use.path,
                code_near if meant else code,
                what=sort.words,
                name=use.name,
                near=meant,
                where=f"{FILED.get(use.sort, '')}/{use.name}.yaml",
            )
            yield replace(told, unknown=(use.sort, use.name))
        elif use.name.startswith("house.") and use.name not in FACTS and near(use.name, FACTS):
            yield found(
                "N1",
                use.path,
                "n1_fact",
                severity="warning",
                name=use.name,
                near=near(use.name, FACTS),
            )


def names_once(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """Fields, findings and derived values share their names; steps and ends theirs. Reserved names are nobody's."""
    yield from _twice(
        {"form": procedure.form, "findings": procedure.findings, "derive": procedure.derive}
    )
    yield from _twice({"steps": procedure.steps, "ends": procedure.ends})
    for section in ("form", "findings", "derive"):
        for name in getattr(procedure, section):
            if name.split(".")[0] in NEVER_A_FIELD:
                yield found("N1", (section, name), "n1_reserved", name=name)
    for field in fields_of(procedure):
        section = "form" if field.name in procedure.form else "findings"
        yield from (
            found("N1", (section, field.name, "of", name), "n1_reserved", name=name)
            for name in field.columns
            if name in NEVER_A_FIELD
        )
    for section in ("steps", "ends"):
        yield from (
            found("N1", (section, name), "n1_reserved", name=name)
            for name in getattr(procedure, section)
            if name in ("meet", "withdrawn")
        )


def _twice(sections: dict[str, dict]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for section, things in sections.items():
        for name in things:
            first = seen.setdefault(name, section)
            if first != section:
                yield found(
                    "N1", (section, name), "n1_twice", name=name, first=first, second=section
                )


def names_used(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """Letters, derived values, acts of law and classes that nothing names (a part's own values may rest)."""
    used = list(uses(procedure))
    taken = surroundings.taken or (lambda slug: frozenset())
    letters = {use.name for use in used if use.sort == "letter"}
    values = (
        {use.name.removeprefix("row.").removeprefix("case.") for use in used}
        | _in_examples(procedure)
        | _norm_keys(procedure)
        | _recorded(procedure)
    )
    classes = {use.name for use in used if use.sort == "class"} | {
        value.class_ for value in procedure.derive.values()
    }
    told = (
        {key for _, key, _ in laws(procedure)} if procedure.steps else set(procedure.law)
    )  # what is only told lists its acts
    for section, names, live, words in (
        ("letters", procedure.letters, letters, ("Văn bản", "Letter")),
        (
            "derive",
            [name for name in procedure.derive if "." not in name],
            values,
            ("Giá trị suy ra", "Derived value"),
        ),
        ("law", procedure.law, told, ("Văn bản luật", "Act of law")),
        ("classes", procedure.classes, classes, ("Lớp bí mật", "Class")),
    ):
        unused = [name for name in names if name not in live]
        if (
            section == "derive" and unused
        ):  # whoever opens it may take them: other files are read only then
            unused = [name for name in unused if name not in taken(procedure.slug)]
        yield from (
            found("N2", (section, name), "n2", severity="warning", what=words, name=name)
            for name in unused
        )


def _in_examples(procedure: Procedure) -> set[str]:
    return {name for example in procedure.examples for name in example.gives}


def _norm_keys(procedure: Procedure) -> set[str]:
    """By which norms are read, those of rows too."""
    derived = [
        *procedure.derive.values(),
        *(value for field in fields_of(procedure) for value in field.derive.values()),
    ]
    return {
        name.removeprefix("case.")
        for value in derived
        if isinstance(value.formula, FromNorm)
        for name in value.formula.keys.values()
    }


def _recorded(procedure: Procedure) -> set[str]:
    ops = [
        op
        for step in procedure.steps.values()
        for one in (*step.do.values(), *((step.then,) if step.then else ()))
        for op in one.records
    ]
    return {str(value) for op in ops for value in (*op.values.values(), op.on)}


def laws_known(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    articles: dict[str, list[str]] = {}
    for path, key, article in laws(procedure):
        if key not in procedure.law:
            yield found("N3", path, "n3_missing", name=key)
        elif article and article not in articles.setdefault(key, []):
            articles[key].append(article)
    for key, act in procedure.law.items():
        if not act.confirmed:
            yield found(
                "N3",
                ("law", key),
                "n3_unconfirmed",
                severity="warning",
                name=" ".join((key, ", ".join(articles.get(key, ())))).strip(),
            )
    for path, thing in _unconfirmed(procedure):
        yield found("N3", path, "n3_unconfirmed", severity="warning", name=thing)


def _unconfirmed(procedure: Procedure) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Times and amounts that say `confirmed: no` of themselves."""
    if procedure.deadline and not procedure.deadline.confirmed:
        yield ("deadline", "confirmed"), "deadline"
    for step in procedure.steps.values():
        if step.limit and not step.limit.confirmed:
            yield ("steps", step.name, "limit", "confirmed"), f"{step.name}.limit"
    for line in procedure.fee.values():
        for place, rule in enumerate(line.rules):
            if not rule.confirmed:
                yield ("fee", line.name, "rules", place, "confirmed"), f"{line.name} {place + 1}"
