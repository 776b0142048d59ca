"""What the actions ask that every procedure has unwritten: their fields, as the forms of the pages show them."""

from __future__ import annotations

from dinh.engine.definition.condition import ALWAYS
from dinh.engine.definition.procedure import Field, Text

LONG = 2000
HOW_PAID = {
    "cash": Text("Tiền mặt", "Cash"),
    "transfer": Text("Chuyển khoản", "Transfer"),
    "online": Text("Trên mạng", "Online"),
}
HOW_DELIVERED = {
    "counter": Text("Tại quầy", "At the counter"),
    "post": Text("Qua bưu điện", "By post"),
    "online": Text("Bản điện tử", "Electronically"),
}
REASON = Field(name="reason", label=Text("Lý do", "Reason"), type="text", required=ALWAYS, max=LONG)
FOR_GOOD = Field(
    name="for_good",
    label=Text("Giao hẳn cho đơn vị ấy giải quyết?", "Is it to settle the case from now on?"),
    type="yes_no",
    help=Text(
        "Chọn “Không” hoặc để trống để trả lại đơn vị vừa làm một bước, cho họ sửa.",
        "“No”, or nothing, gives it back to the house that did a step, to be put right there.",
    ),
)
TO = Field(name="house", label=Text("Chuyển đến", "To"), type="house", required=ALWAYS)
UNWRITTEN: dict[str, tuple[Field, ...]] = {
    "note": (
        Field(
            name="text",
            label=Text("Ghi chú", "Note"),
            type="text",
            required=ALWAYS,
            max=LONG,
            help=Text("Ai xem được hồ sơ đều đọc được.", "Whoever may see the case can read it."),
        ),
    ),
    "attach": (),
    "pay": (
        Field(name="amount", label=Text("Số tiền thu", "Amount"), type="money", required=ALWAYS),
        Field(
            name="how",
            label=Text("Thu bằng cách nào?", "How?"),
            type="choice",
            required=ALWAYS,
            of=HOW_PAID,
        ),
        Field(name="receipt", label=Text("Số biên lai", "Receipt number"), type="text", max=60),
        Field(
            name="reason",
            label=Text("Lý do, nếu trả lại tiền", "Reason, if money is given back"),
            type="text",
            max=500,
            help=Text(
                "Trả lại tiền thì ghi số âm, như −8.000.",
                "Money given back has a minus before it, such as −8,000.",
            ),
        ),
    ),
    "deliver": (
        Field(
            name="how",
            label=Text("Trả bằng cách nào?", "How?"),
            type="choice",
            required=ALWAYS,
            of=HOW_DELIVERED,
        ),
        Field(
            name="to",
            label=Text("Người nhận, nếu không phải người nộp", "Received by, if not the applicant"),
            type="text",
            max=200,
        ),
    ),
    "reassign": (
        Field(name="person", label=Text("Giao cho", "To"), type="person", required=ALWAYS),
    ),
    "relate": (
        Field(
            name="case",
            label=Text("Mã hồ sơ kia", "Code of the other case"),
            type="text",
            required=ALWAYS,
            max=60,
        ),
        Field(
            name="text",
            label=Text("Vì sao liên quan", "How they are related"),
            type="text",
            max=LONG,
        ),
    ),
    "withdraw": (
        REASON,
        Field(
            name="refund",
            label=Text("Hoàn trả phí, lệ phí đã thu", "What becomes of the fee that was paid"),
            type="text",
            max=LONG,
            help=Text(
                "Ghi trên thông báo dừng giải quyết hồ sơ.", "Stands on the notice of stopping."
            ),
        ),
    ),
    "extend": (
        Field(name="until", label=Text("Hẹn mới", "New due"), type="date"),
        Field(
            name="by",
            label=Text("Hoặc thêm bao lâu", "Or how much longer"),
            type="text",
            max=60,
            help=Text(
                "ví dụ: 2 ngày làm việc, hoặc 15 ngày", "for example: 2 working days, or 15 days"
            ),
        ),
        REASON,
    ),
    "reverse": (REASON,),
    "waive": (REASON,),
    "transfer": (TO, REASON),
    "route": (TO,),
}
DANGEROUS = frozenset({"withdraw", "reverse"})
