"""What cannot be written for the author of a procedure."""

from __future__ import annotations

from dinh.texts.sentence import Sentence as S

AUTHORS: dict[str, S] = {
    "new.slug": S(
        ("“{slug}” không làm tên ngắn của thủ tục được: chỉ dùng chữ thường không dấu, số, và gạch nối giữa các chữ.", "Đặt lại tên, thí dụ: {meant}."),
        ("“{slug}” cannot be a procedure's slug: lower-case letters without marks, digits, and hyphens between words only.", "Choose another, for example: {meant}."),
    ),
    "new.taken": S(
        ("Đã có thủ tục “{slug}” trong {file}.", "Sửa tệp ấy, hoặc đặt tên khác cho thủ tục mới."),
        ("There is a procedure “{slug}” already, in {file}.", "Change that file, or give the new procedure another slug."),
    ),
    "new.exists": S(
        ("Tệp {file} đã có; không ghi đè.", "Đặt tên khác, hoặc dời tệp ấy đi nơi khác rồi làm lại."),
        ("The file {file} is there already; nothing was written over.", "Choose another slug, or move that file away and try again."),
    ),
    "new.unknown": S(
        ("Không có {what} “{name}”.", "Dùng một trong: {known}."),
        ("There is no {what} “{name}”.", "Use one of: {known}."),
    ),
}
