"""A new procedure's file, sound from its first minute: every place that the author must fill is a TODO in both languages.

Its stories hold whatever is filled in, so that each later fault is one that the author has just made. The result's letter
is a file of its own, on the layout that all letters share; what else is printed has templates already.
"""

from __future__ import annotations

from string import Template

SIGNED = ("one_stop_signed", "one_stop_forwarded")
FRAMES = ("one_stop", *SIGNED, "none")
"""none: the house's own matter, with a step of its own for receiving. SIGNED: those that have signing, sealing and refusing in them."""


def procedure(slug: str, frame: str, field: str, officer: str) -> str:
    """frame: one of FRAMES; field: a slug of fields.yaml; officer: the role that checks."""
    told = {"slug": slug, "field": field, "officer": officer, "template": f"{slug}.typ"}
    stories = [
        granted(frame),
        refused(frame),
        *(() if frame == "none" else (SUPPLEMENTED, RETURNED, TURNED_AWAY)),
    ]
    stories += [WAITING] if frame == "none" else []
    return Template(
        "".join(
            [
                TOP,
                FRAME[frame],
                FORM,
                DEADLINE,
                STEPS[frame],
                letters(frame),
                EXAMPLES,
                "\n".join(stories),
            ]
        )
    ).substitute(told)


def letter() -> str:
    """The template of the result."""
    return LETTER


TOP = """\
# TODO: Thủ tục này là gì, căn cứ nào đã đối chiếu, điều gì chưa rõ.
# TODO: What this procedure is, which sources were compared, what is not clear yet.
procedure: $slug
# TODO: mã trên Cơ sở dữ liệu quốc gia; không có thì để none / the national code; none where there is none
code: none
# TODO: tên đầy đủ, đúng như quyết định công bố / the full name, as it was announced
name: {vi: Tên đầy đủ của thủ tục, en: Full name of the procedure}
# TODO: dân quen gọi là gì; cổng tìm theo những chữ này / what people call it; the portal searches these words
known_as:
  - {vi: "tên dân quen gọi, tên cũ", en: "what people call it, its old name"}
field: $field
# TODO: có hiệu lực từ ngày nào / from which day it is in force
in_force: {from: 2026-07-01}
# TODO: số, tên văn bản; đã đọc bản gốc thì bỏ confirmed: no / number and title; drop confirmed: no once you have read the text
law:
  LUAT: {title: Tên văn bản quy định thủ tục này, number: 00/0000/NĐ-CP, confirmed: no}
"""

FRAME = {
    "one_stop": """\
# full: làm trọn trên mạng; partial: có việc phải đến; info: chỉ giới thiệu / wholly online; partly; only told
level: partial
channels: [counter, online, post]
# Khung có sẵn: tiếp nhận, bổ sung, từ chối tiếp nhận / receiving, supplements and rejection are written there
frame: {use: one_stop, next: check}
""",
    "one_stop_signed": """\
# full: làm trọn trên mạng; partial: có việc phải đến; info: chỉ giới thiệu / wholly online; partly; only told
level: partial
channels: [counter, online, post]
# Khung có sẵn: tiếp nhận, thẩm tra, bổ sung, ký, đóng dấu, từ chối / receiving, checking, signing, sealing, refusing are written there
frame: {use: one_stop_signed, officer: $officer}
""",
    "one_stop_forwarded": """\
# full: làm trọn trên mạng; partial: có việc phải đến; info: chỉ giới thiệu / wholly online; partly; only told
level: partial
channels: [counter, online, post]
# Khung có sẵn: như one_stop_signed, rồi gửi tỉnh và nhận kết quả / as one_stop_signed, then up to the province and back
frame: {use: one_stop_forwarded, officer: $officer}
""",
    "none": """\
# internal: việc nội bộ, không lên cổng / the house's own, not on the portal
level: internal
channels: [counter, house]
""",
}

FORM = """
form:
  applicant: {part: person, label: {vi: Người nộp, en: Applicant}}
  # TODO: hỏi thêm điều gì; mỗi điều một trường, chỉ hỏi thứ luật đòi / what else is asked, one field each, only what the law demands
  request:
    label: {vi: Nội dung đề nghị, en: What is asked for}
    type: text
    required: yes
    help: {vi: Viết ngắn gọn điều cần giải quyết., en: Say shortly what you need.}

documents:
  # TODO: giấy tờ nào, bản gì, khi nào phải có / which papers, of what kind, when they are required
  proof: {label: {vi: Giấy tờ kèm theo, en: Paper that goes with it}, kind: copy, copies: 1, required: yes, law: LUAT}
"""

DEADLINE = """
# TODO: thời hạn và căn cứ; đổi thì tính lại due trong các ví dụ / the time and its source; count the due of the examples again
deadline: {starts: reception.accept, time: 5 working days, law: LUAT, confirmed: no}

# TODO: mức thu; chưa công bố thì để unpublished, không để 0 / the amount; unpublished while it is not known, never 0
fee:
  - {amount: unpublished, law: LUAT, confirmed: no, why: {vi: Chưa công bố mức thu, en: The amount is not published yet}}
"""

_REASONS = """
findings:
  refusal_reason: {label: {vi: Lý do từ chối, en: Reason for refusing}, type: text, required: yes}
  refusal_basis: {label: {vi: Căn cứ pháp luật, en: Legal basis}, type: text, required: yes}
"""
_CHECK = """\
  # TODO: ai thẩm tra, trong bao lâu, kiểm những gì / who checks, how long, and what
  check:
    label: {vi: Thẩm tra, en: Checking}
    role: $officer
    not_by: [reception]
    time: 2 working days
    do:
      grant: {label: {vi: Giải quyết, en: Grant}, to: granted, letter: result}
      refuse: {label: {vi: Từ chối, en: Refuse}, to: rejected, asks: [refusal_reason, refusal_basis], letter: refusal}
"""
_ENDS = """
ends:
  granted: {outcome: granted, label: {vi: Đã có kết quả, en: Granted}}
  rejected: {outcome: rejected, label: {vi: Từ chối giải quyết, en: Refused}}
"""

_SIGNING = """
steps:
  # TODO: trong bao lâu, kiểm những gì / how long, and what is checked
  check:
    time: 2 working days
    do:
      propose: {label: {vi: Đề nghị giải quyết, en: Propose to grant}, to: signing}
  signing:
    time: 1 working day
    do:
      sign: {letter: result}
"""

STEPS = {
    "one_stop": f"{_REASONS}\nsteps:\n{_CHECK}{_ENDS}",
    **dict.fromkeys(SIGNED, _SIGNING),
    "none": f"""{_REASONS}
steps:
  reception:
    label: {{vi: Tiếp nhận, en: Reception}}
    role: counter
    do:
      accept: {{label: {{vi: Tiếp nhận và hẹn trả, en: Accept and appoint}}, to: check, letter: receipt}}
{_CHECK}{_ENDS}""",
}


def letters(frame: str) -> str:
    receipt = (
        '  receipt: {label: {vi: Giấy tiếp nhận, en: Receipt}, form: "01"}\n'
        if frame == "none"
        else ""
    )
    refusal = "" if frame in SIGNED else REFUSAL
    return f"\nletters:\n{receipt}{RESULT}{refusal}"


RESULT = """\
  # TODO: mẫu của kết quả là letters/$template / the result's template is letters/$template
  result: {label: {vi: Kết quả, en: Result}, template: $template, type: TB, law: LUAT, with: {name: applicant.name, request: request}}
"""
REFUSAL = """\
  refusal: {label: {vi: Văn bản từ chối, en: Refusal}, template: tu-choi-ket-qua.typ, type: TB, with: {reason: refusal_reason, basis: refusal_basis}}
"""

# --- stories: whatever the author fills in, these dues were counted by hand ------------------------------------------------

EXAMPLES = """
# TODO: mỗi kết thúc, mỗi dòng thu một chuyện; tính due bằng tay / a story for each end and each line of the fee; count the due by hand
# 2026: thứ Ba 24/11 nghỉ lễ / Tuesday 24/11 is a public holiday
examples:
"""
GIVEN = """\
      channel: counter
      applicant: {name: Điểu Xuân, address: "Bon Bu Bơ, xã Trường Xuân, tỉnh Lâm Đồng"}
      request: Việc cần giải quyết
"""
DECIDED = "{province_no: 12/QĐ-UBND, province_day: 2026-12-01, province_says: Đồng ý}"
REASON = "{refusal_reason: Chưa đủ điều kiện, refusal_basis: Tên văn bản và điều khoản}"


def granted(frame: str) -> str:
    signed = """\
      - {by: $officer, act: propose, at: 2026-11-27T09:00}
      - {by: leader, act: sign, at: 2026-11-30T09:00}
      - {by: clerk, act: seal, at: 2026-11-30T09:20}
"""
    forwarded = frame == "one_stop_forwarded"
    if forwarded:
        signed += (
            f"      - {{by: $officer, act: granted, fills: {DECIDED}, at: 2026-12-01T09:00}}\n"
        )
    plain = "      - {by: $officer, act: grant, at: 2026-11-27T09:00}\n"
    return f"""\
  - name: {{vi: "Đủ giấy tờ: giải quyết", en: "Everything is there: granted"}}
    given:
      opened: 2026-11-25T08:20
{GIVEN}    does:
      - {{by: counter, act: accept, at: 2026-11-25T08:30}}
{signed if frame in SIGNED else plain}\
    # Wed 25/11 is day 0; Thu 26 (1), Fri 27 (2), Mon 30/11 (3), Tue 1/12 (4), Wed 2/12 (5).
    gives: {{end: granted, due: 2026-12-02T17:00, letters: [receipt, result{", province_notice" if forwarded else ""}]}}
"""


def refused(frame: str) -> str:
    signed = "\n      - {by: leader, act: sign, at: 2026-12-02T15:00}" if frame in SIGNED else ""
    return f"""\
  - name: {{vi: "Không đủ điều kiện: từ chối bằng văn bản", en: "Conditions not met: refused in writing"}}
    given:
      opened: 2026-11-30T08:00
{GIVEN}    does:
      - {{by: counter, act: accept, at: 2026-11-30T08:10}}
      - {{by: $officer, act: refuse, fills: {REASON}, at: 2026-12-02T09:00}}{signed}
    # Mon 30/11 is day 0; Tue 1/12 (1), Wed 2 (2), Thu 3 (3), Fri 4 (4), Mon 7/12 (5).
    gives: {{end: rejected, due: 2026-12-07T17:00, letters: [receipt, refusal]}}
"""


MISSING = "{items: [documents.proof], missing: Giấy tờ kèm theo, missing_reason: Luật đòi giấy này, guidance: Nộp bản sao}"
SUPPLEMENTED = f"""\
  - name: {{vi: "Bổ sung rồi mới tiếp nhận: hẹn trả tính từ lúc tiếp nhận", en: "Supplied first, accepted then: the due counts from acceptance"}}
    given:
      opened: 2026-11-25T08:20
{GIVEN}      documents: []
    does:
      - {{by: counter, act: supplement, fills: {MISSING}, at: 2026-11-25T08:30}}
      - {{by: applicant, act: supply, documents: [proof], at: 2026-11-27T09:00}}
      - {{by: counter, act: accept, at: 2026-11-27T09:30}}
    # Fri 27/11 is day 0; Mon 30 (1), Tue 1/12 (2), Wed 2 (3), Thu 3 (4), Fri 4/12 (5).
    gives: {{state: open, step: check, due: 2026-12-04T17:00, letters: [supplement_request, receipt]}}
"""
RETURNED = f"""\
  - name: {{vi: "Không bổ sung trong 30 ngày: trả lại", en: "Not supplied within 30 days: returned"}}
    given:
      opened: 2026-11-02T14:00
{GIVEN}      documents: []
    does:
      - {{by: counter, act: supplement, fills: {MISSING}, at: 2026-11-02T14:10}}
      - {{clock: 2026-12-02T17:00}}
    # Mon 2/11 is day 0; Wed 2/12 is day 30, until the office closes.
    gives: {{end: returned, letters: [supplement_request, returned_unsupplied]}}
"""
TURNED_AWAY = f"""\
  - name: {{vi: "Không thuộc thẩm quyền: từ chối tiếp nhận", en: "Another authority's matter: rejected at the counter"}}
    given:
      opened: 2026-11-25T08:00
{GIVEN}    does:
      - {{by: counter, act: reject, fills: {{rejection_reason: Thuộc nơi khác, rejection_basis: Tên văn bản và điều khoản, go_instead: Nơi cần đến}}, at: 2026-11-25T08:20}}
    gives: {{end: not_accepted, letters: [rejection]}}
"""
WAITING = f"""\
  - name: {{vi: "Thiếu giấy tờ: chưa tiếp nhận được", en: "A paper is missing: it cannot be accepted"}}
    given:
      opened: 2026-11-25T08:00
{GIVEN}      documents: []
    does:
      - {{by: counter, act: accept, at: 2026-11-25T08:10}}
    refuses: {{at: accept, because: documents.missing}}
"""

# --- the result's letter ----------------------------------------------------------------------------------------------------

LETTER = """\
// TODO: kết quả in ra thế nào; v.NAME là những gì `with` đưa vào / what the result says; v.NAME is what `with` gives
#import "decree30.typ": *
#let v = json(bytes(sys.inputs.values))
#show: paper.with(v, title: "Thông báo kết quả " + words(v.code))

#head(v)
#title("Thông báo", about: "Kết quả giải quyết hồ sơ")
#addressees(v)

#committee(v) đã giải quyết hồ sơ mã số #strong(words(v.code)).

#line-of("Người nộp", v.name)
#told("Nội dung", v.request)

#signing(v, "Như trên", "Lưu: VT, hồ sơ")
"""
