"""What cannot be made of the books on paper."""

from __future__ import annotations

from dinh.messages.sentence import Sentence as S

SHEETS: dict[str, S] = {
    "book.period": S(
        ("Ngày cuối kỳ ({to}) trước ngày đầu kỳ ({from}).", "Ghi lại hai ngày của kỳ."),
        (
            "The period ends ({to}) before it begins ({from}).",
            "Give the two days of the period again.",
        ),
    ),
    "book.too_long": S(
        (
            "Kỳ này quá dài cho một quyển sổ: nhiều nhất {most} dòng, mỗi dòng vài trăm chữ.",
            "Chọn kỳ ngắn hơn, thí dụ từng tháng một.",
        ),
        (
            "This period is too long for one book: at most {most} rows of some hundred signs.",
            "Choose a shorter period, for example month by month.",
        ),
    ),
    "book.not_yours": S(
        ("Sổ này do vị trí khác lập.", "Nhờ một trong các vị trí sau lập sổ: {by}."),
        ("This book is made by other posts.", "Ask one of these posts to make it: {by}."),
    ),
}
