"""What is wrong with what was given: a file, a value of the command line, the body of a request to the API."""

from __future__ import annotations

from dinh.messages.sentence import Sentence as S

GIVEN: dict[str, S] = {
    "instant.bad": S(
        ("“{given}” không phải là thời điểm.", "Viết như 2026-07-01T08:30."),
        ("“{given}” is no instant.", "Write it like 2026-07-01T08:30."),
    ),
    "data.unreadable": S(
        ("Không đọc được {file}: {why}.", "Xem lại đường dẫn."),
        ("{file} cannot be read: {why}.", "Look at the path."),
    ),
    "data.not_utf8": S(
        (
            "Không đọc được {file}: không phải chữ UTF-8, từ byte thứ {byte}.",
            "Lưu lại tệp dưới dạng UTF-8.",
        ),
        ("{file} cannot be read: it is no UTF-8 text, from byte {byte}.", "Save it as UTF-8."),
    ),
    "data.too_large": S(
        (
            "{file} lớn hơn {megabytes} MB, nên không phải dữ liệu của một lệnh.",
            "Xem lại đường dẫn. Tệp đính kèm thì ghi tên trong dữ liệu, không gửi vào đây.",
        ),
        (
            "{file} is larger than {megabytes} MB, so it is no data of a command.",
            "Look at the path. A file to attach is named in the data.",
        ),
    ),
    "head.shape": S(
        ("{file} không phải là một đầu sổ.", "Dùng tệp do `dinh --json head` ghi ra."),
        ("{file} is no head of a log.", "Use a file that `dinh --json head` wrote."),
    ),
    "head.none": S(
        (
            "Ở {folder} không có đầu sổ nào của đơn vị {house}.",
            "Chỉ đúng thư mục mà bên chứng giữ đầu sổ, house:MÃ, hoặc một tệp do `dinh --json head` ghi ra.",
        ),
        (
            "There is no head of the house {house} at {folder}.",
            "Name the folder in which the witness keeps the heads, house:CODE, or a file that `dinh --json head` wrote.",
        ),
    ),
    "data.twice": S(
        ("{file}: tên “{key}” được ghi hai lần.", "Bỏ một trong hai."),
        ("{file}: the name “{key}” stands there twice.", "Take one of them away."),
    ),
    "data.not_json": S(
        ("{file}: không phải JSON, từ dòng {line}, cột {column}.", "Sửa chỗ ấy rồi gửi lại."),
        (
            "{file}: not JSON, from line {line}, column {column}.",
            "Mend that place and send it again.",
        ),
    ),
    "data.shape": S(
        ("Dữ liệu không đúng kiểu: {why}.", "Xem kiểu của từng tên ở /api/openapi.json."),
        ("The data has another type: {why}.", "See the type of each name in /api/openapi.json."),
    ),
    "document.unreadable": S(
        ("Không đọc được tệp {file}: {why}.", "Xem lại đường dẫn của tệp."),
        ("The file {file} cannot be read: {why}.", "Look at the path of the file."),
    ),
    "file.unwritable": S(
        ("Không ghi được tệp {file}: {why}.", "Chọn chỗ khác để ghi."),
        ("The file {file} cannot be written: {why}.", "Choose another place."),
    ),
    "files.count": S(
        (
            "Gửi {count} tệp, mỗi lần từ 1 đến {most} tệp.",
            "Chia thành nhiều lần, hoặc dùng `dinh check` trên máy chủ.",
        ),
        (
            "{count} files were sent; 1 to {most} at once.",
            "Send them in several parts, or use `dinh check` on the server.",
        ),
    ),
    "files.name": S(
        (
            "Tên tệp “{given}” không dùng được.",
            "Tên tương đối, không có “..”, kết thúc bằng .yaml hoặc .typ.",
        ),
        (
            "The file name “{given}” cannot be used.",
            "A relative name without “..” that ends with .yaml or .typ.",
        ),
    ),
    "publish.unsound": S(
        ("Chưa công bố: các tệp còn {count} lỗi.", "Sửa từng chỗ nêu bên dưới rồi gửi lại."),
        (
            "Nothing was published: the files have {count} problems.",
            "Mend each place named below and send them again.",
        ),
    ),
    "export.no_steps": S(
        ("Thủ tục “{name}” không có bước nào để vẽ.", "Thủ tục chỉ để hướng dẫn không có sơ đồ."),
        ("The procedure “{name}” has no steps to draw.", "One that is only told has no diagram."),
    ),
    "export.no_tables": S(
        (
            "Thủ tục “{name}” không có bảng nào để xuất.",
            "Phí, thời hạn, chỗ rẽ và bảng suy ra mới là bảng.",
        ),
        (
            "The procedure “{name}” has no table to export.",
            "Fees, times, choices and derived tables are tables.",
        ),
    ),
    "export.no_table": S(
        ("Thủ tục “{name}” không có bảng “{table}”.", "Thủ tục có: {tables}."),
        ("The procedure “{name}” has no table “{table}”.", "It has: {tables}."),
    ),
    "letter.none": S(
        ("Hồ sơ không có văn bản “{name}”.", "Hồ sơ có: {names}."),
        ("The case has no letter “{name}”.", "It has: {names}."),
    ),
    "unit.unknown": S(
        (
            "Không có đơn vị hành chính mã “{unit}”.",
            "Dùng mã xã của 3.321 đơn vị hiện nay, như 24730, hoặc mã tỉnh, như 68.",
        ),
        (
            "There is no unit with the code “{unit}”.",
            "Use a commune's code of today, such as 24730, or a province's, such as 68.",
        ),
    ),
    "unit.bad_id": S(
        ("“{given}” không phải là mã định danh đơn vị.", "Viết như H36.99 hoặc H36.12.5."),
        ("“{given}” is no identifier of a unit.", "Write it like H36.99 or H36.12.5."),
    ),
    "unit.id_taken": S(
        (
            "Mã định danh “{given}” đã là của {house}.",
            "Chọn mã khác bằng --unit-id: mã hồ sơ của hai đơn vị phải khác nhau.",
        ),
        (
            "The identifier “{given}” is {house}'s.",
            "Give another with --unit-id: the codes of two houses' cases must differ.",
        ),
    ),
    "house.exists": S(
        (
            "Ở {house} đã có đơn vị này.",
            "Chọn thư mục khác bằng --house, hoặc lập đơn vị khác cạnh nó.",
        ),
        (
            "This house is in {house} already.",
            "Choose another folder with --house, or make another house beside it.",
        ),
    ),
    "house.in_books": S(
        ("Cơ sở dữ liệu này đã có sổ của đơn vị {house}.", "Dùng cơ sở dữ liệu hoặc thư mục khác."),
        ("These books already hold the house {house}.", "Use another database or folder."),
    ),
    "serve.place": S(
        (
            "Không phục vụ được ở {host}, cổng {port}: {why}.",
            "Dừng chương trình đang giữ cổng ấy, hoặc chọn cổng và địa chỉ khác bằng --port, --host.",
        ),
        (
            "Nothing can be served at {host}, port {port}: {why}.",
            "Stop the program that holds the port, or choose others with --port and --host.",
        ),
    ),
    "serve.running": S(
        (
            "Đơn vị này đang được phục vụ ở {address}, từ {since}, bởi tiến trình số {pid}; không có gì thay đổi.",
            "Dùng địa chỉ ấy; hoặc dừng máy chủ kia trước: `systemctl stop dinh`, hay `kill {pid}`.",
        ),
        (
            "This house is being served at {address}, since {since}, by process {pid}; nothing was changed.",
            "Use that address; or stop that server first: `systemctl stop dinh`, or `kill {pid}`.",
        ),
    ),
    "serve.held": S(
        (
            "Thư mục của đơn vị đang bị giữ bởi máy chủ của bản cũ hoặc lệnh nâng cấp; không có gì thay đổi.",
            "Đợi lệnh nâng cấp xong, hoặc dừng máy chủ kia, rồi chạy lại.",
        ),
        (
            "A server of an older release or an upgrade holds the folder of the house; nothing was changed.",
            "Wait until the upgrade is done, or stop that server, then run it again.",
        ),
    ),
    "house.making": S(
        ("Ở {house} một lệnh khác đang lập đơn vị.", "Đợi lệnh ấy xong."),
        ("Another command is making a house in {house}.", "Wait until it is done."),
    ),
    "house.misnamed": S(
        (
            "Tệp {file} không đọc được, nên không rõ thư mục này là của đơn vị nào. Sổ vẫn còn nguyên.",
            'Ghi lại vào tệp ấy một dòng, với mã của đơn vị, như {{"house": "24730"}}; hoặc `dinh restore` bản sao lưu vào một thư mục trống.',
        ),
        (
            "The file {file} cannot be read, so it is not known whose folder this is. The books are as they were.",
            'Write one line into it with the unit code, such as {{"house": "24730"}}; or `dinh restore` a backup into an empty folder.',
        ),
    ),
    "house.closed": S(
        (
            "Không vào được thư mục {house}: {why}.",
            "Chạy bằng tài khoản là chủ của thư mục, hoặc chỉ đúng thư mục bằng --house.",
        ),
        (
            "The folder {house} cannot be entered: {why}.",
            "Run it as the account that owns the folder, or name the right one with --house.",
        ),
    ),
    "profile.unknown": S(
        ("Thông tin đơn vị không có tên “{key}”.", "Các tên: {keys}."),
        ("The profile has no “{key}”.", "It has: {keys}."),
    ),
    "profile.witness": S(
        (
            "“{given}” không phải là bên chứng giữ đầu sổ.",
            "Viết https://MÁY/…, /thư/mục, mailto:TÊN@MÁY hoặc house:MÃ; nhiều nhất {most}, cách nhau bằng dấu chấm phẩy.",
        ),
        (
            "“{given}” is no witness of heads.",
            "Write https://HOST/…, /a/folder, mailto:NAME@HOST or house:CODE; at most {most}, parted by semicolons.",
        ),
    ),
    "profile.witness_house": S(
        (
            "Thư mục này không có đơn vị nào khác mã “{given}”.",
            "Dùng mã của một đơn vị cùng thư mục, hoặc một địa chỉ khác.",
        ),
        (
            "This folder holds no other house “{given}”.",
            "Use the code of a house of the same folder, or another address.",
        ),
    ),
    "profile.heads_every": S(
        ("Cần một số nguyên từ 1 đến {most}.", "Viết như heads_every=500."),
        ("It must be a whole number from 1 to {most}.", "Write it like heads_every=500."),
    ),
    "profile.timestamps": S(
        (
            "“{given}” không phải là địa chỉ của tổ chức cấp dấu thời gian.",
            "Viết https://MÁY/… hoặc http://MÁY/…, không kèm tên hay mật khẩu.",
        ),
        (
            "“{given}” is no address of a time-stamp authority.",
            "Write https://HOST/… or http://HOST/…, without a name or password.",
        ),
    ),
    "profile.recipient": S(
        (
            "Người nhận thứ {place} không phải khóa công khai của age.",
            "Viết cả dòng age1… mà `dinh keys new` đã in. Khóa bí mật (AGE-SECRET-KEY-…) không bao giờ đặt ở đây.",
        ),
        (
            "Recipient {place} is no public key of age.",
            "Write the whole age1… that `dinh keys new` printed. A secret key (AGE-SECRET-KEY-…) is never put here.",
        ),
    ),
    "profile.recipients": S(
        ("Nêu tối đa {most} người nhận bản sao lưu.", "Bớt người nhận, rồi đặt lại."),
        ("At most {most} recipients of backups.", "Name fewer, then set it again."),
    ),
    "profile.name": S(
        ("Tên của một thông tin chỉ gồm a-z, 0-9 và dấu gạch dưới.", "Viết như house.remote=yes."),
        (
            "The name of a fact has only a-z, 0-9 and underscores.",
            "Write it like house.remote=yes.",
        ),
    ),
    "profile.refused": S(
        (
            "Chưa đặt gì: {count} thông tin của đơn vị sai kiểu.",
            "Sửa những chỗ nêu dưới đây rồi đặt lại.",
        ),
        (
            "Nothing was set: {count} facts of the house are of another type.",
            "Mend what is named below and set it again.",
        ),
    ),
    "profile.fact": S(
        (
            "“{fact}” phải là {wanted}, không phải “{given}”; {by} đọc như vậy.",
            "Đặt lại, ví dụ {fact}={example}.",
        ),
        (
            "“{fact}” must be {wanted}, not “{given}”: so {by} read it.",
            "Set it again, such as {fact}={example}.",
        ),
    ),
    "profile.bad": S(
        ("Không đặt được “{text}”: {why}.", "Sửa rồi đặt lại."),
        ("“{text}” cannot be set: {why}.", "Mend it and set it again."),
    ),
    "api.method": S(
        ("Địa chỉ này không nhận {given}.", "Dùng: {allowed}."),
        ("This address does not take {given}.", "Use: {allowed}."),
    ),
    "api.content_type": S(
        ("Kiểu nội dung “{given}” không nhận được.", "Gửi với Content-Type: {wanted}."),
        ("The content type “{given}” is not taken.", "Send it with Content-Type: {wanted}."),
    ),
    "api.too_large": S(
        (
            "Gửi quá lớn, nhiều nhất {bytes} byte.",
            "Chia nhỏ; tệp thì gửi riêng qua /api/documents.",
        ),
        (
            "Too large: at most {bytes} bytes.",
            "Split it; send files by themselves to /api/documents.",
        ),
    ),
    "api.who": S(
        ("Chưa biết ai hỏi.", "Đăng nhập, hoặc gửi Authorization: Bearer với mã của mình."),
        (
            "It is not known who asks.",
            "Sign in, or send Authorization: Bearer with a token of yours.",
        ),
    ),
    "api.token": S(
        ("Mã truy cập không còn dùng được.", "Xin mã mới qua /api/tokens."),
        ("This token is not valid, or no longer.", "Get a new one from /api/tokens."),
    ),
    "api.csrf": S(
        (
            "Yêu cầu thiếu dấu chống giả mạo.",
            "Gửi X-CSRFToken với giá trị “csrf” của /api/session.",
        ),
        (
            "The request lacks the sign against forgery.",
            "Send X-CSRFToken with the “csrf” of /api/session.",
        ),
    ),
    "api.busy": S(
        ("Đang in nhiều văn bản.", "Thử lại sau một lát."),
        ("Many letters are being printed.", "Try again in a moment."),
    ),
}
