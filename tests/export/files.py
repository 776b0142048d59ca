"""The published procedures, and a small one whose block is left by an action, for what none of them uses."""

from functools import cache
from pathlib import Path

from dinh.engine.definition.procedure import Procedure
from dinh.procedures import own, read_procedure
from tests.world import own_files

HALL = """\
procedure: muon-hoi-truong
name: {vi: Mượn hội trường, en: Borrow the hall}
field: van-hoa
code: none
in_force: {from: 2026-07-01}
level: internal
law: {QC: {title: Quy chế hội trường}}
channels: [house]
form:
  kind: {label: {vi: Việc, en: Matter}, type: choice, of: {wedding: {vi: Cưới}, meeting: {vi: Họp}}, required: yes}
  tags: {label: {vi: Loại}, type: choices, of: {loud: {vi: Ồn}, late: {vi: Khuya}}}
  days: {label: {vi: Số ngày}, type: number, in: "[1..30]"}
  rooms: {label: {vi: Phòng}, type: list, rows: "[1..3]", of: {name: {label: {vi: Tên phòng}, type: text, required: yes}}}
findings:
  reason: {label: {vi: Lý do}, type: text, required: yes}
deadline: {starts: opened, by: [{when: {days: "> 3"}, time: 5 days}, {when: {days: ["<= 3", empty]}, time: 2 days}]}
steps:
  asking: {label: {vi: Hỏi ý kiến, en: Asking}, together: [{to: police}, {to: room, each: rooms}], meet: settle}
  police: {role: police, limit: 2 working days, then: {to: meet}, do: {fine: {label: {vi: Được}, to: meet}, never: {label: {vi: Không}, to: refuse, breaks: yes}}}
  room: {role: office, do: {free: {label: {vi: Trống}, to: meet}, taken: {label: {vi: Đã có}, to: taken, breaks: yes}}}
  settle: {choose: [{when: {kind: wedding}, to: sign}, {when: {kind: not(wedding)}, to: granted}]}
  sign: {role: leader, do: {sign: {label: {vi: Ký}, to: granted}, again: {label: {vi: Hỏi lại}, to: asking}, wait: {label: {vi: Ghi}}}}
  refuse: {role: leader, do: {refuse: {label: {vi: Ký từ chối}, to: refused, asks: [reason]}}}
letters: {}
ends:
  granted: {outcome: granted, label: {vi: Cho mượn}, letter: none, why_quiet: {vi: Báo miệng}}
  refused: {outcome: rejected, label: {vi: Không cho mượn}, letter: none, why_quiet: {vi: Báo miệng}}
  taken: {outcome: stopped, label: {vi: Hết phòng}, letter: none, why_quiet: {vi: Báo miệng}}
"""


@cache
def published() -> dict[str, Procedure]:
    return {
        one.procedure.slug: one.procedure for one in own_files().packages if one.procedure.steps
    }


SLUGS = sorted(
    path.stem
    for path in own().glob("*/*.yaml")
    if "\nprocedure: " in (text := path.read_text(encoding="utf-8"))
    and "\nlevel: info\n" not in text
)


def hall(folder: Path) -> Procedure:
    file = folder / "muon-hoi-truong.yaml"
    file.write_text(HALL, encoding="utf-8")
    found, problems = read_procedure(file)
    assert found is not None, problems
    assert not [one.message.vi for one in problems if one.rule in ("Y1", "Y2", "N1", "F3")]
    return found
