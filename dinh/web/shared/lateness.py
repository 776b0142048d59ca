"""A forecast of lateness in a sentence, always with how sure it is: never a verdict, and silent on lists where it is small."""

from __future__ import annotations

from dinh.insight.lateness import Risk
from dinh.messages.words import say

TOLD_FROM = 0.2


def told(risk: Risk, lang: str) -> str:
    """`có thể trễ: khoảng 30 %; trong số được báo như thế, 10–72 % đã trễ`."""
    likely = round(100 * risk.likely)
    if risk.like is None:
        return say(
            "có thể trễ: khoảng {p} %, chưa đủ hồ sơ để biết báo thế đúng đến đâu",
            "may be late: about {p} %, with too few cases to tell how sure that is",
            lang,
            p=likely,
        )
    low, high = (round(100 * bound) for bound in risk.like.bounds)
    return say(
        "có thể trễ: khoảng {p} %; trong số được báo như thế, {low}–{high} % đã trễ",
        "may be late: about {p} %; of those told so, {low}–{high} % were",
        lang,
        p=likely,
        low=low,
        high=high,
    )
