"""What is damaged in the database itself, by what of the books lies on it, and what to do for each."""

from __future__ import annotations

from dinh.messages.sentence import Sentence as S

PARTS: dict[str, tuple[str, str]] = {
    "events": ("các việc của nhật ký", "the events of the log"),
    "personal": ("dữ liệu cá nhân của các việc", "the personal values of the events"),
    "houses": ("tên đơn vị và đầu sổ", "the house's name and head"),
    "house_states": ("vị trí, lịch, bản công bố của đơn vị", "the house's posts and calendar"),
    "tree_blocks": ("cây băm của nhật ký", "the hash tree of the log"),
    "cases": ("danh sách hồ sơ", "the list of cases"),
    "work": ("danh sách việc", "the work list"),
    "reminders": ("các lần nhắc việc", "reminders"),
    "causes": ("nguồn của hồ sơ tự mở", "what opened cases by itself"),
    "records": ("các sổ", "the registers"),
    "record_cells": ("tra cứu trong các sổ", "the search in registers"),
    "words": ("tìm hồ sơ theo chữ", "the search for cases"),
    "letters": ("tra cứu văn bản", "the list of letters"),
    "tallies": ("số liệu theo tháng", "the monthly sums"),
    "documents": ("danh sách giấy tờ", "the list of documents"),
    "counters": ("số đã cấp", "the numbers that were given"),
    "commands": ("khoá của các lệnh đã làm", "the keys of commands that were done"),
    "jobs": ("việc máy phải làm", "jobs that wait"),
    "contents": ("bản đã công bố", "what was published"),
    "uploads": ("ai đã nộp tệp nào", "who brought which file"),
    "trail": ("nhật ký truy cập", "the trail of access"),
}
OTHER_PART = ("tài khoản và phiên đăng nhập", "accounts and sessions")

BOOKS: dict[str, S] = {
    "verify.damaged_table": S(
        ("{house}: không còn bảng {name} ({part}).", ""),
        ("{house}: the table {name} is gone ({part}).", ""),
    ),
    "verify.damaged_index": S(
        ("{house}: không còn chỉ mục {name} của bảng {table} ({part}).", ""),
        ("{house}: the index {name} of the table {table} is gone ({part}).", ""),
    ),
    "verify.damaged_pages": S(
        ("{house}: bảng {name} ({part}) có trang hỏng trên đĩa.", ""),
        ("{house}: the table {name} ({part}) has broken pages on the disk.", ""),
    ),
    "verify.damaged_index_pages": S(
        ("{house}: chỉ mục {name} của bảng {table} ({part}) hỏng trên đĩa.", ""),
        ("{house}: the index {name} of the table {table} ({part}) is broken on the disk.", ""),
    ),
    "verify.damaged_cut": S(
        ("{house}: tệp sổ bị cắt: ngắn hơn độ dài chính nó ghi.", ""),
        ("{house}: the file of the books is cut: it is shorter than it says itself.", ""),
    ),
    "verify.damaged_file": S(
        ("{house}: tệp sổ không đọc được chút nào.", ""),
        ("{house}: nothing of the file of the books can be read.", ""),
    ),
    "verify.damaged_free": S(
        ("{house}: tệp sổ có trang hỏng không thuộc bảng nào.", ""),
        ("{house}: the file of the books has broken pages that belong to no table.", ""),
    ),
    "verify.file": S(
        (
            "Tệp sổ hỏng trên đĩa; những gì mất kể dưới đây.",
            "Ngừng máy chủ, giữ nguyên thư mục, phục hồi bản sao lưu gần nhất vào thư mục khác (`dinh restore`); việc sau bản ấy thì ghi lại theo giấy tờ.",
        ),
        (
            "The file of the books is broken on the disk; what is lost is named below.",
            "Stop the server, leave the folder as it is, restore the latest backup into another one (`dinh restore`); record anew, from the papers, what came after it.",
        ),
    ),
    "verify.table": S(
        (
            "Nhật ký đọc được đến việc cuối, nhưng bảng kể dưới đây hỏng, và không lập lại từ nhật ký được.",
            "Ngừng máy chủ, giữ nguyên thư mục. `dinh backup` vào tệp tên mới rồi `dinh restore` vào thư mục khác; lệnh ấy từ chối thì phục hồi bản sao lưu gần nhất.",
        ),
        (
            "The log can be read to its last event, but a table below is damaged that cannot be made anew from it.",
            "Stop the server, leave the folder as it is. `dinh backup` under a new name, then `dinh restore` into another folder; if that is refused restore the latest backup.",
        ),
    ),
    "verify.index": S(
        (
            "Nhật ký đọc được và đúng dấu đến việc cuối; chỉ hỏng những gì lập lại được từ nhật ký.",
            "Ngừng máy chủ, chạy `dinh rebuild`. Lệnh ấy không sửa được thì `dinh backup` vào tệp tên mới rồi `dinh restore` vào thư mục khác.",
        ),
        (
            "The log can be read and holds to its last event; only what can be made anew from it is hurt.",
            "Stop the server and run `dinh rebuild`. If that cannot mend it, `dinh backup` under a new name, then `dinh restore` into another folder.",
        ),
    ),
    "backup.damaged": S(
        (
            "Chưa sao lưu: sổ có {count} chỗ hỏng, không đọc được hoặc sai dấu. Bản {file} cũ, nếu có, vẫn còn nguyên.",
            "Ngừng máy chủ, giữ nguyên thư mục, phục hồi bản sao lưu gần nhất vào thư mục khác; việc nào sau bản ấy thì ghi lại theo giấy tờ, hồ sơ hỏng xem ở danh sách trên.",
        ),
        (
            "Nothing was backed up: {count} places of the books are damaged, cannot be read or do not hold. An older {file} is as it was.",
            "Stop the server, leave the folder as it is, restore the latest backup into another one; record anew, from the papers, what came after it. The damaged cases are listed above.",
        ),
    ),
    "rebuild.damaged": S(
        (
            "Chưa lập lại gì: sổ có {count} chỗ hỏng mà nhật ký không thay được.",
            "Ngừng máy chủ, giữ nguyên thư mục. `dinh backup` vào tệp tên mới rồi `dinh restore` vào thư mục khác; lệnh ấy từ chối thì phục hồi bản sao lưu gần nhất.",
        ),
        (
            "Nothing was made anew: {count} places of the books are damaged that the log cannot replace in this file.",
            "Stop the server, leave the folder as it is. `dinh backup` under a new name, then `dinh restore` into another folder; if that is refused restore the latest backup.",
        ),
    ),
}  # fmt: skip


def with_part(facts: dict[str, object]) -> dict[str, object]:
    """The facts, with what of the books lies in the table that they name."""
    if "table" not in facts or "part" in facts:
        return facts
    vi, en = PARTS.get(str(facts["table"]), OTHER_PART)
    return {**facts, "part": {"vi": vi, "en": en}}
