"""What pages say when a person signs in, waits too long, or asks for what is not there."""

from __future__ import annotations

from dinh.messages.sentence import Sentence as S

PAGES: dict[str, S] = {
    "load.nothing": S(
        ("Chưa chọn việc nào.", "Đánh dấu những việc cần giao, rồi bấm lại."),
        ("Nothing was chosen.", "Tick what is to be given, then press again."),
    ),
    "load.nobody": S(
        ("Chưa chọn người nhận việc.", "Chọn một người đang giữ vị trí này."),
        ("Nobody was chosen to take it.", "Choose somebody who has this post."),
    ),
    "page.not_found": S(
        (
            "Không có trang này, hoặc anh, chị không được xem.",
            "Xem lại địa chỉ, hoặc tìm theo mã hồ sơ.",
        ),
        (
            "There is no such page, or it is not yours to see.",
            "Look at the address again, or search by the case code.",
        ),
    ),
    "page.forbidden": S(
        (
            "Trang này dành cho vị trí khác.",
            "Đăng nhập bằng tài khoản của vị trí đó, hoặc nhờ người giữ vị trí.",
        ),
        ("This page is for another post.", "Sign in as that post, or ask whoever holds it."),
    ),
    "letter.unknown": S(
        (
            "Trong sổ của đơn vị này không có văn bản nào mang mã ấy.",
            "Quét lại mã QR, hoặc xem lại địa chỉ. Nếu vẫn vậy: đừng dùng tờ giấy ấy, mang đến bộ phận một cửa để hỏi.",
        ),
        (
            "No letter with this code stands in the books of this unit.",
            "Scan the QR code again, or look at the address. If it stays so: do not rely on the paper, and ask at the one-stop counter.",
        ),
    ),
    "page.no_post": S(
        (
            "Hôm nay anh, chị không giữ vị trí nào ở đơn vị này.",
            "Nếu vẫn đang làm việc, nhờ lãnh đạo hoặc văn phòng xem lại ngày bắt đầu và ngày kết thúc ở trang Người và vị trí.",
        ),
        (
            "You hold no post here today.",
            "If you still work here, ask a leader or the office to look at the first and last day on the page People and posts.",
        ),
    ),
    "page.stale": S(
        ("Chưa gửi được: trang này mở đã lâu.", "Xem lại rồi bấm gửi một lần nữa."),
        (
            "This was not sent: the page had been open too long.",
            "Look at it again and send it once more.",
        ),
    ),
    "page.failed": S(
        (
            "Phần mềm gặp lỗi, việc vừa bấm chưa được ghi.",
            "Thử lại một lần. Vẫn lỗi thì đọc mã này cho người phụ trách phần mềm.",
        ),
        (
            "The software failed, and what you asked was not recorded.",
            "Try once more. If it fails again, read this code to whoever looks after the software.",
        ),
    ),
    "page.too_large": S(
        ("Tệp gửi lên quá lớn.", "Chia nhỏ hoặc quét lại ở độ nét thấp hơn."),
        ("What was sent is too large.", "Split it, or scan it again at a lower resolution."),
    ),
    "page.sent_already": S(
        (
            "Tờ này đã gửi và đã ghi một lần; nội dung nay khác đi nên chưa ghi thêm gì.",
            "Xem việc đã ghi trước. Nếu đây đúng là một việc khác thì bấm gửi lần nữa.",
        ),
        (
            "This form was sent and recorded once; it now says something else, so nothing more was recorded.",
            "Look at what was recorded first. If this is another matter, send it once more.",
        ),
    ),
    "page.too_much": S(
        (
            "Gửi một lần quá nhiều: nhiều nhất {most} MB.",
            "Bấm nút quay lại: trình duyệt thường còn giữ những gì đã nhập. Chọn ít tệp hơn, hoặc quét lại ở độ nét thấp hơn, rồi gửi lại.",
        ),
        (
            "Too much was sent at once: at most {most} MB.",
            "Press the back button: the browser mostly still has what you typed. Choose fewer files, or scan at a lower resolution, and send again.",
        ),
    ),
    "page.no_length": S(
        (
            "Máy chủ chưa đọc: nội dung gửi đến không báo trước dài bao nhiêu (Transfer-Encoding), nên không biết đã đến đủ hay chưa.",
            "Chương trình gửi kèm Content-Length; máy chủ trung gian (proxy) nhận hết rồi mới chuyển tiếp.",
        ),
        (
            "Nothing was read: what was sent does not say how long it is (Transfer-Encoding), so nobody could tell whether all of it came.",
            "Let the program send Content-Length, or the proxy take in the whole before it passes it on.",
        ),
    ),
    "page.too_many": S(
        (
            "Từ máy hoặc mạng này đang có quá nhiều lượt gọi cùng lúc.",
            "Đợi {seconds} giây rồi mở lại; trình duyệt thường còn giữ những gì đã nhập. Cán bộ cứ đăng nhập: ai đã đăng nhập được tính riêng.",
        ),
        (
            "Too many requests come from this computer or network at once.",
            "Wait {seconds} seconds and open it again; the browser mostly still has what you typed. Officers may sign in: whoever has is counted apart.",
        ),
    ),
    "page.unreadable": S(
        (
            "Máy chủ không đọc được những gì vừa gửi.",
            "Bấm nút quay lại: trình duyệt thường còn giữ những gì đã nhập. Bớt chữ ở ô dài hoặc bớt tệp, rồi gửi lại.",
        ),
        (
            "What was sent cannot be read.",
            "Press the back button: the browser mostly still has what you typed. Shorten long fields or send fewer files, and send again.",
        ),
    ),
    "file.too_large": S(
        (
            "Tệp “{name}” nặng {size} MB, nhiều nhất là {most} MB.",
            "Quét lại ở độ nét thấp hơn hoặc chia thành nhiều tệp, rồi chọn lại.",
        ),
        (
            "The file “{name}” has {size} MB; at most {most} MB.",
            "Scan it at a lower resolution or split it, and choose it again.",
        ),
    ),
    "file.gone": S(
        ("Tệp gửi trước đó đã để quá một ngày nên không còn giữ.", "Chọn lại tệp."),
        (
            "A file that was sent before lay for over a day and is kept no longer.",
            "Choose it again.",
        ),
    ),
    "file.empty": S(
        (
            "Tệp “{name}” rỗng, không có gì bên trong.",
            "Xem lại tệp trên máy, quét lại nếu cần, rồi chọn lại.",
        ),
        (
            "The file “{name}” is empty.",
            "Look at it on your machine, scan again if need be, and choose it again.",
        ),
    ),
    "file.kind": S(
        (
            "Tệp “{name}” không phải PDF, JPEG hay PNG.",
            "Quét hoặc lưu lại thành một trong ba loại đó, rồi chọn lại.",
        ),
        (
            "The file “{name}” is not a PDF, JPEG or PNG.",
            "Scan or save it as one of these, and choose it again.",
        ),
    ),
    "file.quota": S(
        (
            "Chưa nhận tệp: trong một giờ mỗi người gửi nhiều nhất {most} MB tệp, và anh, chị đã gửi gần đủ.",
            "Chờ {minutes} phút rồi chọn lại tệp, hoặc quét ở độ nét thấp hơn. Cần gửi nhiều hơn thường xuyên thì nhờ người quản trị đặt upload_mb_per_hour.",
        ),
        (
            "The file was not taken: a person sends at most {most} MB of files within an hour, and you have sent almost as much.",
            "Wait {minutes} [minute|minutes] and choose the file again, or scan it at a lower resolution. Whoever needs more regularly asks the operator to set upload_mb_per_hour.",
        ),
    ),
    "file.disk": S(
        (
            "Chưa nhận tệp: ổ đĩa của máy chủ gần đầy, và {percent}% phải để trống cho sổ.",
            "Báo người quản trị dọn ổ đĩa (`dinh sweep` xóa tệp không ai dùng), rồi chọn lại tệp. Việc không kèm tệp vẫn ghi được.",
        ),
        (
            "The file was not taken: the server's disk is almost full, and {percent}% of it stay free for the books.",
            "Tell the operator to make room (`dinh sweep` removes files that nothing names), then choose the file again. What needs no file can still be recorded.",
        ),
    ),
    "file.photo": S(
        ("“{name}” không phải ảnh JPEG hay PNG.", "Chụp ảnh, hoặc chọn đúng tệp ảnh."),
        ("“{name}” is not a photograph (JPEG or PNG).", "Take one, or choose the right file."),
    ),
    "session.needed": S(
        ("Cần đăng nhập để mở trang này.", "Đăng nhập xong sẽ quay lại đúng trang."),
        ("Sign in to open this page.", "After that you come back to it."),
    ),
    "session.ended": S(
        (
            "Phiên làm việc đã hết, việc vừa bấm chưa được ghi.",
            "Đăng nhập lại; những gì đã nhập vẫn còn.",
        ),
        (
            "Your session has ended, and what you asked was not recorded.",
            "Sign in again; what you typed is still here.",
        ),
    ),
    "session.clock": S(
        (
            "Đồng hồ máy chủ đã bị lùi giờ, nên phải đăng nhập lại; việc vừa bấm, nếu có, chưa được ghi.",
            "Đăng nhập lại; những gì đã nhập vẫn còn. Báo người phụ trách máy xem lại ngày giờ của máy chủ.",
        ),
        (
            "The server's clock was set back, so you have to sign in again; what you asked, if anything, was not recorded.",
            "Sign in again; what you typed is still here. Ask whoever looks after the machine to see to its date and time.",
        ),
    ),
    "sign_in.wrong": S(
        (
            "Tên đăng nhập hoặc mật khẩu không đúng.",
            "Xem lại chữ hoa, chữ thường và bộ gõ tiếng Việt. Quên mật khẩu, hoặc tài khoản đã đóng, thì hỏi người phụ trách phần mềm.",
        ),
        (
            "The name or the password is not right.",
            "Look at capitals and the input method. If you forgot it, or the account was closed, ask whoever looks after the software.",
        ),
    ),
    "sign_in.locked": S(
        (
            "Ở đây đã sai tên này nhiều lần, nên phải đợi trước lần thử sau.",
            "Thử lại sau {wait}, hoặc xin đường dẫn đăng nhập một lần.",
        ),
        (
            "This name was tried wrongly here several times, so the next try has to wait.",
            "Try again in {wait}, or ask for a one-time link.",
        ),
    ),
    "account.closed": S(
        (
            "Tài khoản {person} đã đóng.",
            "Mở lại bằng dinh account {person} --open, rồi xin đường dẫn.",
        ),
        (
            "The account {person} is closed.",
            "Open it again with dinh account {person} --open, then ask for the link.",
        ),
    ),
    "factor.wrong": S(
        (
            "Mã xác thực không đúng.",
            "Xem lại giờ trên điện thoại, rồi nhập mã đang hiện. Mất điện thoại thì dùng mã dự phòng.",
        ),
        (
            "The code is not right.",
            "Look at the clock of the telephone and type the code it shows now. Without it, use a recovery code.",
        ),
    ),
    "factor.used": S(
        ("Mã này đã dùng rồi.", "Đợi điện thoại hiện mã mới, nhiều nhất 30 giây."),
        ("This code was used already.", "Wait for the next one, at most 30 seconds."),
    ),
    "factor.wait": S(
        (
            "Sai mã nhiều lần, tạm dừng nhận mã.",
            "Thử lại sau {seconds} giây, hoặc dùng khóa bảo mật hay mã dự phòng.",
        ),
        (
            "Too many wrong codes, so none is taken for now.",
            "Try again in {seconds} seconds, or use a passkey or a recovery code.",
        ),
    ),
    "factor.passkey": S(
        ("Chưa nhận được khóa bảo mật.", "Bấm lại nút khóa bảo mật, hoặc nhập mã."),
        ("The passkey was not taken.", "Press its button again, or type a code."),
    ),
    "factor.none": S(
        (
            "Người ký phải có xác thực hai lớp.",
            "Mở Tài khoản (bấm vào tên mình), đặt Xác thực hai lớp, rồi ký lại.",
        ),
        (
            "Whoever signs must have a second factor.",
            "Open your account (press your name), set up the second factor, then sign again.",
        ),
    ),
    "factor.needed": S(
        (
            "Cần xác thực lại trước khi ký: đã hơn 10 phút.",
            "Gửi mã tới /api/confirmations, rồi gửi lại yêu cầu.",
        ),
        (
            "Say the second factor again before a signature: more than 10 minutes have passed.",
            "Send a code to /api/confirmations, then send this again.",
        ),
    ),
    "sign_in.slow": S(
        ("Đăng nhập chưa xong: đã quá 10 phút.", "Nhập lại tên và mật khẩu."),
        (
            "You were not signed in: more than 10 minutes have passed.",
            "Type the name and the password again.",
        ),
    ),
    "sign_in.link_used": S(
        (
            "Đường dẫn này đã dùng rồi hoặc đã hết hạn.",
            "Xin đường dẫn mới ở người phụ trách phần mềm.",
        ),
        (
            "This link has been used or has expired.",
            "Ask whoever looks after the software for a new one.",
        ),
    ),
    "password.short": S(
        ("Mật khẩu cần ít nhất {min} ký tự.", "Dùng một câu dài dễ nhớ."),
        (
            "A password has at least {min} characters.",
            "Use a long sentence that is easy to remember.",
        ),
    ),
    "password.common": S(
        ("Mật khẩu này quá dễ đoán.", "Chọn một câu không ai khác hay dùng."),
        ("This password is too easily guessed.", "Choose a sentence that nobody else uses."),
    ),
    "password.own_name": S(
        ("Mật khẩu không được chứa tên đăng nhập.", ""),
        ("A password may not contain the sign-in name.", ""),
    ),
    "password.differ": S(
        ("Hai lần gõ mật khẩu không giống nhau.", "Gõ lại cả hai."),
        ("The two passwords differ.", "Type both again."),
    ),
    "password.old_wrong": S(
        ("Mật khẩu đang dùng không đúng.", ""),
        ("The present password is not right.", ""),
    ),
    "card.empty": S(
        ("Chưa có gì để đọc.", "Đặt con trỏ vào ô quét rồi quét thẻ."),
        ("There is nothing to read yet.", "Put the cursor in the scan field and scan the card."),
    ),
    "card.short": S(
        (
            "Chuỗi quét không phải mã QR của thẻ căn cước.",
            "Quét lại mã ở góc thẻ; không được thì nhập tay.",
        ),
        (
            "This is not the QR code of an identity card.",
            "Scan the code again; if that fails, type the fields.",
        ),
    ),
    "card.two": S(
        (
            "Chuỗi quét có hai thẻ căn cước, hoặc một thẻ quét hai lần; chưa điền gì.",
            "Xóa ô quét, rồi quét một lần một thẻ của đúng người này.",
        ),
        (
            "The scan holds two identity cards, or one card twice; nothing was filled.",
            "Clear the scan field, then scan this person's card once.",
        ),
    ),
    "card.cut": S(
        (
            "Chuỗi quét bị đứt giữa chừng, thiếu ngày cấp ở cuối; chưa điền gì.",
            "Giữ yên thẻ và quét lại; không được thì nhập tay.",
        ),
        (
            "The scan was cut short: the day of issue at its end is missing; nothing was filled.",
            "Hold the card still and scan again; if that fails, type the fields.",
        ),
    ),
    "card.typed_number": S(
        (
            "Đây chỉ là số định danh, chưa có họ tên.",
            "Quét mã QR, hoặc nhập số này vào ô “Số định danh cá nhân”.",
        ),
        (
            "This is a personal number only, without a name.",
            "Scan the QR code, or type it into the field for the number.",
        ),
    ),
    "card.old_number": S(
        (
            "Đây là chứng minh nhân dân 9 số, hết giá trị từ 01/01/2025.",
            "Xin xem thẻ căn cước hoặc VNeID; chưa có thì nhập tay họ tên, để trống số định danh.",
        ),
        (
            "This is an old 9-digit card, no longer valid since 01/01/2025.",
            "Ask for the new card or VNeID; without one type the name and leave the number empty.",
        ),
    ),
    "card.number": S(
        (
            "Số định danh trong mã QR không đủ 12 chữ số.",
            "Quét lại; vẫn vậy thì nhập tay theo mặt thẻ.",
        ),
        (
            "The number in the QR code does not have 12 digits.",
            "Scan again; if it stays so, type what the card says.",
        ),
    ),
    "card.no_name": S(
        ("Mã QR không có họ tên.", "Nhập tay theo mặt thẻ."),
        ("The QR code holds no name.", "Type what the card says."),
    ),
    "card.mended": S(
        ("Máy quét gửi sai bảng mã, chữ đã được sửa lại.", "So họ tên, địa chỉ với thẻ."),
        (
            "The scanner used another code page; the letters were mended.",
            "Compare name and address with the card.",
        ),
    ),
    "card.keyboard": S(
        (
            "Bàn phím tiếng Việt của Windows đã đổi chữ số thành chữ, số đã được sửa lại.",
            "So số và ngày với thẻ; chuyển bàn phím sang tiếng Anh.",
        ),
        (
            "Windows' Vietnamese keyboard turned digits into letters; they were turned back.",
            "Compare number and dates with the card; switch the keyboard to English.",
        ),
    ),
    "card.telex": S(
        (
            "Chữ quét vào ở kiểu gõ Telex hoặc VNI, đã đổi lại thành tiếng Việt.",
            "So họ tên, địa chỉ với thẻ; tắt bộ gõ khi quét.",
        ),
        (
            "The text came as Telex or VNI keys and was turned back into Vietnamese.",
            "Compare with the card; switch the input method off while scanning.",
        ),
    ),
    "card.input_method": S(
        ("Có thể bộ gõ tiếng Việt đã làm sai chữ.", "Tắt bộ gõ rồi quét lại, hoặc sửa theo thẻ."),
        (
            "The input method may have changed letters.",
            "Switch it off and scan again, or mend by the card.",
        ),
    ),
    "card.lost_letters": S(
        ("Máy quét làm mất dấu, có chữ thành dấu hỏi.", "Sửa họ tên, địa chỉ theo thẻ."),
        ("The scanner lost letters.", "Mend name and address by the card."),
    ),
    "card.birth_date": S(
        ("Không đọc được ngày sinh trong mã QR.", "Nhập ngày sinh theo thẻ."),
        ("The date of birth in the QR code cannot be read.", "Type it by the card."),
    ),
    "card.old_address": S(
        (
            "Nơi cư trú trên thẻ còn ghi huyện.",
            "Sửa theo tên xã, tỉnh hiện nay; thẻ vẫn có giá trị.",
        ),
        (
            "The residence still names a district.",
            "Give today's commune and province; the card stays valid.",
        ),
    ),
    "card.year_differs": S(
        (
            "Số định danh nói năm sinh khác với thẻ.",
            "Xem lại thẻ; nếu đã cải chính ngày sinh thì đúng như vậy, cứ tiếp tục.",
        ),
        (
            "The number says another year of birth than the card.",
            "Look at the card; after a lawful correction this is right, go on.",
        ),
    ),
    "card.sex_differs": S(
        (
            "Số định danh nói giới tính khác với thẻ.",
            "Xem lại thẻ; nếu đã xác định lại giới tính thì đúng như vậy, cứ tiếp tục.",
        ),
        (
            "The number says another sex than the card.",
            "Look at the card; after a lawful change this is right, go on.",
        ),
    ),
    "printer.busy": S(
        ("Máy in văn bản đang bận.", "Đợi vài giây rồi mở lại; văn bản đã phát hành vẫn nguyên."),
        (
            "Letters are waiting to be printed.",
            "Open it again in a few seconds; the letter stands as issued.",
        ),
    ),
}
