"""What the machine says of a file, in both languages: the usual reasons in words, all else as the machine has it."""

from __future__ import annotations

import errno
import socket

REASONS = {
    errno.ENOENT: ("không có tệp hay thư mục này", "there is no such file or folder"),
    errno.EACCES: ("không được phép đọc hoặc ghi ở đó", "reading or writing there is not allowed"),
    errno.EPERM: ("không được phép đọc hoặc ghi ở đó", "reading or writing there is not allowed"),
    errno.EISDIR: ("đó là thư mục, không phải tệp", "it is a folder, not a file"),
    errno.ENOTDIR: ("một phần của đường dẫn không phải thư mục", "a part of the path is no folder"),
    errno.ENOSPC: ("đĩa đã đầy", "the disk is full"),
    errno.EEXIST: ("ở đó đã có tệp cùng tên", "there is a file of that name already"),
    errno.EROFS: ("đĩa chỉ cho đọc", "the disk can only be read"),
    errno.EADDRINUSE: ("cổng ấy đã có chương trình dùng", "another program uses that port"),
    errno.EADDRNOTAVAIL: ("máy này không có địa chỉ ấy", "this machine has no such address"),
    errno.ECONNREFUSED: (
        "ở địa chỉ ấy không có chương trình nào nhận",
        "nothing at that address takes it",
    ),
    errno.ECONNRESET: ("đường nối bị ngắt giữa chừng", "the connection broke off"),
    errno.ENETUNREACH: ("không có đường mạng tới đó", "no network leads there"),
    errno.EHOSTUNREACH: ("không tới được máy ấy", "that machine cannot be reached"),
    errno.ETIMEDOUT: ("chờ mãi không có trả lời", "there was no answer in time"),
    errno.ENAMETOOLONG: ("tên quá dài", "the name is too long"),
}


def reason(fault: Exception) -> dict[str, str]:
    """A fact for `told`: why a file could not be read or written."""
    words = REASONS.get(getattr(fault, "errno", None) or 0)
    if isinstance(fault, TimeoutError):
        words = REASONS[errno.ETIMEDOUT]
    elif isinstance(fault, OverflowError | socket.gaierror):
        words = ("không có địa chỉ hay cổng ấy", "there is no such address or port")
    elif words is None:
        said = getattr(fault, "strerror", None) or str(fault) or type(fault).__name__
        words = (said, said)
    return dict(zip(("vi", "en"), words, strict=True))
