"""A refusal's words: (what happened, what to do now) in Vietnamese and in English; `{name}` is a fact of it."""

from __future__ import annotations

from msgspec import Struct


class Sentence(Struct, frozen=True):
    vi: tuple[str, str]
    en: tuple[str, str]

    def of(self, lang: str) -> tuple[str, str]:
        return self.en if lang == "en" else self.vi
