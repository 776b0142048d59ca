"""How templates say things: `{% t "vi" "en" %}` in the page's language, and values as people write them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from dinh.desks.shared import words

register = template.Library()


@register.simple_tag(takes_context=True)
def t(context: Any, vi: str, en: str, **facts: Any) -> SafeString:
    """Words written in the template itself, so they may hold tags; facts are escaped."""
    said = en if context.get("lang") == "en" else vi
    return mark_safe(said.format(**{name: conditional_escape(fact) for name, fact in facts.items()}) if facts else said)


@register.simple_tag(takes_context=True)
def w(context: Any, text: Any) -> str:
    """A bilingual text of a procedure, post or case."""
    return words.words_of(text, context.get("lang", "vi"))


@register.simple_tag(takes_context=True)
def near(context: Any, value: Any) -> str:
    return words.near_day(value, context["now"], context.get("lang", "vi")) if value else ""


@register.simple_tag(takes_context=True)
def when(context: Any, value: datetime | None, capital: bool = False) -> SafeString:
    """An instant, readable by machines too."""
    if value is None:
        return mark_safe("")
    said = words.moment(value, context["now"], context.get("lang", "vi"))
    return format_html(
        '<time datetime="{}">{}</time>', words.to_local(value).isoformat(timespec="minutes"), words.capital(said) if capital else said
    )


@register.simple_tag(takes_context=True)
def money(context: Any, amount: Any) -> str:
    return words.money(amount, context.get("lang", "vi"))


@register.simple_tag(takes_context=True)
def number(context: Any, value: Any) -> str:
    return words.number(value, context.get("lang", "vi"))


@register.simple_tag(takes_context=True)
def size(context: Any, size_bytes: int) -> str:
    return words.file_size(size_bytes, context.get("lang", "vi"))


@register.filter
def first_of(rows: Any, most: int) -> Any:
    """The first rows, at most so many."""
    return rows[:most]


register.filter("day", words.full_day)
register.filter("hour", words.hour)
register.filter("seal", words.seal)
register.filter("pid", words.id_number)
register.filter("pid_masked", words.id_masked)
