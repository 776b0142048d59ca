"""What stands in the trail of who tried what, in both languages."""

from __future__ import annotations

from dinh.engine.definition.procedure import Text

WHAT = {
    "sign_in.right": Text("Đăng nhập đúng", "Signed in"),
    "sign_in.wrong": Text("Đăng nhập sai", "Wrong sign-in"),
    "factor.wrong": Text("Sai mã xác thực hai lớp", "Wrong answer to the second factor"),
    "sign_in.waits": Text("Phải đợi vì đăng nhập sai nhiều lần", "Made to wait: wrong sign-ins"),
    "account.link": Text("Tạo đường dẫn đăng nhập một lần", "One-time sign-in link made"),
    "token.wrong": Text("Mã của chương trình không đúng", "Wrong token of a program"),
    "track.wrong": Text(
        "Tra hồ sơ sai mã hoặc sai số", "Case followed with a wrong code or digits"
    ),
    "track.waits": Text("Phải đợi vì tra hồ sơ sai nhiều lần", "Made to wait: wrong case codes"),
    "case.denied": Text(
        "Hỏi hồ sơ không được xem hoặc không có", "Asked for a case withheld or none"
    ),
    "page.denied": Text("Mở trang của vị trí khác", "Opened a page of another post"),
    "cases.many": Text("Đọc nhiều hồ sơ trong một giờ", "Read many cases within an hour"),
    "export.book": Text("In sổ", "Book printed"),
    "export.log": Text("Lấy nhật ký", "Log taken"),
    "export.records": Text("Lấy dữ liệu sổ", "Register data taken"),
    "export.backup": Text("Sao lưu", "Backup taken"),
    "export.data": Text("Lấy dữ liệu ra", "Data taken"),
    "trail.read": Text("Xem sổ vết này", "This trail read"),
}
