"""What the house's books, posts, calendar and procedures may not allow."""

from __future__ import annotations

from dinh.messages.sentence import Sentence as S

HOUSE: dict[str, S] = {
    "not_found": S(
        ("Không có {what}, hoặc anh, chị không được xem.", "Xem lại tên hoặc mã."),
        ("There is no {what}, or it is not yours to see.", "Look at the name or code again."),
    ),
    "person.unknown": S(
        ("Xã không có người tên “{person}”.", "Xem danh sách bằng `dinh people`."),
        ("There is no person “{person}” here.", "See `dinh people` for the list."),
    ),
    "at.live": S(
        (
            "Đơn vị thật lấy giờ theo đồng hồ, không nhận giờ khai.",
            "Bỏ `--at`; muốn thử với giờ khác thì dùng một đơn vị diễn tập.",
        ),
        (
            "A live house takes the time from its clock, not from you.",
            "Leave `--at` out, or use a rehearsal house.",
        ),
    ),
    "calendar.not_covered": S(
        (
            "Lịch làm việc chưa có đến ngày {day} (mới có từ {first} đến {last}).",
            "Bổ sung lịch nghỉ của năm ấy rồi làm lại.",
        ),
        (
            "The working calendar does not reach {day}; it covers {first} to {last}.",
            "Add that year's days off and do it again.",
        ),
    ),
    "key.reused": S(
        (
            "Lần gửi này mang khóa của một việc khác đã làm xong.",
            "Tải lại trang rồi làm lại từ đầu.",
        ),
        (
            "This was sent under the key of something else already done.",
            "Load the page again and start anew.",
        ),
    ),
    "house.none": S(
        (
            "Ở đây chưa có đơn vị nào.",
            "Lập bằng `dinh init --unit MÃ`, hoặc chỉ đúng thư mục bằng --house.",
        ),
        (
            "There is no house here yet.",
            "Make one with `dinh init --unit CODE`, or name its folder with --house.",
        ),
    ),
    "house.no_books": S(
        (
            "Thư mục {folder} là của một đơn vị, nhưng sổ của đơn vị ấy không có ở đây.",
            "Sổ ở PostgreSQL: đặt DINH_DATABASE_URL như lúc lập đơn vị, ở mọi lệnh. Sổ ở thư mục này đã mất: `dinh restore` bản sao lưu vào một thư mục trống.",
        ),
        (
            "The folder {folder} is a house's, but the books of that house are not here.",
            "Where they are in PostgreSQL, set DINH_DATABASE_URL as when the house was made, for every command. Where they were in this folder and are lost, `dinh restore` a backup into an empty one.",
        ),
    ),
    "house.not_here": S(
        (
            "Thư mục này không có đơn vị “{house}”. Ở đây có: {houses}.",
            "Chỉ đúng đơn vị bằng --of, hoặc đúng thư mục bằng --house.",
        ),
        (
            "This folder has no house “{house}”. It has: {houses}.",
            "Name one of these with --of, or its folder with --house.",
        ),
    ),
    "house.not_written": S(
        (
            "Chưa ghi được vào sổ, nên chưa có gì thay đổi.",
            "Xem đĩa còn chỗ và cơ sở dữ liệu còn chạy, rồi làm lại.",
        ),
        (
            "The books could not be written, so nothing has changed.",
            "See that the disk has room and the database runs, then do it again.",
        ),
    ),
    "house.not_yours": S(
        ("Việc này dành cho: {by}.", "Nhờ người giữ vị trí đó."),
        ("This is for: {by}.", "Ask whoever holds that post."),
    ),
    "register.not_imported": S(
        ("Sổ “{register}” không nhận dữ liệu nhập từ ngoài.", "Ghi vào sổ này bằng thủ tục."),
        ("The register “{register}” takes no rows from elsewhere.", "Write to it by a procedure."),
    ),
    "strike.not_yours": S(
        ("Xóa dữ liệu cá nhân là việc của: {by}.", "Trình lãnh đạo kèm văn bản yêu cầu xóa."),
        ("Erasing personal data is for: {by}.", "Bring the order to a leader."),
    ),
    "publish.refused": S(
        (
            "Chưa công bố gì: {count} điều còn vướng.",
            "Xem từng điều nêu dưới đây, sửa rồi công bố lại.",
        ),
        (
            "Nothing was published: {count} things stand against it.",
            "See each of them below, mend it and publish again.",
        ),
    ),
    "publish.fact": S(
        (
            "Thủ tục đọc “{fact}” của đơn vị như {wanted}, nhưng đơn vị đang đặt “{given}”.",
            "Đặt lại bằng `dinh profile --set {fact}={example}`, hoặc sửa thủ tục.",
        ),
        (
            "The procedure reads “{fact}” of the house as {wanted}, but the house has “{given}”.",
            "Set it by `dinh profile --set {fact}={example}`, or mend the procedure.",
        ),
    ),
    "publish.fact_otherwise": S(
        (
            "Thủ tục đọc “{fact}” của đơn vị khác với {by}: ở đó là {wanted}.",
            "Đọc cùng một kiểu, hoặc dùng tên khác.",
        ),
        (
            "The procedure reads “{fact}” of the house otherwise than {by}: there it is {wanted}.",
            "Read it as the same type, or use another name.",
        ),
    ),
    "publish.repeats": S(
        (
            "Sổ “{register}”: hai dòng đang có “{record}” và “{other}” trùng {columns}, nên chưa đặt duy nhất được.",
            "Sửa hoặc đóng một trong hai dòng, rồi công bố lại.",
        ),
        (
            "Register “{register}”: its rows “{record}” and “{other}” have the same {columns}, so it cannot be made unique yet.",
            "Mend or end one of the two, then publish again.",
        ),
    ),
    "publish.family": S(
        (
            "{parent}.yaml (bản {version}) mở hồ sơ con theo {child}.yaml; từ {day} hai tệp không còn khớp nhau ({rule}): {why}.",
            "{mend} Sửa một trong hai rồi công bố cả hai cùng lúc.",
        ),
        (
            "{parent}.yaml (version {version}) opens cases of {child}.yaml; from {day} on the two no longer fit ({rule}): {why}.",
            "{mend} Mend one of the two and publish both together.",
        ),
    ),
    "publish.followed": S(
        (
            "Bản {version} của “{slug}” đã có hồ sơ đi theo, không sửa được.",
            "Công bố bản mới với ngày hiệu lực khác.",
        ),
        (
            "Cases already follow version {version} of “{slug}”, so it cannot be changed.",
            "Publish a new version in force from another day.",
        ),
    ),
    "delegation.unknown": S(
        ("Không có ủy quyền số “{delegation}” đang còn hiệu lực.", "Xem lại số quyết định."),
        ("No delegation “{delegation}” is in force.", "Look at the decision's number again."),
    ),
    "delegation.giver": S(
        ("Chưa ai giữ vị trí “{post}” vào ngày ấy.", "Xem lại vị trí và ngày."),
        ("Nobody holds the post “{post}” on that day.", "Look at the post and the day again."),
    ),
    "delegation.self": S(
        ("Không ủy quyền cho chính mình.", "Chọn người khác."),
        ("A post is not delegated to its own holder.", "Choose somebody else."),
    ),
    "delegation.dates": S(
        ("Ủy quyền phải có ngày hết hạn, không trước ngày bắt đầu.", ""),
        ("A delegation has a last day, not before its first.", ""),
    ),
    "delegation.twice": S(
        ("Quyết định “{delegation}” đã dùng cho một ủy quyền khác.", "Ghi số quyết định mới."),
        (
            "The decision “{delegation}” is used by another delegation.",
            "Give the number of a new decision.",
        ),
    ),
    "delegation.roles": S(
        ("Vị trí ấy không có vai trò: {roles}.", "Chỉ ủy quyền điều mình có; không ủy quyền lại."),
        ("That post does not have the roles: {roles}.", "Only what one holds can be delegated."),
    ),
    "appoint.shape": S(
        ("Mỗi mục phải là một người với tên và các vị trí.", "Xem mẫu bằng `dinh people`."),
        ("Each entry is one person with a name and posts.", "See `dinh people` for the shape."),
    ),
    "appoint.person": S(
        (
            "Tên đăng nhập chỉ gồm a-z, 0-9 và dấu chấm, và không trùng tên dành riêng.",
            "Đặt theo vị trí, như counter.1; đừng dùng applicant, opener, clock, house, operator.",
        ),
        (
            "A sign-in name has only a-z, 0-9 and dots, and is no reserved one.",
            "Name it by the post, such as counter.1; not applicant, opener, clock, house, operator.",
        ),
    ),
    "appoint.village": S(
        ("Trưởng thôn, bon phải ghi là thôn, bon nào.", "Chọn thôn, bon mà người này phụ trách."),
        ("A village head heads one village.", "Choose the village."),
    ),
    "appoint.dates": S(
        (
            "Ngày giữ vị trí chưa đúng, hoặc ngày cuối trước ngày đầu.",
            "Ghi như 02/11/2026 hoặc 2026-11-02.",
        ),
        (
            "A day of the post is none, or the last lies before the first.",
            "Write 02/11/2026 or 2026-11-02.",
        ),
    ),
    "data.not_object": S(
        ("Dữ liệu phải là một đối tượng JSON.", "Xem dạng `--data` trong hướng dẫn."),
        ("The data must be one JSON object.", "See `--data` in the manual."),
    ),
    "letter.struck": S(
        (
            "Nội dung văn bản này đã được xóa theo quy định, không in lại được.",
            "Dấu và số của văn bản vẫn còn trong nhật ký.",
        ),
        (
            "The values of this letter were erased by a lawful order, so it cannot be printed again.",
            "Its number and seal stay in the log.",
        ),
    ),
    "clock.behind": S(
        (
            "Đồng hồ máy chủ chỉ {now}, còn việc cuối trong sổ là lúc {last}, nên chưa có gì được ghi.",
            "Đặt lại ngày giờ của máy chủ, rồi gửi lại. Nếu đồng hồ đúng mà chính sổ mang ngày sai, người phụ trách chạy `dinh clock --right` một lần.",
        ),
        (
            "The server's clock shows {now}, but the last event in the books was at {last}, so nothing was recorded.",
            "Set the server's date and time right, then send it again. If the clock is right and the books have the wrong date, run `dinh clock --right` once.",
        ),
    ),
    "books.silent": S(
        (
            "Sổ không trả lời, nên chưa có gì thay đổi.",
            "Đợi một phút rồi làm lại. Vẫn vậy thì báo người phụ trách xem cơ sở dữ liệu còn chạy, đĩa còn ghi được.",
        ),
        (
            "The books do not answer, so nothing has changed.",
            "Wait a minute and do it again. If it stays so, have it seen that the database runs and the disk can be written.",
        ),
    ),
    "books.held": S(
        (
            "Một chương trình khác đang giữ sổ, nên chưa có gì thay đổi.",
            "Đợi một phút rồi làm lại. Vẫn vậy thì báo người phụ trách xem lệnh `dinh` hay chương trình nào đang mở sổ, đã treo chưa.",
        ),
        (
            "Another program holds the books, so nothing has changed.",
            "Wait a minute and do it again. If it stays so, have it seen which `dinh` command or other program has the books open, and whether it hangs.",
        ),
    ),
    "books.unsure": S(
        (
            "Sổ ngừng trả lời đúng lúc ghi: chưa rõ việc này đã được ghi hay chưa.",
            "Gửi lại y nguyên từ chính trang này: đã ghi rồi thì không ghi lần hai. Chương trình khác thì gửi lại với cùng khoá.",
        ),
        (
            "The books stopped answering in the middle of writing: whether this was recorded is not known.",
            "Send it again from this very page, unchanged: what was recorded is not recorded twice. A program sends it again under the same key.",
        ),
    ),
    "books.broken": S(
        (
            "Tệp sổ trên đĩa có chỗ hỏng, không đọc được; chưa rõ hỏng những gì.",
            "Ngừng máy chủ, giữ nguyên thư mục. `dinh verify` kể từng việc hỏng. `dinh backup` vào tệp tên mới: xong thì cả nhật ký còn đúng; không thì dùng bản sao lưu gần nhất. Rồi `dinh restore` vào thư mục khác.",
        ),
        (
            "A part of the books is broken on the disk and cannot be read; what else is damaged is not known yet.",
            "Stop the server and leave the folder as it is. `dinh verify` names each damaged event. `dinh backup` under a new name: if that is done the whole log holds, if not take the latest backup. Then `dinh restore` into another folder.",
        ),
    ),
    "disk.full": S(
        (
            "Đĩa đã đầy hoặc không ghi được, nên chưa có gì được ghi.",
            "Lấy bớt tệp khỏi đĩa có {folder}, rồi làm lại.",
        ),
        (
            "The disk is full or cannot be written, so nothing was recorded.",
            "Make room on the disk of {folder}, then do it again.",
        ),
    ),
    "document.lost": S(
        (
            "Tệp của giấy tờ này ({digest}…) không còn trên đĩa như lúc nhận.",
            "Báo người phụ trách: lấy lại tệp ấy từ bản sao lưu; `dinh verify` kể các tệp như vậy.",
        ),
        (
            "The file of this document ({digest}…) is no longer on the disk as it was kept.",
            "Have it brought back from a backup; `dinh verify` names such files.",
        ),
    ),
    "house.older": S(
        (
            "Sổ này do bản cũ của chương trình ghi, bản này chưa đọc được.",
            "Sao lưu thư mục, rồi chạy `dinh upgrade` một lần.",
        ),
        (
            "These books were written by an older release and cannot be read by this one yet.",
            "Back the folder up, then run `dinh upgrade` once.",
        ),
    ),
    "house.newer": S(
        (
            "Sổ này do bản mới hơn của chương trình ghi, bản này không được động vào.",
            "Cài lại bản mới; không có bước lùi.",
        ),
        (
            "These books were written by a newer release; this one must not touch them.",
            "Install the newer release again; there is no way back.",
        ),
    ),
    "upgrade.served": S(
        (
            "Máy chủ của đơn vị còn chạy nên chưa nâng cấp; sổ vẫn như cũ.",
            "Dừng máy chủ, rồi chạy lại.",
        ),
        (
            "The house is being served, so nothing was upgraded; the books are as they were.",
            "Stop the server, then run it again.",
        ),
    ),
    "upgrade.broken": S(
        (
            "Chưa nâng cấp: nhật ký của {house} sai dấu ở việc số {first_bad} ({reason}); sổ vẫn như cũ.",
            "Giữ nguyên thư mục, phục hồi bản sao lưu gần nhất vào thư mục khác rồi nâng cấp bản ấy.",
        ),
        (
            "Nothing was upgraded: the log of {house} does not hold at event {first_bad} ({reason}); the books are as they were.",
            "Leave the folder as it is, restore the latest backup into another one and upgrade that.",
        ),
    ),
    "verify.log": S(
        (
            "Sổ không còn như lúc ghi, từ việc số {number} ({reason}).",
            "Ngừng máy chủ, giữ nguyên thư mục, phục hồi bản sao lưu gần nhất vào thư mục khác, rồi `dinh verify` bản ấy.",
        ),
        (
            "The books are not as they were written, from event {number} on ({reason}).",
            "Stop the server, leave the folder as it is, restore the latest backup into another one, and `dinh verify` that.",
        ),
    ),
    "verify.damaged_event": S(
        ("{house}, việc số {number}, hồ sơ {case}: {reason}.", ""),
        ("{house}, event {number}, case {case}: {reason}.", ""),
    ),
    "verify.document": S(
        (
            "Tệp {name} mà việc số {number} nêu không còn trên đĩa như lúc nhận ({reason}).",
            "Lấy lại từ bản sao lưu: trong tệp ấy (giải mã bằng `age -d`) là documents/{name}.",
        ),
        (
            "The file {name} that event {number} names is no longer on the disk as it was kept ({reason}).",
            "Bring it back from a backup: in its archive (`age -d` opens it) it is documents/{name}.",
        ),
    ),
    "verify.case": S(
        (
            "Bảng của hồ sơ {name} không khớp nhật ký ({reason}); nhật ký vẫn nguyên.",
            "`dinh rebuild` lập lại các bảng từ nhật ký.",
        ),
        (
            "The table of case {name} does not agree with the log ({reason}); the log holds.",
            "`dinh rebuild` makes the tables anew from the log.",
        ),
    ),
    "verify.tree": S(
        (
            "Cây băm giữ sẵn không khớp nhật ký ở khối {name} ({reason}); nhật ký vẫn nguyên.",
            "`dinh rebuild` lập lại các bảng từ nhật ký.",
        ),
        (
            "The hash tree that is kept does not agree with the log at block {name} ({reason}); the log holds.",
            "`dinh rebuild` makes the tables anew from the log.",
        ),
    ),
    "witness.unreachable": S(
        (
            "Không tới được {to}: {why}.",
            "Chương trình tự gửi lại; xem địa chỉ và đường mạng.",
        ),
        (
            "{to} cannot be reached: {why}.",
            "It is tried again by itself; look at the address and the line.",
        ),
    ),
    "witness.answered": S(
        (
            "{to} trả lời {status} ({answer}), tức là chưa nhận.",
            "Chương trình tự gửi lại; hỏi bên ấy vì sao không nhận.",
        ),
        (
            "{to} answered {status} ({answer}), so it has not taken it.",
            "It is tried again by itself; ask them why.",
        ),
    ),
    "witness.folder": S(
        (
            "Không ghi được vào thư mục {to}: {why}.",
            "Gắn lại đĩa, xem quyền ghi; chương trình tự ghi lại.",
        ),
        (
            "The folder {to} cannot be written to: {why}.",
            "Mount the disk, look at its permissions; it is tried again by itself.",
        ),
    ),
    "witness.mail": S(
        (
            "Không gửi được thư cho {to}: {why}.",
            "Xem DINH_MAIL và máy chủ thư; chương trình tự gửi lại.",
        ),
        (
            "No mail could be sent to {to}: {why}.",
            "Look at DINH_MAIL and the mail server; it is tried again by itself.",
        ),
    ),
    "witness.no_mail": S(
        (
            "Chưa biết gửi thư cho {to} qua máy chủ nào.",
            "Đặt DINH_MAIL=smtp://MÁY:CỔNG cho máy chủ rồi khởi động lại.",
        ),
        (
            "It is not known through which server mail for {to} goes.",
            "Set DINH_MAIL=smtp://HOST:PORT for the server and start it again.",
        ),
    ),
    "witness.none": S(
        (
            "Không còn biết phải gửi cho ai.",
            "Xem bên chứng giữ trong `dinh profile`; đầu sổ sau vẫn được gửi.",
        ),
        (
            "It is no longer known whom to send it to.",
            "Look at the witnesses in `dinh profile`; the next head is sent all the same.",
        ),
    ),
    "witness.failed": S(
        (
            "Chương trình gặp lỗi khi gửi.",
            "Xem nhật ký lỗi bằng `dinh trace`; chương trình tự gửi lại.",
        ),
        (
            "The program failed while sending.",
            "See the faults with `dinh trace`; it is tried again by itself.",
        ),
    ),
    "witness.unsigned": S(
        (
            "Đầu sổ của đơn vị {house} không mang chữ ký của khóa nó nêu, nên không được nhận.",
            "Giữ nguyên thư mục, chạy `dinh verify`, báo cấp trên.",
        ),
        (
            "The head of house {house} is not signed by the key it names, so it is not taken.",
            "Leave the folder as it is, run `dinh verify`, report it.",
        ),
    ),
    "witness.forked": S(
        (
            "{to} đã giữ một đầu sổ khác ở việc số {number}: sổ hiện nay không nối tiếp nó, tức là đã bị viết lại.",
            "Giữ nguyên thư mục và bản của bên chứng, báo cấp trên ngay.",
        ),
        (
            "{to} has another head at event {number}: the log as it is does not continue it, so it was written anew.",
            "Leave the folder and the witness's copy as they are, and report it at once.",
        ),
    ),
    "timestamp.bad": S(
        (
            "Dấu thời gian của {to} không dùng được: {why}.",
            "Xem địa chỉ trong hồ sơ đơn vị và tệp timestamp-roots.pem; đầu sổ vẫn đi, không có dấu.",
        ),
        (
            "The time stamp of {to} does not hold: {why}.",
            "Look at the address in the profile and at timestamp-roots.pem; the head leaves without a stamp.",
        ),
    ),
    "prove.head": S(
        (
            "Đầu sổ ở việc số {head} không phải của nhật ký này như hiện có ({reason}), nên không chứng minh được gì từ nó.",
            "Xem đã đưa đúng tệp chưa; đúng rồi thì giữ nguyên thư mục và báo cấp trên. `docs/log.md` nói từng lý do.",
        ),
        (
            "The head at event {head} is not one of this log as it stands ({reason}), so nothing can be proven from it.",
            "See that it is the right file; if it is, leave the folder as it is and report it. `docs/log.md` explains each reason.",
        ),
    ),
    "prove.rootless": S(
        (
            "Đầu sổ ở việc số {head} được ký trước khi đầu sổ có gốc cây, nên không có bằng chứng nối tiếp.",
            "Đối chiếu cả nhật ký với nó: `dinh verify --head FILE`.",
        ),
        (
            "The head at event {head} was signed before heads had a root, so there is no proof of consistency.",
            "Hold the whole log against it: `dinh verify --head FILE`.",
        ),
    ),
    "tree.gap": S(
        (
            "Nhật ký thiếu việc trong khoảng từ số {first} đến số {last}, nên chưa ký được đầu sổ.",
            "Chạy `dinh verify` để biết việc nào thiếu, rồi phục hồi bản sao lưu gần nhất vào thư mục khác.",
        ),
        (
            "The log lacks events between {first} and {last}, so no head of it can be signed.",
            "`dinh verify` names the event; restore the latest backup into another folder.",
        ),
    ),
    "verify.head": S(
        (
            "Nhật ký không khớp đầu sổ đã giao, việc số {head} ({reason}).",
            "Xem đã đưa đúng tệp đầu sổ chưa; đúng rồi thì sổ đã bị cắt hoặc viết lại: giữ nguyên thư mục, báo cấp trên.",
        ),
        (
            "The log does not agree with the head at event {head} that was given away ({reason}).",
            "See that it is the right head; if it is, the log was cut off or written anew: leave the folder as it is and report it.",
        ),
    ),
    "trace.unknown": S(
        (
            "Ở đây không giữ lỗi nào mang mã “{trace}”.",
            "Xem lại mã (8 chữ số, a–f); `dinh trace` liệt kê các lỗi gần đây, `journalctl` có thể còn giữ lâu hơn.",
        ),
        (
            "No fault with the id “{trace}” is kept here.",
            "Look at the id again (8 signs, 0–9 a–f); `dinh trace` lists the latest, the system's journal may keep more.",
        ),
    ),
    "archive.broken": S(
        ("Tệp sao lưu hỏng hoặc không phải của Đình.", "Dùng bản sao lưu khác."),
        ("The backup is broken or not one of ours.", "Use another backup."),
    ),
    "backup.broken": S(
        (
            "Chưa sao lưu: nhật ký sai dấu ở việc số {first_bad} ({reason}). Bản {file} cũ, nếu có, vẫn còn nguyên.",
            "Ngừng máy chủ, giữ nguyên thư mục, phục hồi bản sao lưu gần nhất vào thư mục khác: `dinh restore`.",
        ),
        (
            "Nothing was backed up: the log does not hold at event {first_bad} ({reason}). An older {file} is as it was.",
            "Stop the server, leave the folder as it is, and restore the latest backup into another one: `dinh restore`.",
        ),
    ),
    "sweep.unsound": S(
        (
            "Chưa xóa tệp nào: nhật ký của đơn vị {house} không khớp dấu ({reason}), nên chưa chắc việc nào nhắc tới tệp nào.",
            "Chạy `dinh --of {house} verify` để biết chỗ hỏng và cách sửa, rồi chạy lại `dinh sweep`.",
        ),
        (
            "No file was removed: the log of {house} does not hold ({reason}), so nobody can say which files its events name.",
            "Run `dinh --of {house} verify`: it tells what is damaged and what to do. Then run `dinh sweep` again.",
        ),
    ),
    "backup.no_recipients": S(
        (
            "Chưa sao lưu: chưa rõ mã hóa bản sao lưu cho ai.",
            "Chạy `dinh keys new TỆP` và cất tệp ấy ngoài máy này; rồi `dinh profile --set backup_recipients=age1…`. Muốn bản không mã hóa: thêm --plain.",
        ),
        (
            "Nothing was backed up: the house does not say for whom backups are encrypted.",
            "Run `dinh keys new FILE` and keep that file away from this machine; then `dinh profile --set backup_recipients=age1…`. For a backup that is not encrypted add --plain.",
        ),
    ),
    "restore.encrypted": S(
        (
            "Chưa phục hồi: {file} đã mã hóa.",
            "Thêm --identity và tệp khóa của người nhận (tệp mà `dinh keys new` đã lập).",
        ),
        (
            "Nothing was restored: {file} is encrypted.",
            "Add --identity with the key file of a recipient (the one that `dinh keys new` made).",
        ),
    ),
    "restore.identity": S(
        (
            "Chưa phục hồi: {file} không phải tệp khóa, hoặc không đọc được.",
            "Đưa tệp có một dòng bắt đầu bằng AGE-SECRET-KEY-1.",
        ),
        (
            "Nothing was restored: {file} is no key file, or cannot be read.",
            "Give the file that has a line beginning with AGE-SECRET-KEY-1.",
        ),
    ),
    "restore.other_identity": S(
        (
            "Chưa phục hồi: khóa trong {file} không mở được bản sao lưu này.",
            "Dùng khóa của một người nhận đã nêu lúc sao lưu: bản cũ cần khóa cũ.",
        ),
        (
            "Nothing was restored: the key in {file} does not open this backup.",
            "Use the key of a recipient that was named when it was made: an older backup wants the older key.",
        ),
    ),
    "keys.served": S(
        (
            "Máy chủ của đơn vị còn chạy nên chưa đổi khóa.",
            "Dừng máy chủ, rồi chạy lại.",
        ),
        (
            "The house is being served, so no key was changed.",
            "Stop the server, then run it again.",
        ),
    ),
    "keys.no_head": S(
        (
            "Thư mục không còn khóa ký đầu sổ ({file}), nên chưa ký được.",
            "Lấy lại từ bản sao lưu; không có thì `dinh keys rotate head --known-head TỆP`, với một đầu sổ đã giao trước đây.",
        ),
        (
            "The folder has no key for signing heads ({file}), so nothing was signed.",
            "Bring it back from a backup; if there is none, `dinh keys rotate head --known-head FILE` with a head that was given away before.",
        ),
    ),
    "keys.known_head": S(
        (
            "Chưa đổi khóa: đầu sổ đã đưa không phải của nhật ký này ({reason}).",
            "Đưa một đầu sổ mà đơn vị này đã giao trước đây, còn nguyên chữ ký.",
        ),
        (
            "No key was changed: the head that was given is not of this log ({reason}).",
            "Give a head that this house gave away before, with its signature as it was.",
        ),
    ),
    "backup.place": S(
        (
            "Chưa sao lưu: không ghi được vào thư mục {folder} ({why}).",
            "Xem lại đường dẫn, đĩa rời đã gắn chưa, và quyền ghi.",
        ),
        (
            "Nothing was backed up: {folder} cannot be written ({why}).",
            "Look at the path, whether the disk is mounted, and the permissions.",
        ),
    ),
    "backup.no_file": S(
        (
            "Chưa sao lưu: {file} là thư mục hoặc thiết bị, không phải tệp.",
            "Ghi thêm tên tệp, như {file}/truong-xuan.zip.",
        ),
        (
            "Nothing was backed up: {file} is a folder or a device, no file.",
            "Add the name of a file, such as {file}/truong-xuan.zip.",
        ),
    ),
    "backup.lossy": S(
        (
            "Chưa thay bản sao lưu {file}: sổ thiếu {count} tệp giấy tờ hay giá trị ({lost}) mà bản ấy có thể còn giữ.",
            "Sao lưu vào tệp tên khác, rồi lấy lại những thứ ấy từ bản cũ.",
        ),
        (
            "The backup {file} was not replaced: {count} documents or values are gone ({lost}) that it may still have.",
            "Back up under another name, then bring them back from the old one.",
        ),
    ),
    "restore.house_exists": S(
        (
            "Thư mục này, hoặc cơ sở dữ liệu này, đã có một đơn vị.",
            "Khôi phục vào thư mục trống; sổ ở PostgreSQL thì vào một cơ sở dữ liệu trống nữa.",
        ),
        (
            "This folder, or this database, holds a house already.",
            "Restore into an empty folder; with PostgreSQL into an empty database too.",
        ),
    ),
    "restore.other_keys": S(
        (
            "Các đơn vị trong thư mục này không dùng chung khoá với đơn vị {house} trong tệp sao lưu.",
            "Khôi phục vào thư mục trống, rồi vào đó khôi phục tiếp các đơn vị đã ở chung với nó.",
        ),
        (
            "The houses of this folder do not share their keys with house {house} of the backup.",
            "Restore it into an empty folder, and there the houses that were beside it.",
        ),
    ),
}
