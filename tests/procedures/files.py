"""A small sound procedure as text, and what the reader says of it once a line of it is changed."""

from pathlib import Path

from dinh.calendar import default_profile, house_calendar
from dinh.engine.simulate import Surroundings, run
from dinh.procedures import Checked, Package, Problem, check_paths

GOOD = """\
procedure: muon-hoi-truong
name: {vi: Mượn hội trường, en: Borrow the hall}
field: van-hoa
code: none
in_force: {from: 2026-07-01}
level: internal
law:
  QC: {title: Quy chế hội trường, number: 01/QC}
channels: [counter, online]
form:
  holder: {part: person, label: {vi: Người mượn}, without: [ethnicity, email]}
  kind: {label: {vi: Việc}, type: choice, of: {wedding: {vi: Cưới}, meeting: {vi: Họp}}, required: yes}
  seats: {label: {vi: Số ghế}, type: number, in: "[1..300]", required: yes}
  held_on: {label: {vi: Ngày mượn}, type: date, required: yes}
  food: {label: {vi: Có ăn uống}, type: yes_no, shown: {kind: wedding}}
findings:
  reason: {label: {vi: Lý do}, type: text, required: yes}
derive:
  ahead: {days: {from: opened, to: held_on}}
  hire: {times: [seats, 2000]}
valid:
  - {when: {ahead: "< 0"}, say: {vi: Ngày mượn đã qua}, at: held_on, law: QC 2}
documents:
  plan: {label: {vi: Kế hoạch}, kind: copy, required: {seats: "> 100"}}
deadline: {starts: reception.accept, time: 3 working days, law: QC 4}
fee:
  - {when: {kind: meeting}, amount: 0, law: QC 5}
  - {when: {kind: wedding}, amount: hire, law: QC 5}
steps:
  reception: {role: counter, do: {accept: {to: weigh, letter: receipt}}}
  weigh:
    role: office
    not_by: [reception]
    do:
      allow: {to: allowed, letter: permit}
      reject: {to: rejected, asks: [reason], letter: refusal}
ends:
  allowed: {outcome: granted, label: {vi: Được mượn}}
  rejected: {outcome: rejected, label: {vi: Không được mượn}}
letters:
  receipt: {form: "01"}
  permit: {template: permit.typ, type: GP, with: {name: holder.name, day: held_on}}
  refusal: {template: refusal.typ, type: TB, with: {reason: reason}}
examples:
  - name: họp thì không mất tiền
    given:
      {opened: 2026-11-25T08:00, channel: counter, holder: {name: Điểu Xuân, address: Bon A}, kind: meeting, seats: 20, held_on: 2026-12-20}
    does:
      - {by: counter, act: accept, at: 2026-11-25T08:10}
      - {by: office, act: allow, at: 2026-11-26T08:10}
    gives: {end: allowed, fee: 0}
  - name: không đủ chỗ
    given:
      {opened: 2026-11-25T08:00, channel: counter, holder: {name: Điểu Xuân, address: Bon A}, kind: wedding, seats: 300, held_on: 2026-12-20}
    does:
      - {by: counter, act: accept, at: 2026-11-25T08:10}
      - {by: office, act: reject, fills: {reason: hết chỗ}, at: 2026-11-26T08:10}
    gives: {end: rejected}
"""


def changed(*changes: tuple[str, str], text: str = GOOD) -> str:
    """The text with each first part, which must stand in it once, put in place of by the second."""
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text


def checked(folder: Path, text: str | bytes = GOOD, **files: str) -> Checked:
    """The text as a file in a folder of its own, with its templates and further files (`stalls=…` is `stalls.yaml`)."""
    (folder / "letters").mkdir(exist_ok=True)
    for name in ("permit", "refusal"):
        (folder / "letters" / f"{name}.typ").write_text("#let v = json(bytes(sys.inputs.values))\n")
    paths = [folder / "file.yaml"]
    paths[0].write_bytes(text if isinstance(text, bytes) else text.encode())
    for name, content in files.items():
        paths.append(folder / f"{name}.yaml")
        paths[-1].write_text(content)
    return check_paths(paths)


def problems(folder: Path, text: str | bytes = GOOD, **files: str) -> list[Problem]:
    return checked(folder, text, **files).problems


def package(folder: Path, text: str = GOOD, **files: str) -> Package:
    """The whole procedure, which must be sound."""
    found = checked(folder, text, **files)
    assert found.sound, [(one.line, one.message.vi) for one in found.problems]
    return found.packages[0]


def told(problem: Problem) -> tuple[str, int]:
    return problem.rule, problem.line


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def told_truly(paths: list[Path]) -> Checked:
    """The same files with their examples run by the engine on a house's calendar."""
    around = Surroundings(house_calendar(default_profile()))
    return check_paths(
        paths, run_example=lambda procedure, example: run(procedure, example, around)
    )
