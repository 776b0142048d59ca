"""A source of law as people read it."""

from __future__ import annotations

import re

from dinh.engine.definition.procedure import Procedure, Source


def law_said(source: Source | None, procedure: Procedure, lang: str) -> str:
    """`Luật Hộ tịch 2014, Điều 11 khoản 1`; an article that is no number stands as it is."""
    law = procedure.law.get(source.key) if source else None
    if source is None or law is None:
        return ""
    numbers = re.fullmatch(r"(\d+[a-zđ]?)(?:\.(\d+))?", source.article)
    if not numbers:
        return f"{law.title}, {source.article}" if source.article else law.title
    article, clause = numbers.groups()
    if lang == "en":
        return f"{law.title}, Article {article}" + (f"({clause})" if clause else "")
    return f"{law.title}, Điều {article}" + (f" khoản {clause}" if clause else "")
