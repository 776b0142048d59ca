"""What a field, a document or a file that was given may lack."""

from __future__ import annotations

from dinh.messages.sentence import Sentence as S

FIELDS: dict[str, S] = {
    "valid": S(("{vi}", ""), ("{en}", "")),
    "field.required": S(("Chưa điền.", ""), ("This is still empty.", "")),
    "field.unknown": S(
        ("Không có ô nào tên “{name}”.", "Xem lại tên; gần nhất là “{near}”."),
        ("There is no field “{name}”.", "Look at the name again; the nearest is “{near}”."),
    ),
    "field.not_found": S(
        ("Không tìm thấy “{given}” trong sổ của xã.", "Xem lại, hoặc chọn trong danh sách."),
        ("“{given}” is not in the commune's books.", "Look again, or choose from the list."),
    ),
    "field.rows_shape": S(
        ("Danh sách này phải gồm các dòng.", "Gửi mỗi dòng là một nhóm ô."),
        ("This list must be made of rows.", "Send each row as an object."),
    ),
    "field.row_unknown": S(
        ("Dòng {row} không còn trong danh sách.", "Tải lại trang để xem danh sách bây giờ."),
        (
            "Row {row} is no longer in the list.",
            "Load the page again to see the list as it is now.",
        ),
    ),
    "field.row_unnamed": S(
        ("Một dòng của “{list}” chưa nói là dòng nào.", "Ghi `row` là một trong: {rows}."),
        ("A row of “{list}” does not say which one it is.", "Give its `row`, one of: {rows}."),
    ),
    "field.rows": S(
        ("Đang có {count} dòng, phải từ {low} đến {high}.", "Thêm hoặc bớt dòng."),
        ("There are {count} rows; there must be {low} to {high}.", "Add or remove rows."),
    ),
    "field.not_in_version": S(
        (
            "Bản thủ tục từ ngày {version} không còn nhận câu trả lời đã khai.",
            "Hỏi lại người nộp rồi ghi câu trả lời mới; ô không bắt buộc thì có thể để trống.",
        ),
        (
            "The version in force since {version} does not take the earlier answer.",
            "Ask the applicant again; a field that is not required may be left empty.",
        ),
    ),
    "field.bounds": S(
        ("Phải từ {low} đến {high}.", ""), ("It must lie between {low} and {high}.", "")
    ),
    "field.not_text": S(("Ô này ghi bằng chữ.", ""), ("This takes words.", "")),
    "field.control": S(
        ("Có ký tự lạ không nhìn thấy được.", "Xóa đi rồi gõ lại bằng tay."),
        ("There are signs in it that cannot be seen.", "Clear it and type it by hand."),
    ),
    "field.too_long": S(
        ("Dài {length} chữ, nhiều nhất {max}.", "Viết ngắn lại, phần còn lại để ở giấy kèm theo."),
        (
            "It is {length} characters long, at most {max}.",
            "Shorten it and attach the rest as a paper.",
        ),
    ),
    "field.name": S(
        ("Tên phải có ít nhất một chữ cái.", ""), ("A name has at least one letter.", "")
    ),
    "field.phone": S(
        ("Số điện thoại gồm 8 đến 15 chữ số.", "Không có điện thoại thì để trống."),
        ("A telephone number has 8 to 15 digits.", "Leave it empty if there is none."),
    ),
    "field.phone_length": S(
        (
            "Số bắt đầu bằng {prefix} có {lengths} chữ số, số này có {length}.",
            "Đếm lại và hỏi lại người nộp; số nước ngoài thì ghi cả dấu + ở đầu.",
        ),
        (
            "A number that begins with {prefix} has {lengths} digits; this one has {length}.",
            "Count again and ask once more; write a number of another country with its +.",
        ),
    ),
    "field.email": S(
        ("Chưa phải địa chỉ thư điện tử, như ten@noi.vn.", "Không có thì để trống."),
        ("This is no e-mail address, such as name@place.vn.", "Leave it empty if there is none."),
    ),
    "field.id_digits": S(
        ("Số định danh chỉ gồm chữ số.", "Xem lại thẻ, hoặc quét mã QR trên thẻ."),
        ("A personal number is digits only.", "Look at the card again, or scan its QR code."),
    ),
    "field.id_length": S(
        (
            "Mới có {length} chữ số, số định danh có đúng 12.",
            "Xem lại thẻ, hoặc quét mã QR trên thẻ.",
        ),
        (
            "It has {length} digits; a personal number has exactly 12.",
            "Look at the card again, or scan its QR code.",
        ),
    ),
    "field.id_old": S(
        (
            "Đây là số chứng minh nhân dân cũ có 9 số, hết giá trị từ 01/01/2025.",
            "Ghi số định danh 12 số trên thẻ căn cước hoặc trong VNeID; chưa có thì để trống.",
        ),
        (
            "This is an old 9-digit number, no longer valid since 01/01/2025.",
            "Give the 12 digits of the identity card or VNeID, or leave it empty.",
        ),
    ),
    "field.number": S(
        ("Ô này ghi bằng số, như 12 hoặc 1.234,5.", ""),
        ("This takes a number, such as 12 or 1234.5.", ""),
    ),
    "field.number_size": S(
        ("Số quá lớn, nhiều nhất {digits} chữ số.", ""),
        ("The number is too large, at most {digits} digits.", ""),
    ),
    "field.places": S(
        (
            "Chỉ được {places} chữ số sau dấu phẩy.",
            "Số từ một nghìn trở lên viết liền, như 1200,5.",
        ),
        ("At most {places} decimals.", "Write thousands without a dot, such as 1200.5."),
    ),
    "field.whole": S(
        ("Ô này ghi số nguyên, không có phần lẻ.", "Số từ một nghìn trở lên viết liền, như 1200."),
        ("This takes a whole number.", "Write thousands without a dot, such as 1200."),
    ),
    "field.money": S(
        ("Số tiền là số đồng nguyên, như 8.000.", ""),
        ("An amount is in whole đồng, such as 8.000.", ""),
    ),
    "field.date": S(
        ("Ngày ghi theo ngày/tháng/năm, như 02/11/2026.", ""),
        ("A date is written day/month/year, such as 02/11/2026.", ""),
    ),
    "field.no_such_day": S(
        ("Không có ngày {given}.", "Xem lại ngày và tháng."),
        ("There is no {given}.", "Look at the day and month again."),
    ),
    "field.datetime": S(
        ("Ghi ngày rồi đến giờ, như 02/11/2026 09:30.", ""),
        ("Give the day, then the time, such as 02/11/2026 09:30.", ""),
    ),
    "field.yes_no": S(("Chọn có hoặc không.", ""), ("Choose yes or no.", "")),
    "field.choice": S(
        ("Chọn một trong các mục đã cho.", ""), ("Choose one of the given answers.", "")
    ),
    "field.file": S(
        ("Chưa nhận được tệp.", "Chọn lại tệp rồi gửi."),
        ("The file did not arrive.", "Choose the file again and send it."),
    ),
    "field.files": S(
        ("Đang có {count} tệp, phải từ {low} đến {high}.", ""),
        ("There are {count} files; there must be {low} to {high}.", ""),
    ),
    "field.position": S(
        ("Vị trí ghi theo vĩ độ, kinh độ, như 12.1234, 107.5678.", ""),
        ("A position is latitude, longitude, such as 12.1234, 107.5678.", ""),
    ),
    "field.duration": S(
        ("Thời gian ghi như “2 ngày làm việc”, “15 ngày”.", ""),
        ("Give a length such as “3 working days”, “15 days”.", ""),
    ),
    "documents.shape": S(
        ("Giấy tờ phải ghi theo tên.", "Gửi mỗi giấy tờ một mục."),
        ("Documents are given by name.", "Send one entry for each."),
    ),
    "document.unknown": S(
        ("Thủ tục không có giấy tờ tên “{name}”.", "Gần nhất là “{near}”."),
        ("The procedure has no document “{name}”.", "The nearest is “{near}”."),
    ),
    "document.rows": S(
        ("Giấy tờ này cần cho từng dòng: {rows} dòng.", ""),
        ("This document is needed for each row: {rows} rows.", ""),
    ),
    "document.not_kept": S(
        ("Tệp “{name}” không có trong kho của đơn vị.", "Gửi lại tệp."),
        ("The file “{name}” is not in the house's store.", "Send the file again."),
    ),
    "document.too_large": S(
        (
            "Tệp “{file}” lớn quá {bytes} byte.",
            "Quét ở độ phân giải thấp hơn, hoặc chia làm nhiều tệp.",
        ),
        (
            "The file “{file}” is larger than {bytes} bytes.",
            "Scan it at a lower resolution, or split it.",
        ),
    ),
    "document.not_reused": S(
        ("Giấy tờ này không lấy từ cơ sở dữ liệu được.", "Nhận bản người dân mang đến."),
        ("No data base may stand for this document.", "Take in the one that was brought."),
    ),
}

ALONE: dict[str, S] = {
    "field.unknown": S(
        ("Không có ô nào tên “{name}”.", "Bỏ đi, hoặc xem lại tên."),
        ("There is no field “{name}”.", "Take it away, or look at the name again."),
    ),
    "document.unknown": S(
        ("Thủ tục không có giấy tờ tên “{name}”.", "Bỏ đi, hoặc xem lại tên."),
        ("The procedure has no document “{name}”.", "Take it away, or look at the name again."),
    ),
}
"""The same refusals where no known name is near what was given."""
