"""`dinh index [--from DATE] [--to DATE]`: the service-quality index, reckoned from the house's own log."""

from __future__ import annotations

import argparse

from dinh.access import finders
from dinh.cli import Result
from dinh.cli.given import house
from dinh.cli.insight import period_of
from dinh.insight.house import read
from dinh.insight.quality import as_json, quality

ABOUT = ("chỉ số phục vụ, tính từ nhật ký", "service-quality index, from the log")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="first", metavar="DATE")
    parser.add_argument("--to", dest="last", metavar="DATE")


def run(words: argparse.Namespace) -> Result:
    name = house()
    period = period_of(words, finders.time_of(name))
    value = as_json(quality(read(name, period), finders.procedures(name), period), words.lang)
    lines = [
        f"{value['from']} – {value['to']}: {value['score']} / {value['applies']}  ({value['source']})"
    ]
    for group in value["groups"]:
        lines += ["", f"{group['label']} ({group['most']})"]
        lines += [
            f"  {'–' if one['score'] is None else one['score']:>6} / {one['most']:<3} {'–' if one['ratio'] is None else str(one['numerator']) + '/' + str(one['denominator']):>12}  {one['label']}{'' if not one['why'] else ': ' + one['why']}"
            for one in group["measures"]
        ]
    return value, "\n".join(lines), 0
