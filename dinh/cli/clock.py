"""`dinh clock`: let time act. `--right`: the clock is right, and what the log last noted came from one that ran ahead."""

from __future__ import annotations

import argparse

from dinh import serialize
from dinh.access import finders
from dinh.cli import Result
from dinh.cli.given import house, instant
from dinh.engine.refusal import Refusal
from dinh.messages import refusal_json, told
from dinh.workflow import cases

ABOUT = ("để thời hạn tự có hiệu lực", "let limits that are over act")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--at")
    parser.add_argument("--right", action="store_true")


def run(words: argparse.Namespace) -> Result:
    name = house()
    at = instant(words.at)
    if words.right:
        cases.clock_is_right(name)
    refused: list[Refusal] = []
    acted = cases.let_time_act(name, at, refused=refused)
    value = {
        "at": serialize.instant(at or finders.time_of(name)),
        "acted": [{"code": code, "step": step} for code, step in acted],
    }
    if refused:
        value["refused"] = [refusal_json(one, words.lang) for one in refused]
    said = [told(one.code, one.facts, words.lang) for one in refused]
    nothing = (
        []
        if acted or said
        else ["Chưa có thời hạn nào hết." if words.lang == "vi" else "No limit has run out."]
    )
    return (
        value,
        "\n".join(
            [
                *(f"{code} {step}" for code, step in acted),
                *(f"{one.message} {one.do}" for one in said),
                *nothing,
            ]
        ),
        0,
    )
