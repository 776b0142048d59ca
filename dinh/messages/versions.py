"""Why a running case does not follow another version, and why a move is not taken back."""

from __future__ import annotations

from dinh.messages.sentence import Sentence as S

VERSIONS: dict[str, S] = {
    "move.there": S(
        ("Hồ sơ đã theo bản {version}.", "Không phải làm gì."),
        ("The case follows version {version} already.", "There is nothing to do."),
    ),
    "move.away": S(
        (
            "Hồ sơ đang ở đơn vị khác, hoặc từ đơn vị khác chuyển tới.",
            "Hồ sơ ấy đi hết theo bản mang theo.",
        ),
        (
            "The case is in another house, or came from one.",
            "It ends by the version it brought along.",
        ),
    ),
    "move.class": S(
        (
            "Trong bản mới, người được xem “{what}” khác với khi hồ sơ được nộp.",
            "Để hồ sơ theo bản cũ, hoặc giữ nguyên mức mật trong bản mới.",
        ),
        (
            "In the new version others may read “{what}” than when the case was filed.",
            "Leave the case to the old version, or keep the class as it was.",
        ),
    ),
    "move.unknown_case": S(
        (
            "Không có hồ sơ {case} đang chạy theo bản khác của thủ tục này, hoặc anh, chị không được xem.",
            "Sửa mã trong kế hoạch, hoặc bỏ dòng đó.",
        ),
        (
            "There is no running case {case} of another version of this procedure, or you may not read it.",
            "Correct the code in the plan, or take the line out.",
        ),
    ),
    "move.valid": S(
        (
            "Theo bản mới thì hồ sơ này không hợp lệ: {why}.",
            "Để hồ sơ theo bản cũ, hoặc giải quyết riêng hồ sơ này.",
        ),
        (
            "By the new version this case could not be filed: {why}.",
            "Leave it to the old version, or settle this case by itself.",
        ),
    ),
    "move.no_step": S(
        (
            "Bản mới không có bước “{step}”.",
            "Ghi trong kế hoạch bước ấy chuyển thành bước nào, hoặc để hồ sơ theo bản cũ.",
        ),
        (
            "The new version has no step “{step}”.",
            "Say in the plan which step it becomes, or leave the case to the old version.",
        ),
    ),
    "move.no_work": S(
        (
            "Bước “{step}” chuyển tới “{to}”, nơi không có ai làm việc.",
            "Chọn một bước có người làm.",
        ),
        (
            "The step “{step}” would become “{to}”, where nobody works.",
            "Choose a step in which somebody acts.",
        ),
    ),
    "move.twice": S(
        (
            "Hai việc đang mở của hồ sơ cùng chuyển tới “{to}”.",
            "Cho mỗi bước đang mở một bước riêng.",
        ),
        (
            "Two open steps of the case would both become “{to}”.",
            "Give each open step one of its own.",
        ),
    ),
    "move.house": S(
        (
            "Bước “{step}” trong bản mới do đơn vị khác làm.",
            "Để hồ sơ theo bản cũ, hoặc chờ hồ sơ qua bước này.",
        ),
        (
            "In the new version another house does the step “{step}”.",
            "Leave the case to the old version, or wait until it has passed this step.",
        ),
    ),
    "move.block": S(
        (
            "Bước “{step}” trong bản mới nằm trong các nhánh khác, có nhánh hồ sơ chưa từng mở.",
            "Chờ các nhánh gặp nhau rồi chuyển.",
        ),
        (
            "In the new version the step “{step}” lies among other branches, some of which the case never opened.",
            "Move it once its branches have met.",
        ),
    ),
    "move.opens": S(
        (
            "Bước “{step}” trong bản mới mở hồ sơ con khác với bản cũ.",
            "Chờ hồ sơ qua bước này rồi chuyển.",
        ),
        (
            "In the new version the step “{step}” opens other child cases.",
            "Move the case once it has passed this step.",
        ),
    ),
    "move.posting": S(
        (
            "Bước “{step}” trong bản mới có niêm yết, mà hồ sơ chưa ban hành văn bản ấy.",
            "Để hồ sơ theo bản cũ, hoặc chuyển vào bước trước khi niêm yết.",
        ),
        (
            "In the new version the step “{step}” posts a letter that this case has not issued.",
            "Leave it to the old version, or move it to the step before the posting.",
        ),
    ),
    "move.needs": S(
        ("Bản mới cần thêm {count} điều mà hồ sơ chưa có.", "Ghi các điều ấy rồi chuyển lại."),
        (
            "The new version needs {count} values that the case does not have.",
            "Give them and move it again.",
        ),
    ),
    "move.none": S(
        (
            "Hồ sơ chưa được chuyển sang bản khác, hoặc lần chuyển đã được lùi lại.",
            "Xem nhật ký của hồ sơ.",
        ),
        (
            "The case was not moved to another version, or that was taken back.",
            "Look at the case's log.",
        ),
    ),
    "move.since": S(
        (
            "Sau khi chuyển, hồ sơ đã có thêm {count} việc, lần cuối lúc {at}.",
            "Hủy các việc ấy trước, hoặc để hồ sơ theo bản mới.",
        ),
        (
            "Since the move {count} more things were done in the case, the last at {at}.",
            "Reverse them first, or leave the case to the new version.",
        ),
    ),
    "move.unknown_step": S(
        ("Không có bước “{step}”.", "Các bước có: {steps}."),
        ("There is no step “{step}”.", "The steps are: {steps}."),
    ),
    "move.not_map": S(
        (
            "Chỗ này phải là các cặp tên và giá trị.",
            "Viết mỗi dòng một cặp: tên, dấu hai chấm, giá trị.",
        ),
        (
            "This must be pairs of name and value.",
            "Write a pair on each line: the name, a colon, the value.",
        ),
    ),
    "plan.unreadable": S(
        (
            "Không đọc được kế hoạch {file}, dòng {line}: {why}.",
            "Sửa tệp theo cách viết của tệp thủ tục.",
        ),
        (
            "The plan {file} cannot be read at line {line}: {why}.",
            "Mend it by the rules of a procedure's file.",
        ),
    ),
    "move.plan": S(
        ("Kế hoạch chuyển có {count} chỗ phải sửa.", "Sửa những chỗ nêu dưới đây rồi làm lại."),
        ("The plan has {count} places to mend.", "Mend the places named below and do it again."),
    ),
    "move.no_version": S(
        (
            "“{name}” không có bản nào mang ngày {version}.",
            "Ghi ngày có hiệu lực của một bản đã công bố: {versions}.",
        ),
        (
            "“{name}” has no version of {version}.",
            "Give the day from which a published version is in force: {versions}.",
        ),
    ),
    "move.not_in_force": S(
        (
            "Bản {version} chưa có hiệu lực, nên chưa chuyển hồ sơ nào sang đó.",
            "Xem trước bằng chạy thử; chuyển từ ngày {version}.",
        ),
        (
            "Version {version} is not in force yet, so no case was moved to it.",
            "Look at it by a dry run; move from {version} on.",
        ),
    ),
    "return.not_moved": S(
        (
            "Hồ sơ {case} không phải hồ sơ đã chuyển sang bản này mà còn mở.",
            "Xem lại mã; chạy thử (`dry_run`) kể các hồ sơ lùi được.",
        ),
        (
            "Case {case} is no open case that was moved to this version.",
            "Look at the code again; a dry run (`dry_run`) tells which can be taken back.",
        ),
    ),
    "publish.overlaps": S(
        (
            "Bản từ {version} của “{slug}” trùng với bản từ {other}, còn hiệu lực đến {until}.",
            "Để bản mới bắt đầu sau ngày ấy.",
        ),
        (
            "Version {version} of “{slug}” overlaps that from {other}, which is in force until {until}.",
            "Let the new one begin after that day.",
        ),
    ),
    "rehearsal.stale": S(
        (
            "Trang diễn tập này đã cũ, hoặc không phải do chương trình làm ra.",
            "Bắt đầu diễn tập lại; chưa có gì ghi vào sổ nên không mất gì.",
        ),
        (
            "This rehearsal is too old, or was not made by the program.",
            "Begin anew; nothing was written, so nothing is lost.",
        ),
    ),
    "rehearsal.other": S(
        (
            "Trang diễn tập này của người khác, hoặc của một bản khác của thủ tục.",
            "Bắt đầu diễn tập lại với bản đang xem.",
        ),
        (
            "This rehearsal is somebody else's, or of another version of the procedure.",
            "Begin anew with the version you look at.",
        ),
    ),
    "rehearsal.too_long": S(
        (
            "Một buổi diễn tập có nhiều nhất {max} việc.",
            "Chép những gì đã có thành ví dụ rồi bắt đầu lại.",
        ),
        ("A rehearsal has at most {max} acts.", "Keep what there is as an example and begin anew."),
    ),
    "rehearsal.nothing_ahead": S(
        (
            "Không còn thời hạn hay lời nhắc nào phía trước.",
            "Làm một thao tác, hoặc ghi thời điểm muốn đến.",
        ),
        ("No limit and no reminder lies ahead.", "Act, or say until when."),
    ),
    "rehearsal.when": S(
        ("Chưa đọc được thời điểm muốn đến.", "Ghi ngày/tháng/năm giờ:phút, như 02/11/2026 09:30."),
        (
            "That is no time to go on to.",
            "Write day/month/year hour:minute, such as 02/11/2026 09:30.",
        ),
    ),
    "move.over": S(
        (
            "Ngày nay bản có hiệu lực là {now}, không phải {version}.",
            "Chuyển sang bản đang có hiệu lực.",
        ),
        ("The version in force today is {now}, not {version}.", "Move to the version in force."),
    ),
}
