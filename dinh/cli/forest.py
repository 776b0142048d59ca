"""`dinh forest …`: from satellite scenes to alerts. The packages it needs are an extra; only `change` reads a house, and needs none."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from dinh.cli import Result, forest_house
from dinh.clock import now
from dinh.forest.trouble import need_packages, refuse
from dinh.messages.system import reason

ABOUT = ("theo dõi rừng từ ảnh vệ tinh", "watch forests in satellite scenes")
PARTS = {
    "watch": (
        "làm tất cả: nạp ảnh, lập mô hình, theo dõi từng ảnh, ghi cảnh báo",
        "all in one go: ingest, fit, fold scene by scene, write alerts",
    ),
    "ingest": ("nạp ảnh vào kho", "take scenes into a store"),
    "fit": ("lập mô hình từ các ảnh trước một ngày", "make a model of the scenes before a day"),
    "observe": ("theo dõi các ảnh chưa xét", "fold the scenes that were not folded yet"),
    "alerts": ("ghi cảnh báo ra GeoJSON", "write the alerts as GeoJSON"),
    "explain": (
        "vì sao một điểm bị (hay không bị) cảnh báo",
        "why a pixel was flagged, or was not",
    ),
    "plots": ("nhập bản đồ lô rừng vào sổ", "import a map of forest plots into the book"),
    "cases": (
        "mở hồ sơ cho cảnh báo mới, báo phần lan thêm, học từ kết quả kiểm tra",
        "open cases for new alerts, tell what grew, learn from checks",
    ),
    "accuracy": (
        "cảnh báo đúng bao nhiêu theo kiểm tra thực địa; gợi ý ngưỡng",
        "how many alerts were real by field checks; thresholds suggested",
    ),
    "ground": (
        "theo dõi lại đất rừng đã kiểm tra: đã trồng lại (thaw), học lại (refit), hoặc im lặng (freeze)",
        "watch checked ground anew: replanted (thaw), learnt as it is (refit), or silent (freeze)",
    ),
    "reference": (
        "theo dõi một khu rừng nơi khác đã biết đáp án, để xem máy đúng đến đâu; không mở hồ sơ",
        "watch a forest elsewhere of which it is known what was lost, to see how far the watch is right; opens no case",
    ),
    "simulate": ("làm một khu rừng giả có đáp án", "make a forest that never was, with its truth"),
    "change": ("diễn biến rừng của xã theo kỳ", "the commune's table of forest change"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="|".join(PARTS))
    made = {name: parts.add_parser(name, help=" / ".join(about)) for name, about in PARTS.items()}
    for name in ("watch", "ingest"):
        made[name].add_argument("--scenes", metavar="DIR", required=name == "watch")
        made[name].add_argument("--crs")
        made[name].add_argument("--index")
        made[name].add_argument("--skip-bad", action="store_true")
    for name in ("ingest", "fit", "observe", "alerts", "explain"):
        made[name].add_argument("--store", required=True, metavar="DIR")
    for name in ("watch", "ingest", "observe"):
        made[name].add_argument("--until", type=_day, metavar="DATE")
    for name in ("watch", "fit"):
        made[name].add_argument("--from", dest="since", type=_day, metavar="DATE")
        made[name].add_argument("--mask", metavar="FILE")
    for name in ("watch", "fit", "observe"):
        made[name].add_argument(
            "--workers",
            type=int,
            default=1,
            metavar="N",
            help="nhiều nhất N tiến trình; chỉ dùng khi nhanh hơn / at most so many processes; used where that is faster",
        )
    for name in ("watch", "alerts"):
        made[name].add_argument("--out", required=name == "watch", metavar="FILE")
        made[name].add_argument("--plots", default="", metavar="FILE|house")
        made[name].add_argument("--thresholds", default="", choices=("", "house", "none"))
    made["watch"].add_argument("--store", metavar="DIR")
    made["alerts"].add_argument("--since", dest="after", type=_day, metavar="DATE")
    made["ingest"].add_argument("--stac", metavar="URL|FILE")
    made["ingest"].add_argument("--collection", default="sentinel-2-l2a")
    made["ingest"].add_argument("--bbox", metavar="W,S,E,N")
    made["ingest"].add_argument("--start", type=_day, metavar="DATE")
    made["explain"].add_argument("x", type=float, metavar="X")
    made["explain"].add_argument("y", type=float, metavar="Y")
    made["change"].add_argument("--from", dest="first", metavar="DATE")
    made["change"].add_argument("--to", dest="last", metavar="DATE")
    made["reference"].add_argument("folder", metavar="FOLDER")
    forest_house.arguments(made)
    simulate = made["simulate"]
    simulate.add_argument("--out", required=True, metavar="DIR")
    simulate.add_argument("--seed", type=int, default=1)
    simulate.add_argument("--size", type=int, default=150)
    simulate.add_argument("--sensor", choices=("optical", "radar"), default="optical")
    simulate.add_argument("--climate", choices=("tropical", "temperate"), default="tropical")


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{word}' ≠ YYYY-MM-DD") from None


def run(words: argparse.Namespace) -> Result:
    if words.part in ("plots", "cases", "accuracy", "ground"):
        return *forest_house.told(words), 0
    if words.part == "change":
        from dinh.cli import forest_change

        return *forest_change.told(words), 0
    need_packages()
    told = _Progress(words.lang)
    try:
        value = (
            forest_house.reference(words, told)
            if words.part == "reference"
            else _watched(words, told)
        )
    except OSError as fault:
        where = fault.filename or getattr(words, "out", None) or getattr(words, "store", "")
        raise refuse("forest.out_folder", file=str(where), why=reason(fault)) from fault
    finally:
        told.end()
    return (
        value,
        _text(words.part, value, words.lang) + _fewer(words, value) + _by_radar(words, value),
        0,
    )


def _fewer(words: argparse.Namespace, value: dict) -> str:
    """Why not as many processes worked as were asked for."""
    if value.get("workers", 1) >= getattr(words, "workers", 1):
        return ""
    say = (
        "Dùng ít tiến trình hơn số đã yêu cầu: việc còn ít, hoặc máy không có thêm bộ xử lý, nên thêm tiến trình chỉ chậm hơn.",
        "Fewer processes than asked for: there was too little to do, or the machine has no more processors, so that more would only be slower.",
    )
    return "\n" + say[words.lang == "en"]


def _by_radar(words: argparse.Namespace, value: dict) -> str:
    """Whoever goes by it must know what it was tried on."""
    if value.get("index") not in ("vh", "vv"):
        return ""
    say = (
        "Theo dõi bằng radar mới được thử trên ảnh mô phỏng, chưa thử trên rừng thật: hãy kiểm tra tại rừng trước khi tin.",
        "Watching by radar has been tried on simulated scenes only, not on a real forest: check in the forest before you rely on it.",
    )
    return "\n" + say[words.lang == "en"]


def _watched(words: argparse.Namespace, told: _Progress) -> dict:
    from dinh.forest import work

    today = now().date()
    until = min(getattr(words, "until", None) or today, today)
    if words.part in ("watch", "alerts"):
        words.plots, words.least = (
            forest_house.plots_named(words.plots),
            forest_house.thresholds_named(words.thresholds),
        )
    return getattr(work, words.part)(words, until, told)


SHOWN = 8
LACKING = (
    "Ảnh ở dòng lacking thiếu kênh cần cho chỉ số, nên chưa nói gì; kênh còn thiếu đến thì chạy lại.",
    "The scenes of the line lacking have not the bands of the index and say nothing yet; run this again when the others have come.",
)
WORDS = {
    "ingest": ("nạp ảnh", "scenes read"),
    "fit": ("lập mô hình", "model"),
    "observe": ("theo dõi", "scenes folded"),
    "pictures": ("vẽ ảnh", "pictures"),
}


class _Progress:
    """A line on the terminal that is written over; nothing where nobody looks."""

    def __init__(self, lang: str):
        self.english, self.shows, self.written = lang == "en", sys.stderr.isatty(), False

    def __call__(self, what: str, done: int, of: int) -> None:
        if self.shows:
            print(
                f"\r{WORDS[what][self.english]}: {done}/{of}   ",
                end="",
                file=sys.stderr,
                flush=True,
            )
            self.written = True

    def end(self) -> None:
        if self.written:
            print(file=sys.stderr)


def _text(part: str, value: dict, lang: str) -> str:
    if part == "explain":
        lines = [
            f"{one['date']}  {one['value']:8.4f}  {one['model']:8.4f}"
            for one in value["points"][-20:]
        ]
        return "\n".join([f"{key}: {value[key]}" for key in value if key != "points"] + lines)
    lists = [
        f"{key}: {', '.join(map(str, one[:SHOWN]))}{' …' if len(one) > SHOWN else ''}"
        for key in ("bad", "lacking")
        if (one := value.get(key))
    ]
    return "\n".join(
        [
            *(f"{key}: {one}" for key, one in value.items() if not isinstance(one, list | dict)),
            *lists,
            *([LACKING[lang == "en"]] if value.get("lacking") else []),
        ]
    )
