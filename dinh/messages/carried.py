"""What is said beside a file that carries more than its pages."""

from __future__ import annotations

from collections.abc import Iterable

WHAT = {
    "script": ("có mã JavaScript", "carries JavaScript"),
    "launch": ("có lệnh mở chương trình khác", "carries a command that starts another program"),
    "files": ("có tệp khác kèm bên trong", "carries other files within it"),
    "locked": ("có mật khẩu hoặc bị khóa", "is locked or has a password"),
    "unread": ("có chỗ không đọc được để kiểm tra", "has parts that could not be read to check it"),
}
ASK = {
    "vi": "Chỉ xem trong trình duyệt, đừng mở bằng phần mềm khác; nghi ngờ thì xin bản quét lại.",
    "en": "View it in the browser only, open it with no other program; in doubt ask for a new scan.",
}


def carried(words: Iterable[str], lang: str) -> str:
    """One sentence and what to do now; "" where the file carries nothing but its pages."""
    said = [WHAT[word][lang == "en"] for word in words if word in WHAT]
    if not said:
        return ""
    *first, last = said
    both = f"{', '.join(first)} {'and' if lang == 'en' else 'và'} {last}" if first else last
    return f"{'This file' if lang == 'en' else 'Tệp này'} {both}. {ASK[lang]}"
