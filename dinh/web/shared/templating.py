"""How pages are made: Jinja2 templates, compiled once, and what they can say: `{{ t("vi", "en") }}` and values as people write them.

Rule to keep: what is here formats; it looks nothing up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.template.backends.jinja2 import Jinja2
from django.template.backends.utils import csrf_input
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChainableUndefined, Environment, nodes, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from dinh.messages import words
from dinh.messages.carried import carried as carried_told
from dinh.web.shared.pictures import pictures
from dinh.web.shared.session import OF


class Pages(Jinja2):
    """The templates of every desk, in its folder `templates`."""

    app_dirname = "templates"


def of_house(request: HttpRequest) -> dict[str, Any]:
    """Beside the token against forgery each form says of which house it is, where the person works in several: what is sent from one
    window is never done in the house that another window has chosen since."""
    asker = getattr(request, "asker", None)
    if asker is None or len(asker.houses) < 2:
        return {}
    return {
        "csrf_input": Markup('{}<input type="hidden" name="{}" value="{}">').format(
            csrf_input(request), OF, asker.house
        )
    }


class Worded(Environment):
    """Words that name no fact are chosen where they stand: a page has a hundred, and a call for each is a third of its making."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        for node in [template, *template.find_all(nodes.Node)]:
            for field in node.fields:
                found = getattr(node, field, None)
                if isinstance(found, list) and any(isinstance(one, nodes.Output) for one in found):
                    setattr(
                        node,
                        field,
                        [
                            part
                            for one in found
                            for part in (_parted(one) if isinstance(one, nodes.Output) else [one])
                        ],
                    )
        return template


def _parted(output: nodes.Output) -> list[nodes.Node]:
    """What is put out, cut at each choice of words."""
    found: list[nodes.Node] = []
    for one in output.nodes:
        if words_there := _words(one):
            vi, en = ([nodes.Output([nodes.TemplateData(said)])] for said in words_there)
            english = nodes.Compare(
                nodes.Name("lang", "load"), [nodes.Operand("eq", nodes.Const("en"))]
            )
            found.append(
                nodes.If(english, en, [], vi, lineno=one.lineno).set_environment(one.environment)
            )
        elif found and isinstance(found[-1], nodes.Output):
            found[-1].nodes.append(one)
        else:
            found.append(nodes.Output([one], lineno=one.lineno).set_environment(one.environment))
    return found


def _words(one: nodes.Expr) -> tuple[str, str] | None:
    """What `t("vi", "en")` says, when it names no facts."""
    if (
        not (
            isinstance(one, nodes.Call)
            and isinstance(one.node, nodes.Name)
            and one.node.name == "t"
        )
        or one.kwargs
    ):
        return None
    values = [arg.value for arg in one.args if isinstance(arg, nodes.Const)]
    return (values[0], words.counted(values[1], None)) if len(values) == 2 else None


def environment(**options: Any) -> Environment:
    made = Worded(**{**options, "undefined": ChainableUndefined})
    made.globals |= {
        "t": t,
        "w": w,
        "near": near,
        "when": when,
        "due": due,
        "money": money,
        "number": number,
        "size": size,
        "carried": carried,
        "url": url,
        "static": asset,
    }
    made.filters |= {
        "day": words.full_day, "hour": words.hour, "seal": words.seal, "pid": words.id_number, "pid_masked": words.id_masked,
        "iso": lambda day: f"{day:%Y-%m-%d}", "capfirst": words.capital, "urlencode": lambda text: quote(str(text), safe="/"),
        "urlencode_all": lambda text: quote(str(text), safe=""), "linebreaksbr": _lines, "first_of": lambda rows, most: rows[:most], "pictures": pictures,
    }  # fmt: skip
    return made


def _lang(context: Context) -> str:
    return "en" if context.get("lang") == "en" else "vi"


@pass_context
def t(context: Context, vi: str, en: str, **facts: Any) -> Markup:
    """Words written in the template itself, so they may hold tags; facts are escaped. `[case waits|cases wait]` goes by `n`."""
    said = words.counted(en, facts.get("n")) if context.get("lang") == "en" else vi
    return Markup(
        said.format(**{name: escape(fact) for name, fact in facts.items()}) if facts else said
    )


@pass_context
def w(context: Context, text: Any) -> str:
    """A bilingual text of a procedure, post or case."""
    return words.words_of(text, _lang(context))


@pass_context
def near(context: Context, value: Any) -> str:
    return words.near_day(value, context["now"], _lang(context)) if value else ""


@pass_context
def when(context: Context, value: datetime | None, capital: bool = False) -> Markup:
    """An instant, readable by machines too."""
    if value is None:
        return Markup("")
    said = words.moment(value, context["now"], _lang(context))
    iso = words.to_local(value).isoformat(timespec="minutes")
    return Markup(
        f'<time datetime="{iso}">{escape(words.capital(said) if capital else said)}</time>'
    )


@pass_context
def due(context: Context, case: Any, capital: bool = False) -> Markup:
    """When a case is due, and of one that was extended the first due beside it, with which one counts.

    While the time limit is paused no day can be told: what it waits for is said instead. case: anything with
    `due`, `first_due`, `paused` and `awaits_applicant`.
    """
    lang = _lang(context)
    if case.paused:
        said = words.after_pause(case.awaits_applicant, lang)
        return Markup(escape(words.capital(said) if capital else said))
    said = when(context, case.due, capital)
    if case.first_due and case.first_due != case.due:
        said += Markup(' <span class="hint">{}</span>').format(
            words.say(
                "Hẹn đầu {first}; đã gia hạn, tính theo hẹn mới.",
                "First due {first}; extended, and the new due counts.",
                lang,
                first=words.moment(case.first_due, context["now"], lang),
            )
        )
    return said


@pass_context
def money(context: Context, amount: Any) -> str:
    return words.money(amount, _lang(context))


@pass_context
def number(context: Context, value: Any) -> str:
    return words.number(value, _lang(context))


@pass_context
def size(context: Context, size_bytes: int) -> str:
    return words.file_size(size_bytes, _lang(context))


@pass_context
def carried(context: Context, file: Mapping[str, Any]) -> str:
    return carried_told(file.get("carries") or (), _lang(context))


@lru_cache(maxsize=4096)
def url(name: str, *given: Any) -> str:
    """An address of these pages; a list of work asks for the same ones again and again."""
    return reverse(name, args=given)


@lru_cache(maxsize=256)
def asset(path: str) -> str:
    """A static file's address: gathered once, before there is a page."""
    return static(path)


def _lines(text: Any) -> Markup:
    return Markup("<br>").join(str(text).split("\n"))
