"""`dinh move SLUG --to VERSION --by PERSON`: move running cases to another version by a plan; first as a dry run, later back."""

from __future__ import annotations

import argparse
from typing import Any

from dinh import access, versions
from dinh.commands import Result
from dinh.commands.given import house, instant, read_bytes
from dinh.engine.values import Bad, read_date
from dinh.given.plans import Given, plan_of_file
from dinh.given.values import refuse

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
    state = access.state(name)
    slug = access.slug_of(name, state, words.slug)
    days = [one.version for one in state.procedures.get(slug, ())]
    words.to = _as_written(words.to)
    if words.to not in days:
        raise refuse("move.no_version", name=words.slug, version=words.to, versions=days)
    reason = words.reason or given.reason or f"Chuyển theo kế hoạch sang bản từ ngày {words.to}"
    if words.undo:
        back = versions.moved(name, words.by, slug, words.to, at)
        gone = (
            {}
            if words.dry_run or not back
            else versions.move_back(
                name,
                words.by,
                slug,
                words.to,
                reason=reason,
                at=at,
                codes=[case.code for case in back],
            )
        )
        return _told(words, slug, versions.returns_json(back, gone, words.lang), 0)
    seen = versions.outlook(name, words.by, slug, words.to, given.plan, given.own, at)
    went = (
        None
        if words.dry_run
        else versions.move(
            name, words.by, slug, words.to, given.plan, given.own, reason=reason, at=at
        )
    )
    return _told(words, slug, versions.moves_json(seen, went, words.lang), seen.hidden)


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


def _told(words: argparse.Namespace, slug: str, rows: list[dict[str, Any]], hidden: int) -> Result:
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
    }
    lines = [_line(row, words.lang) for row in rows[:LISTED_MAX]]
    sums = ", ".join(
        f"{n} {OUTCOMES[outcome][words.lang != 'vi']}" for outcome, n in counts.items()
    ) or ("không có hồ sơ nào" if words.lang == "vi" else "no cases")
    return value, "\n".join([*lines, sums]), 0


def _line(row: dict[str, Any], lang: str) -> str:
    said = f"{row['code']}  {OUTCOMES[row['outcome']][lang != 'vi']}"
    whys = [f"{one['field']}: {one['message']}" for one in row["needs"]] + (
        [row["why"]["message"]] if row["why"] else []
    )
    return f"{said}: {'; '.join(whys)}" if whys else said
