"""What pages say when a person signs in, waits too long, or asks for what is not there."""
from __future__ import annotations

from dinh.texts.sentence import Sentence as S

PAGES: dict[str, S] = {
    "page.not_found": S(
        ("Không có trang này, hoặc anh, chị không được xem.", "Xem lại địa chỉ, hoặc tìm theo mã hồ sơ."),
        ("There is no such page, or it is not yours to see.", "Look at the address again, or search by the case code."),
    ),
    "page.forbidden": S(
        ("Trang này dành cho vị trí khác.", "Đăng nhập bằng tài khoản của vị trí đó, hoặc nhờ người giữ vị trí."),
        ("This page is for another post.", "Sign in as that post, or ask whoever holds it."),
    ),
    "page.stale": S(
        ("Chưa gửi được: trang này mở đã lâu.", "Xem lại rồi bấm gửi một lần nữa."),
        ("This was not sent: the page had been open too long.", "Look at it again and send it once more."),
    ),
    "page.failed": S(
        ("Phần mềm gặp lỗi, việc vừa bấm chưa được ghi.", "Thử lại một lần. Vẫn lỗi thì đọc mã này cho người phụ trách phần mềm."),
        ("The software failed, and what you asked was not recorded.", "Try once more. If it fails again, read this code to whoever looks after the software."),
    ),
    "page.too_large": S(
        ("Tệp gửi lên quá lớn.", "Chia nhỏ hoặc quét lại ở độ nét thấp hơn."),
        ("What was sent is too large.", "Split it, or scan it again at a lower resolution."),
    ),
    "session.needed": S(
        ("Cần đăng nhập để mở trang này.", "Đăng nhập xong sẽ quay lại đúng trang."),
        ("Sign in to open this page.", "After that you come back to it."),
    ),
    "session.ended": S(
        ("Phiên làm việc đã hết, việc vừa bấm chưa được ghi.", "Đăng nhập lại; những gì đã nhập vẫn còn."),
        ("Your session has ended, and what you asked was not recorded.", "Sign in again; what you typed is still here."),
    ),
    "sign_in.wrong": S(
        ("Tên đăng nhập hoặc mật khẩu không đúng.", "Xem lại chữ hoa, chữ thường và bộ gõ tiếng Việt. Quên mật khẩu thì xin đường dẫn đăng nhập một lần."),
        ("The name or the password is not right.", "Look at capitals and the input method. If you forgot it, ask for a one-time link."),
    ),
    "sign_in.locked": S(
        ("Đã sai quá nhiều lần, tạm khóa đăng nhập.", "Thử lại sau {minutes} phút, hoặc xin đường dẫn đăng nhập một lần."),
        ("Too many wrong tries, so signing in is locked for now.", "Try again in {minutes} minutes, or ask for a one-time link."),
    ),
    "sign_in.link_used": S(
        ("Đường dẫn này đã dùng rồi hoặc đã hết hạn.", "Xin đường dẫn mới ở người phụ trách phần mềm."),
        ("This link has been used or has expired.", "Ask whoever looks after the software for a new one."),
    ),
    "password.short": S(
        ("Mật khẩu cần ít nhất {min} ký tự.", "Dùng một câu dài dễ nhớ."), ("A password has at least {min} characters.", "Use a long sentence that is easy to remember."),
    ),
    "password.common": S(
        ("Mật khẩu này quá dễ đoán.", "Chọn một câu không ai khác hay dùng."), ("This password is too easily guessed.", "Choose a sentence that nobody else uses."),
    ),
    "password.own_name": S(
        ("Mật khẩu không được chứa tên đăng nhập.", ""), ("A password may not contain the sign-in name.", ""),
    ),
    "password.differ": S(
        ("Hai lần gõ mật khẩu không giống nhau.", "Gõ lại cả hai."), ("The two passwords differ.", "Type both again."),
    ),
    "password.old_wrong": S(
        ("Mật khẩu đang dùng không đúng.", ""), ("The present password is not right.", ""),
    ),
}
