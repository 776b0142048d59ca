"""What cannot be written for the author of a procedure."""

from __future__ import annotations

from dinh.messages.sentence import Sentence as S

AUTHORS: dict[str, S] = {
    "compare.unknown": S(
        (
            "Đơn vị không có bản “{given}”.",
            "Dùng một trong: {published}; hoặc đường dẫn của một tệp .yaml.",
        ),
        (
            "The house has no version “{given}”.",
            "Use one of: {published}; or the path of a .yaml file.",
        ),
    ),
    "compare.unreadable": S(
        (
            "Chưa so được, tệp chưa đọc được thành thủ tục: {at}: {why}.",
            "Sửa chỗ ấy trước; `dinh check` kể mọi lỗi.",
        ),
        (
            "Nothing was compared, the file cannot be read as a procedure: {at}: {why}.",
            "Mend that place first; `dinh check` tells every problem.",
        ),
    ),
    "new.slug": S(
        (
            "“{slug}” không làm tên ngắn của thủ tục được: chỉ dùng chữ thường không dấu, số, và gạch nối giữa các chữ.",
            "Đặt lại tên, thí dụ: {meant}.",
        ),
        (
            "“{slug}” cannot be a procedure's slug: lower-case letters without marks, digits, and hyphens between words only.",
            "Choose another, for example: {meant}.",
        ),
    ),
    "new.taken": S(
        ("Đã có thủ tục “{slug}” trong {file}.", "Sửa tệp ấy, hoặc đặt tên khác cho thủ tục mới."),
        (
            "There is a procedure “{slug}” already, in {file}.",
            "Change that file, or give the new procedure another slug.",
        ),
    ),
    "new.exists": S(
        (
            "Tệp {file} đã có; không ghi đè.",
            "Đặt tên khác, hoặc dời tệp ấy đi nơi khác rồi làm lại.",
        ),
        (
            "The file {file} is there already; nothing was written over.",
            "Choose another slug, or move that file away and try again.",
        ),
    ),
    "new.unknown": S(
        ("Không có {what} “{name}”.", "Dùng một trong: {known}."),
        ("There is no {what} “{name}”.", "Use one of: {known}."),
    ),
}
