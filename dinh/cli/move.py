"""`dinh move SLUG --to VERSION --by PERSON`: move running cases to another version by a plan; first as a dry run, later back."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

from dinh.access import finders
from dinh.cli import Result
from dinh.cli.given import house, instant, read_bytes
from dinh.engine.field_types.reading import Bad, read_date
from dinh.engine.refusal import Refusal, Refused
from dinh.input.plans import Given, plan_of_file
from dinh.input.values import refuse
from dinh.messages import refusal_json, told
from dinh.messages.words import say
from dinh.workflow import version_changes

ABOUT = (
    "chuyển hồ sơ đang chạy sang bản khác của thủ tục",
    "move running cases to another version",
)
LISTED_MAX = 200


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slug", metavar="SLUG")
    parser.add_argument("--to", required=True, metavar="VERSION")
    parser.add_argument("--by", required=True, metavar="PERSON")
    parser.add_argument("--plan", metavar="FILE|-")
    parser.add_argument("--reason", default="")
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--undo", action="store_true")
    parser.add_argument("--at")


def run(words: argparse.Namespace) -> Result:
    name, at, given = house(), instant(words.at), _plan(words.plan)
    state = finders.state(name)
    slug = finders.slug_of(name, state, words.slug)
    days = [one.version for one in state.procedures.get(slug, ())]
    words.to = _as_written(words.to)
    if words.to not in days:
        raise refuse("move.no_version", name=words.slug, version=words.to, versions=days)
    reason = words.reason or given.reason or f"Chuyển theo kế hoạch sang bản từ ngày {words.to}"
    if words.undo:
        back = version_changes.moved(name, words.by, slug, words.to, at)
        gone = version_changes.move_back(
            name,
            words.by,
            slug,
            words.to,
            reason=reason,
            at=at,
            codes=[case.code for case in back],
            dry_run=words.dry_run,
        )
        return _told(words, slug, version_changes.returns_json(back, gone, words.lang), 0)
    seen = version_changes.outlook(name, words.by, slug, words.to, given.plan, given.own, at)
    went, refusal = None, None
    try:
        went = version_changes.move(
            name,
            words.by,
            slug,
            words.to,
            given.plan,
            given.own,
            reason=reason,
            at=at,
            dry_run=words.dry_run,
        )
    except Refused as refused:
        if not words.dry_run or refused.refusal.code not in version_changes.ANOTHER_DAY:
            raise
        refusal = refused.refusal  # the plan is looked at before its day
    rows = version_changes.moves_json(seen, went, words.lang, dry_run=words.dry_run)
    return _told(words, slug, rows, seen.hidden, refusal)


def _as_written(day: str) -> str:
    """`01/10/2026` as a file has it, `2026-10-01`."""
    try:
        return read_date(day)
    except Bad:
        return day


def _plan(source: str | None) -> Given:
    if source is None:
        return Given()
    return plan_of_file(read_bytes(source), source)


OUTCOMES = {
    "moves": ("chuyển được", "can move"),
    "moved": ("đã chuyển", "moved"),
    "needs": ("cần thêm", "needs"),
    "cannot": ("ở lại", "stays"),
    "back": ("lùi về bản cũ", "back to the old version"),
    "stays": ("không lùi được", "not taken back"),
}


def _told(
    words: argparse.Namespace,
    slug: str,
    rows: list[dict[str, Any]],
    hidden: int,
    refusal: Refusal | None = None,
) -> Result:
    """Exit code 1 where the run is refused, or a case stays: of a dry run too."""
    counts = {
        outcome: n for outcome in OUTCOMES if (n := sum(row["outcome"] == outcome for row in rows))
    }
    value = {
        "procedure": slug,
        "to": words.to,
        "dry_run": words.dry_run,
        "undo": words.undo,
        "cases": rows,
        "counts": counts,
        "hidden": hidden,
        "refused": refusal_json(refusal, words.lang) if refusal else None,
    }
    lines = [
        *_refused(refusal, words.lang),
        *_lost(rows, words.lang),
        *(_line(row, words.lang) for row in rows[:LISTED_MAX]),
    ]
    sums = ", ".join(
        f"{n} {OUTCOMES[outcome][words.lang != 'vi']}" for outcome, n in counts.items()
    ) or ("không có hồ sơ nào" if words.lang == "vi" else "no cases")
    stays = refusal is not None or any(row["outcome"] in STAYING for row in rows)
    return value, "\n".join([*lines, sums]), int(stays)


STAYING = ("needs", "cannot", "stays")


def _refused(refusal: Refusal | None, lang: str) -> list[str]:
    """Say first that the run itself would be refused now."""
    if refusal is None:
        return []
    said = told(refusal.code, refusal.facts, lang)
    return [
        say(
            f"Chạy thật lúc này thì chưa làm được: {said.message} {said.do}",
            f"The run itself would be refused now: {said.message} {said.do}",
            lang,
        )
    ]


def _lost(rows: list[dict[str, Any]], lang: str) -> list[str]:
    """List the answers that the version drops or replaces, with how many cases have them."""
    counts = Counter(
        (one["how"] == "replaced", one["label"], one["field"])
        for row in rows
        for one in row["lost"]
    )
    return [
        say(
            f"{'thay câu trả lời' if replaced else 'không hỏi nữa'}: {label} ({field}), {n} hồ sơ; câu trả lời cũ vẫn xem được",
            f"{'answer replaced' if replaced else 'no longer asked'}: {label} ({field}), {n} cases; the earlier answer can still be read",
            lang,
        )
        for (replaced, label, field), n in sorted(counts.items())
    ]


def _line(row: dict[str, Any], lang: str) -> str:
    said = f"{row['code']}  {OUTCOMES[row['outcome']][lang != 'vi']}"
    whys = [f"{one['field']}: {one['message']}" for one in row["needs"]] + (
        [row["why"]["message"]] if row["why"] else []
    )
    return f"{said}: {'; '.join(whys)}" if whys else said
