"""A procedure said in plain words for those who work by it: its ways, its tables, its rules, its examples.

Rule to keep: each sentence comes from one key of the file, and says nothing that the key does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from dinh.engine.analysis.child_links import openings
from dinh.engine.definition.condition import ALWAYS, NEVER, Condition
from dinh.engine.definition.law import law_said
from dinh.engine.definition.links import Start
from dinh.engine.definition.procedure import Derived, Example, Field, Procedure, Source, Table
from dinh.engine.definition.steps import Step, TimeRow
from dinh.engine.schedule.duration import show_duration
from dinh.export.graph import back
from dinh.export.names import role, step_label, times
from dinh.export.reasons import name_said, said
from dinh.export.telling import OUTCOMES, letters, starting
from dinh.messages.words import capital, full_day, money, say, words_of
from dinh.web.shared.labels import action_label, role_label

KINDS = {
    "granted": "done",
    "done": "done",
    "forwarded": "today",
    "returned": "today",
    "rejected": "late",
    "stopped": "late",
}


class Way(Struct, frozen=True):
    """A way on from a step: what is done (or that time is over), when it may be, and where it leads."""

    act: str
    to: str
    when: str = ""
    over: bool = False


class Stop(Struct, frozen=True):
    """kind: work, choice or block; ways: in the order of the file."""

    name: str
    label: str
    who: str
    kind: str
    ways: tuple[Way, ...]
    pauses: bool = False


class Ending(Struct, frozen=True):
    label: str
    outcome: str
    kind: str


class Line(Struct, frozen=True):
    when: str
    gives: str
    law: str = ""


class Lines(Struct, frozen=True):
    title: str
    kind: str
    rows: tuple[Line, ...]


class Rule(Struct, frozen=True):
    words: str
    law: str = ""


class Rules(Struct, frozen=True):
    title: str
    rules: tuple[Rule, ...]


class Told(Struct, frozen=True):
    """An example: what happens, line by line, and what comes of it."""

    name: str
    lines: tuple[str, ...]
    gives: str


class Plain(Struct, frozen=True):
    """called: what other procedures are called, by slug."""

    procedure: Procedure
    lang: str
    called: Mapping[str, str] = MappingProxyType({})

    def say(self, vi: str, en: str, **facts: Any) -> str:
        return say(vi, en, self.lang, **facts)

    def register(self, slug: str) -> str:
        found = self.procedure.registers.get(slug)
        return words_of(found.name, self.lang) or slug if found else slug

    def when(self, condition: Condition) -> str:
        return said(condition, self.procedure, self.lang)

    def law(self, source: Source | None) -> str:
        return law_said(source, self.procedure, self.lang)

    # --- the ways ---

    def stops(self) -> tuple[Stop, ...]:
        return tuple(self._stop(step) for step in self.procedure.steps.values())

    def _stop(self, step: Step) -> Stop:
        kind = "choice" if step.choose else "block" if step.together else "work"
        who = capital(", ".join(role(one, self.procedure).of(self.lang) for one in step.roles))
        return Stop(
            step.name,
            step_label(self.procedure, step.name, self.lang),
            who,
            kind,
            tuple(self._ways(step)),
            step.pauses,
        )

    def _ways(self, step: Step) -> Iterator[Way]:
        for action in step.do.values():
            yield Way(
                action_label(self.procedure, action.name, self.lang, step.name),
                self.place(action.to or step.name),
                self.when(action.when),
            )
        for choice in step.choose:
            yield Way("", self.place(choice.to), self.when(choice.when))
        for branch in step.together:
            each = (
                self.say(
                    "mỗi dòng của “{name}”",
                    "for each of “{name}”",
                    name=name_said(branch.each, self.procedure, self.lang),
                )
                if branch.each
                else ""
            )
            yield Way(
                self.say("Nhánh", "Branch"),
                self.place(branch.to),
                ", ".join(one for one in (each, self.when(branch.when)) if one),
            )
        if step.together:
            yield Way(self.say("Đủ các nhánh", "All branches done"), self.place(step.meet))
        if step.then and step.limit:
            yield Way(
                self.say(
                    "Hết {time}",
                    "After {time}",
                    time=times(step.limit.rows, self.procedure).of(self.lang),
                ),
                self.place(step.then.to),
                over=True,
            )
        if step.then and step.waits:
            yield Way(back(step.waits).of(self.lang), self.place(step.then.to))

    def place(self, name: str) -> str:
        if name in self.procedure.ends:
            return words_of(self.procedure.ends[name].label, self.lang)
        return (
            self.say("chỗ gặp của các nhánh", "where the branches meet")
            if name == "meet"
            else step_label(self.procedure, name, self.lang)
        )

    def ends(self) -> tuple[Ending, ...]:
        return tuple(
            Ending(
                words_of(end.label, self.lang),
                OUTCOMES[end.outcome][self.lang == "en"],
                KINDS[end.outcome],
            )
            for end in self.procedure.ends.values()
        )

    # --- the tables ---

    def tables(self) -> tuple[Lines, ...]:
        return tuple(
            table
            for table in (*self._fees(), *self._times(), *self._choices(), *self._derived())
            if table.rows
        )

    def _fees(self) -> Iterator[Lines]:
        for line in self.procedure.fee.values():
            rows = (
                Line(
                    self.when(rule.when),
                    self._amount(rule.amount),
                    ". ".join(
                        one for one in (words_of(rule.why, self.lang), self.law(rule.law)) if one
                    ),
                )
                for rule in line.rules
            )
            yield Lines(
                words_of(line.label, self.lang) or self.say("Phí, lệ phí", "Fee"),
                self.say("Phải nộp", "To pay"),
                tuple(rows),
            )

    def _amount(self, amount: int | str) -> str:
        if isinstance(amount, int):
            return money(amount, self.lang)
        return (
            self.say("chưa công bố", "not published")
            if amount == "unpublished"
            else name_said(amount, self.procedure, self.lang)
        )

    def _times(self) -> Iterator[Lines]:
        clock = self.procedure.deadline
        if clock:
            starts = ", ".join(starting(one, self.procedure, self.lang) for one in clock.starts)
            yield Lines(
                self.say(
                    "Thời hạn giải quyết, tính từ: {starts}",
                    "Promised time, from: {starts}",
                    starts=starts,
                ),
                self.say("Thời hạn", "Time"),
                self._lasting(clock.rows, clock.law),
            )
        for step in self.procedure.steps.values():
            if step.limit and len(step.limit.rows) > 1:
                yield Lines(
                    self.say(
                        "Thời hạn của bước “{step}”",
                        "Limit of the step “{step}”",
                        step=self.place(step.name),
                    ),
                    self.say("Thời hạn", "Time"),
                    self._lasting(step.limit.rows, step.limit.law),
                )

    def _lasting(self, rows: tuple[TimeRow, ...], law: Source | None) -> tuple[Line, ...]:
        return tuple(
            Line(
                self.when(row.when),
                show_duration(row.time, self.lang)
                if row.time
                else times((row,), self.procedure).of(self.lang),
                self.law(law),
            )
            for row in rows
        )

    def _choices(self) -> Iterator[Lines]:
        for step in self.procedure.steps.values():
            if step.choose:
                yield Lines(
                    self.place(step.name),
                    self.say("Đi tới", "Leads to"),
                    tuple(Line(self.when(one.when), self.place(one.to)) for one in step.choose),
                )

    def _derived(self) -> Iterator[Lines]:
        lists = [(one, one.derive) for one in self._fields() if one.derive]
        for before, values in (
            ("", self.procedure.derive),
            *((f"{words_of(one.label, self.lang)}: ", derive) for one, derive in lists),
        ):
            for value in values.values():
                if isinstance(value.formula, Table):
                    rows = tuple(
                        Line(self.when(row.when), self._given(row.gives, value))
                        for row in value.formula.rows
                    )
                    yield Lines(
                        before + (words_of(value.label, self.lang) or value.name),
                        self.say("Thì là", "Then it is"),
                        rows,
                    )

    def _given(self, value: Any, derived: Derived) -> str:
        if isinstance(value, bool) or value in ("yes", "no"):
            return self.say(*(("có", "yes") if value in (True, "yes") else ("không", "no")))
        return str(money(value, self.lang) if derived.type == "money" else value)

    def _fields(self) -> list[Field]:
        return [*self.procedure.form.values(), *self.procedure.findings.values()]

    # --- the rules ---

    def rules(self) -> tuple[Rules, ...]:
        found = (
            (self.say("Hỏi gì, khi nào", "What is asked, and when"), self._asked()),
            (self.say("Giấy tờ", "Papers"), self._papers()),
            (self.say("Điều máy soát lại", "What is looked at"), self._valid()),
            (self.say("Ai không được làm", "Who may not act"), self._apart()),
            (
                self.say("Được làm khi nào, mấy lần", "When and how often something may be done"),
                self._acts(),
            ),
            (self.say("Thời gian", "Time"), self._clock()),
            (
                self.say("Hồ sơ con, hồ sơ tự mở", "Child cases, cases that open by themselves"),
                self._families(),
            ),
        )
        return tuple(Rules(title, rules) for title, made in found if (rules := tuple(made)))

    def _asked(self) -> Iterator[Rule]:
        whole = self._whole_groups()
        for group, condition in whole.items():
            yield self._shown(words_of(self.procedure.groups[group], self.lang), condition, None)
        for field in self._fields():
            label = self._called(field)
            yield from self._one_asked(
                field, label, shown=field.name.rpartition(".")[0] not in whole
            )
            for column in field.columns.values():
                yield from self._one_asked(column, f"{label}: {words_of(column.label, self.lang)}")

    def _whole_groups(self) -> dict[str, Condition]:
        """The parts and sections that are asked as one, with when."""
        found: dict[str, set[Condition]] = {}
        for field in self._fields():
            found.setdefault(field.name.rpartition(".")[0], set()).add(field.shown)
        return {
            group: next(iter(shown))
            for group, shown in found.items()
            if group in self.procedure.groups and len(shown) == 1 and shown != {ALWAYS}
        }

    def _called(self, field: Field) -> str:
        """`Người mẹ: Họ, chữ đệm, tên`."""
        group = self.procedure.groups.get(field.name.rpartition(".")[0])
        label = words_of(field.label, self.lang)
        return f"{words_of(group, self.lang)}: {label}" if group else label

    def _shown(self, label: str, condition: Condition, law: Source | None) -> Rule:
        return Rule(
            self.say(
                "“{name}” chỉ hỏi khi {when}.",
                "“{name}” is asked only when {when}.",
                name=label,
                when=self.when(condition),
            ),
            self.law(law),
        )

    def _one_asked(self, field: Field, label: str, *, shown: bool = True) -> Iterator[Rule]:
        if shown and field.shown != ALWAYS:
            yield self._shown(label, field.shown, field.law)
        if field.required not in (ALWAYS, NEVER):
            yield Rule(
                self.say(
                    "“{name}” phải ghi khi {when}.",
                    "“{name}” must be given when {when}.",
                    name=label,
                    when=self.when(field.required),
                ),
                self.law(field.law),
            )

    def _papers(self) -> Iterator[Rule]:
        for one in self.procedure.documents.values():
            name = words_of(one.label, self.lang)
            if one.required == ALWAYS:
                yield Rule(
                    self.say("Luôn phải có “{name}”.", "“{name}” is always needed.", name=name),
                    self.law(one.law),
                )
            elif one.required != NEVER:
                yield Rule(
                    self.say(
                        "Phải có “{name}” khi {when}.",
                        "“{name}” is needed when {when}.",
                        name=name,
                        when=self.when(one.required),
                    ),
                    self.law(one.law),
                )

    def _valid(self) -> Iterator[Rule]:
        for one in (
            *self.procedure.valid,
            *(one for field in self._fields() for one in field.valid),
        ):
            stops = self.say(
                "Không nhận khi {when}: “{say}”",
                "Refused when {when}: “{say}”",
                when=self.when(one.when),
                say=words_of(one.say, self.lang),
            )
            warns = self.say(
                "Nhắc, không chặn, khi {when}: “{say}”",
                "Warned, not stopped, when {when}: “{say}”",
                when=self.when(one.when),
                say=words_of(one.say, self.lang),
            )
            yield Rule(warns if one.warn else stops, self.law(one.law))

    def _apart(self) -> Iterator[Rule]:
        for step in self.procedure.steps.values():
            for other in step.not_by:
                before = (
                    self.place(other)
                    if other in self.procedure.steps
                    else role(f"person:{other}", self.procedure).of(self.lang)
                )
                yield Rule(
                    self.say(
                        "Người đã làm ở “{other}” không được làm ở “{step}”.",
                        "Whoever acted in “{other}” may not act in “{step}”.",
                        other=before,
                        step=self.place(step.name),
                    )
                )

    def _acts(self) -> Iterator[Rule]:
        for step in self.procedure.steps.values():
            for action in step.do.values():
                facts = {
                    "act": action_label(self.procedure, action.name, self.lang, step.name),
                    "step": self.place(step.name),
                }
                if action.when != ALWAYS:
                    yield Rule(
                        self.say(
                            "Ở “{step}”, “{act}” chỉ khi {when}.",
                            "In “{step}”, “{act}” only when {when}.",
                            **facts,
                            when=self.when(action.when),
                        ),
                        self.law(action.law),
                    )
                if action.at_most:
                    yield Rule(
                        self.say(
                            "Ở “{step}”, “{act}” nhiều nhất {n} lần.",
                            "In “{step}”, “{act}” "
                            + ("at most once." if action.at_most == 1 else "at most {n} times."),
                            **facts,
                            n=action.at_most,
                        ),
                        self.law(action.law),
                    )
                if action.letters:
                    yield Rule(
                        self.say(
                            "Ở “{step}”, “{act}” phát hành: {letters}.",
                            "In “{step}”, “{act}” issues: {letters}.",
                            **facts,
                            letters=", ".join(letters(action.letters, self.procedure, self.lang)),
                        )
                    )

    def _families(self) -> Iterator[Rule]:
        """Which cases it opens, and when it opens by itself."""
        for _, step, action, one in openings(self.procedure):
            where = (
                self.say(
                    "“{act}” ở “{step}”",
                    "“{act}” in “{step}”",
                    act=action_label(self.procedure, action, self.lang, step.name),
                    step=self.place(step.name),
                )
                if action
                else self.say("Vào “{step}”", "Entering “{step}”", step=self.place(step.name))
            )
            each = (
                self.say(
                    ", mỗi dòng của “{name}” một hồ sơ",
                    ", one for each of “{name}”",
                    name=name_said(one.each, self.procedure, self.lang)
                    if one.each
                    else self.register(one.register),
                )
                if one.each or one.register
                else ""
            )
            yield Rule(
                self.say(
                    "{where} mở hồ sơ con “{procedure}”{each}.",
                    "{where} opens the child case “{procedure}”{each}.",
                    where=where,
                    procedure=self.called.get(one.procedure, one.procedure),
                    each=each,
                ),
                self.law(one.law),
            )
        for start in self.procedure.starts:
            yield Rule(
                self.say(
                    "Hồ sơ tự mở {when}.",
                    "The case opens by itself {when}.",
                    when=self._when_it_starts(start),
                ),
                self.law(start.law),
            )

    def _when_it_starts(self, start: Start) -> str:
        if not start.unit:
            return self.say(
                "khi sổ “{name}” có dòng mới",
                "when a row is added to “{name}”",
                name=self.register(start.added),
            )
        day = start.on or {"years": "01-01", "months": "01"}.get(start.unit, "")
        said = {
            "years": self.say(
                "mỗi năm, ngày {day}", "each year on {day}", day="/".join(reversed(day.split("-")))
            ),
            "months": self.say("mỗi tháng, ngày {day}", "each month on the {day}", day=day),
            "days": self.say("cứ {n} ngày", "every {n} days", n=start.number),
        }[start.unit]
        return said + (
            self.say(
                ", mỗi dòng của sổ “{name}” một hồ sơ",
                ", one for each row of “{name}”",
                name=self.register(start.register),
            )
            if start.register
            else ""
        )

    def _clock(self) -> Iterator[Rule]:
        clock = self.procedure.deadline
        if clock and clock.cutoff:
            yield Rule(
                self.say(
                    "Nhận sau {at} thì tính từ ngày làm việc kế tiếp.",
                    "What is accepted after {at} counts from the next working day.",
                    at=clock.cutoff,
                ),
                self.law(clock.law),
            )
        for step in self.procedure.steps.values():
            facts = {
                "step": self.place(step.name),
                "time": times(step.limit.rows, self.procedure).of(self.lang) if step.limit else "",
            }
            if step.limit and step.then:
                yield Rule(
                    self.say(
                        "Ở “{step}”, hết {time} mà chưa ai làm thì hồ sơ tự chuyển tới “{to}”.",
                        "In “{step}”, when nobody has acted within {time}, the case goes to “{to}” by itself.",
                        **facts,
                        to=self.place(step.then.to),
                    ),
                    self.law(step.limit.law or step.law),
                )
            elif step.limit:
                yield Rule(
                    self.say(
                        "Ở “{step}”, luật cho {time}; quá thì báo trễ.",
                        "In “{step}” the law gives {time}; after that it is late.",
                        **facts,
                    ),
                    self.law(step.limit.law or step.law),
                )
            if step.pauses:
                yield Rule(
                    self.say(
                        "Trong lúc ở “{step}”, hồ sơ tạm dừng tính thời hạn.",
                        "While the case is in “{step}”, its time limit is paused.",
                        **facts,
                    )
                )

    # --- the examples ---

    def examples(self) -> tuple[Told, ...]:
        return tuple(
            Told(words_of(one.name, self.lang), tuple(self._happens(one)), self._comes(one))
            for one in self.procedure.examples
        )

    def _happens(self, one: Example) -> Iterator[str]:
        if one.given.get("opened"):
            yield self.say(
                "{at}: nộp hồ sơ", "{at}: the case is opened", at=_at(one.given["opened"])
            )
        for line in one.does:
            if "act" in line:
                who = capital(
                    role_label(str(line.get("by", "applicant")).partition(".")[0], self.lang)
                )
                at = f"{_at(line['at'])}: " if line.get("at") else ""
                yield f"{at}{who}: {action_label(self.procedure, str(line['act']), self.lang, str(line.get('step', '')))}"
            elif "child" in line:
                yield self.say(
                    "Hồ sơ con thứ {n} xong: {end}",
                    "Child case {n} is settled: {end}",
                    n=line["child"],
                    end=line.get("end", ""),
                )
            elif "clock" in line:
                yield self.say(
                    "{at}: thời hạn tự có hiệu lực",
                    "{at}: limits act by themselves",
                    at=_at(line["clock"]),
                )

    def _comes(self, one: Example) -> str:
        if one.refuses:
            return self.say(
                "Máy không nhận: {why}", "Refused: {why}", why=one.refuses.get("because", "")
            )
        gives = one.gives
        parts = (
            [self.say("kết thúc: {end}", "end: {end}", end=self.place(str(gives["end"])))]
            if gives.get("end")
            else []
        )
        if gives.get("step"):
            parts.append(
                self.say(
                    "đang ở: {step}",
                    "stands in: {step}",
                    step=self.place(str(gives["step"]).partition("/")[0]),
                )
            )
        if isinstance(gives.get("fee"), str | int) and str(gives["fee"]).isdigit():
            parts.append(
                self.say("phải nộp {fee}", "to pay {fee}", fee=money(int(gives["fee"]), self.lang))
            )
        if gives.get("due"):
            parts.append(self.say("hẹn trả {due}", "due {due}", due=_at(gives["due"])))
        return capital("; ".join(parts))


def _at(instant: Any) -> str:
    words = str(instant)
    return f"{full_day(words)}, {words[11:16]}" if len(words) >= 16 else full_day(words)
