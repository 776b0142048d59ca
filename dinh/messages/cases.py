"""What a case, a step or an action may not allow."""

from __future__ import annotations

from dinh.messages.sentence import Sentence as S

CASES: dict[str, S] = {
    "case.moved": S(
        (
            "Chưa làm gì cả: hồ sơ đã đổi từ khi mở trang này. {changes}.",
            "Xem hồ sơ bây giờ rồi làm lại nếu vẫn cần; những gì vừa gõ vẫn còn.",
        ),
        (
            "Nothing was done: the case has changed since this page was opened. {changes}.",
            "Look at the case as it is now, and do it again if it is still needed; what you typed is kept.",
        ),
    ),
    "case.settled": S(
        ("Hồ sơ đã kết thúc: {end}.", "Muốn làm tiếp thì lãnh đạo phải hủy kết quả ấy, có lý do."),
        ("The case has ended: {end}.", "To go on, a leader must reverse that outcome and say why."),
    ),
    "form.faults": S(
        ("Chưa ghi được: còn {count} chỗ phải sửa.", "Sửa những chỗ nêu dưới đây rồi gửi lại."),
        (
            "This was not recorded: {count} places must be mended.",
            "Mend the places named below and send it again.",
        ),
    ),
    "documents.missing": S(
        ("Hồ sơ còn thiếu: {documents}.", "Nhận thêm giấy tờ, hoặc lập phiếu yêu cầu bổ sung."),
        ("Still missing: {documents}.", "Take these papers in, or make a supplement request."),
    ),
    "document.missing": S(
        ("Còn thiếu {label}.", "Nhận giấy tờ này, hoặc yêu cầu bổ sung."),
        ("{label} is missing.", "Take it in, or ask for it."),
    ),
    "procedure.info": S(
        (
            "“{procedure}” chỉ để hướng dẫn, không nhận hồ sơ ở đây.",
            "Xem nơi nhận trong trang của thủ tục.",
        ),
        (
            "“{procedure}” is only told about; no case is opened here.",
            "See on its page where to go.",
        ),
    ),
    "procedure.stuck": S(
        (
            "Thủ tục không có đường đi tiếp từ “{step}”.",
            "Báo cho người phụ trách thủ tục: tệp này phải sửa và công bố lại.",
        ),
        (
            "The procedure has no way on from “{step}”.",
            "Tell whoever looks after it: the file must be mended and published again.",
        ),
    ),
    "record.exists": S(
        (
            "Sổ “{register}” đã có dòng “{record}”.",
            "Xem lại dòng ấy; muốn sửa thì dùng thủ tục sửa, không ghi thêm lần nữa.",
        ),
        (
            "The register “{register}” has a row “{record}” already.",
            "Look at that row; to change it use the procedure that changes, do not add it again.",
        ),
    ),
    "record.gone": S(
        (
            "Dòng “{record}” của sổ “{register}” không còn hiệu lực nên không sửa được.",
            "Xem lại dòng ấy; nếu cần thì ghi dòng mới bằng đúng thủ tục của nó.",
        ),
        (
            "The row “{record}” of the register “{register}” is no longer in force, so it cannot be changed.",
            "Look at that row; where one is needed, enter a new one by its own procedure.",
        ),
    ),
    "record.ended_twice": S(
        (
            "Dòng “{record}” của sổ “{register}” bị kết thúc hai lần trong một thao tác.",
            "Bỏ bớt một trong các chỗ nêu dòng ấy trong hồ sơ rồi làm lại.",
        ),
        (
            "The row “{record}” of the register “{register}” would be ended twice by one action.",
            "Name that row once only in the case, then try again.",
        ),
    ),
    "record.lacks": S(
        (
            "Chưa ghi được vào sổ “{register}”: còn trống {columns}.",
            "Điền các mục ấy trong hồ sơ (sửa đơn, hoặc yêu cầu bổ sung) rồi làm lại.",
        ),
        (
            "Nothing could be entered in the register “{register}”: {columns} would be empty.",
            "Fill them in the case (edit the form, or ask for a supplement), then do it again.",
        ),
    ),
    "record.repeats": S(
        (
            "Sổ “{register}” đã có dòng “{record}” ({by}) với cùng: {columns}.",
            "Xem dòng ấy: cùng một việc thì không ghi thêm; nhập nhầm thì sửa rồi làm lại.",
        ),
        (
            "The register “{register}” already has the row “{record}” ({by}) with the same: {columns}.",
            "Look at that row: the same matter is not added again; what was mistyped is mended and sent again.",
        ),
    ),
    "channel.closed": S(
        ("Thủ tục này không nhận qua “{channel}”.", "Nộp bằng một trong các cách: {channels}."),
        ("This procedure is not received by “{channel}”.", "Use one of: {channels}."),
    ),
    "open.not_yours": S(
        ("Vị trí của anh, chị không mở hồ sơ qua “{channel}”.", "Chuyển cho quầy một cửa."),
        ("Your post does not open cases by “{channel}”.", "Hand it to the one-stop counter."),
    ),
    "time.backwards": S(
        (
            "Thời điểm {at} đứng trước việc cuối của hồ sơ, lúc {last}.",
            "Ghi thời điểm bằng hoặc sau việc cuối.",
        ),
        (
            "{at} is before the last event of the case, at {last}.",
            "Give an instant at or after it.",
        ),
    ),
    "step.which": S(
        ("“{action}” đang có ở nhiều bước: {steps}.", "Chọn bước."),
        ("“{action}” is possible at several steps: {steps}.", "Say at which."),
    ),
    "step.not_open": S(
        ("Hồ sơ không đứng ở bước “{step}”, mà ở: {steps}.", "Lúc này anh, chị làm được: {can}."),
        ("The case does not stand at “{step}” but at: {steps}.", "You may now do: {can}."),
    ),
    "step.nobody": S(
        ("Không ai giữ vị trí {by} để làm bước “{label}”.", "Người có thể cử: {who}."),
        ("Nobody holds the post {by} for the step “{label}”.", "These can appoint: {who}."),
    ),
    "step.not_yours": S(
        ("Bước “{label}” dành cho: {by}.", "Nhờ {who}, hoặc xin giao lại việc."),
        ("The step “{label}” is for: {by}.", "Ask {who}, or have the work reassigned."),
    ),
    "step.not_by": S(
        (
            "Người đã làm bước “{other}” không được làm bước “{step}” của cùng hồ sơ.",
            "Việc này phải do người khác cùng vị trí làm.",
        ),
        (
            "Whoever acted at “{other}” may not act at “{step}” of the same case.",
            "Another person of that post has to do it.",
        ),
    ),
    "step.named": S(
        (
            "Người được nêu ở “{field}” không được làm bước “{step}” của hồ sơ này.",
            "Việc này phải do người khác cùng vị trí làm.",
        ),
        (
            "Whoever is named in “{field}” may not act at “{step}” of this case.",
            "Another person of that post has to do it.",
        ),
    ),
    "action.unknown": S(
        (
            "Thủ tục này không có thao tác “{action}”. Hồ sơ đang ở: {steps}.",
            "Lúc này anh, chị làm được: {can}.",
        ),
        (
            "This procedure has no action “{action}”. The case stands at: {steps}.",
            "You may now do: {can}.",
        ),
    ),
    "action.not_here": S(
        (
            "“{action}” chỉ làm ở bước: {at}. Hồ sơ đang ở: {steps}.",
            "Lúc này anh, chị làm được: {can}.",
        ),
        ("“{action}” belongs to: {at}. The case stands at: {steps}.", "You may now do: {can}."),
    ),
    "action.not_offered": S(
        (
            "Trường hợp này không có thao tác “{action}” ở bước “{step}”.",
            "Xem điều kiện trong trang của thủ tục.",
        ),
        (
            "“{action}” does not apply to this case at “{step}”.",
            "See the conditions on the procedure's page.",
        ),
    ),
    "action.used_up": S(
        (
            "“{label}” đã dùng đủ {times} lần mà thủ tục cho.",
            "Ở bước này còn làm được: {others}.",
        ),
        (
            "“{label}” has been used the {times} times that the procedure allows.",
            "At this step these are left: {others}.",
        ),
    ),
    "present.missing": S(
        ("Chưa có mặt: {persons}.", "Khi người đó đến thì đánh dấu có mặt."),
        ("Not present: {persons}.", "Tick the presence when they are here."),
    ),
    "list.full": S(
        ("Danh sách “{list}” đã đủ {most} dòng.", "Không thêm được nữa."),
        ("The list “{list}” has its {most} rows.", "No more can be added."),
    ),
    "unwritten.off": S(
        ("Thủ tục này không cho “{action}”.", "Xem căn cứ trong trang của thủ tục."),
        ("This procedure does not allow “{action}”.", "See its page for the source."),
    ),
    "unwritten.not_yours": S(
        ("“{action}” dành cho: {by}.", "Nhờ người giữ vị trí đó."),
        ("“{action}” is for: {by}.", "Ask whoever holds that post."),
    ),
    "withdraw.result_issued": S(
        (
            "Kết quả đã ký, không rút hồ sơ được nữa.",
            "Kết quả sai thì đề nghị lãnh đạo hủy, có lý do.",
        ),
        (
            "The result has been signed, so the case can no longer be withdrawn.",
            "If it is wrong, ask a leader to reverse it.",
        ),
    ),
    "rating.open": S(
        (
            "Hồ sơ {code} chưa giải quyết xong, hoặc đã được rút.",
            "Khi có kết quả, mời anh, chị quay lại đánh giá.",
        ),
        (
            "The case {code} is not settled yet, or was withdrawn.",
            "Come back when there is a result.",
        ),
    ),
    "rating.done": S(
        (
            "Hồ sơ {code} đã được đánh giá.",
            "Mỗi hồ sơ đánh giá một lần; có điều chưa hài lòng, mời gửi phản ánh.",
        ),
        (
            "The case {code} has been rated.",
            "A case is rated once; if something is not right, send a complaint.",
        ),
    ),
    "rating.unknown": S(
        (
            "Không ghi được đánh giá “{given}” cho hồ sơ {code}.",
            "Chọn một trong năm mức trên trang rồi gửi lại.",
        ),
        (
            "The rating “{given}” of the case {code} cannot be recorded.",
            "Choose one of the five levels on the page and send it again.",
        ),
    ),
    "deliver.done": S(
        ("Kết quả đã trả lúc {at}.", "Cần bản nữa thì in lại văn bản trong hồ sơ."),
        (
            "The result was delivered at {at}.",
            "For another copy print the letter of the case again.",
        ),
    ),
    "deliver.no_result": S(
        ("Hồ sơ chưa có kết quả để trả.", "Xem hồ sơ đang ở bước nào."),
        ("There is no result to deliver yet.", "See where the case stands."),
    ),
    "extend.not_allowed": S(
        ("Thủ tục này không cho gia hạn.", ""),
        ("This procedure allows no extension.", ""),
    ),
    "extend.no_due": S(
        ("Hồ sơ không có hẹn trả đang chạy.", ""),
        ("The case has no running due date.", ""),
    ),
    "extend.used_up": S(
        (
            "Đã gia hạn đủ {times} lần mà thủ tục cho.",
            "Giải quyết theo hẹn hiện nay, {due}; đã quá hẹn thì xin lỗi người nộp rồi trả ngay khi xong.",
        ),
        (
            "It has been extended the {times} times allowed.",
            "Settle it by the due that stands, {due}; where that is over, apologise and deliver once done.",
        ),
    ),
    "extend.until_or_by": S(
        ("Ghi ngày hẹn mới, hoặc thời gian thêm, không ghi cả hai.", ""),
        ("Give the new day or the time added, not both.", ""),
    ),
    "extend.not_later": S(
        ("Hẹn mới phải sau hẹn cũ, {due}.", ""),
        ("The new due must be after the old one, {due}.", ""),
    ),
    "extend.too_long": S(
        ("Hẹn mới xa quá mức cho phép.", "Muộn nhất được hẹn: {latest}."),
        ("The new due is too far off.", "The latest that may be set: {latest}."),
    ),
    "extend.closed": S(
        ("Ngày {day} cơ quan không làm việc ({why}).", "Chọn ngày làm việc, như {open}."),
        ("The office is closed on {day} ({why}).", "Choose a working day, such as {open}."),
    ),
    "supplement.no_items": S(
        (
            "Chưa chọn giấy tờ hoặc nội dung nào.",
            "Chọn từng giấy tờ, từng nội dung của thủ tục này.",
        ),
        ("No paper and no field is chosen.", "Choose papers and fields of this procedure."),
    ),
    "supplement.unknown": S(
        (
            "“{name}” không phải giấy tờ hoặc nội dung của hồ sơ này.",
            "Chọn trong danh sách của thủ tục.",
        ),
        ("“{name}” is no paper or field of this case.", "Choose from the procedure's own."),
    ),
    "supplement.not_asked": S(
        (
            "Nội dung này không được yêu cầu bổ sung, sửa.",
            "Giữ như cũ; cần sửa thì cán bộ yêu cầu thêm mục này.",
        ),
        (
            "This was not asked to be supplied or corrected.",
            "Leave it as it was; the officer can ask for it too.",
        ),
    ),
    "supplement.nothing": S(
        ("Chưa có gì thay đổi so với hồ sơ.", "Thêm giấy tờ hoặc sửa nội dung rồi mới nộp."),
        ("Nothing has changed in the case.", "Add a paper or change an answer, then supply."),
    ),
    "supplement.nothing_asked": S(
        ("Chưa bổ sung mục nào đã được yêu cầu.", "Còn chờ: {items}."),
        ("Nothing of what was asked for has been brought.", "Still waited for: {items}."),
    ),
    "waive.nothing": S(
        ("Hồ sơ không chờ mục bổ sung nào.", ""),
        ("The case waits for nothing that was asked for.", ""),
    ),
    "reverse.nothing": S(
        ("Không còn việc nào để hủy.", ""),
        ("There is nothing left to reverse.", ""),
    ),
    "reverse.not_last": S(
        ("Chỉ hủy được việc cuối cùng còn hiệu lực, việc thứ {last}.", ""),
        ("Only the last standing act can be reversed, number {last}.", ""),
    ),
    "pay.no_fee": S(
        ("Hồ sơ này không có khoản phải thu.", ""),
        ("This case has nothing to pay.", ""),
    ),
    "pay.refund": S(
        (
            "Khoản này mới thu {paid} đồng, không trả lại {given} đồng được.",
            "Trả lại nhiều nhất là số đã thu.",
        ),
        (
            "Only {paid} đồng was taken, so {given} đồng cannot be given back.",
            "At most what was taken can be given back.",
        ),
    ),
    "relate.itself": S(
        ("Đây chính là hồ sơ {given}.", "Ghi mã của hồ sơ khác có liên quan."),
        ("This is case {given} itself.", "Give the code of another case that is related."),
    ),
    "pay.too_much": S(
        ("Chỉ còn phải thu {owed} đồng, không thu {given} đồng.", ""),
        ("Only {owed} đồng is owed, not {given} đồng.", ""),
    ),
}

NOBODY_NAMED: dict[str, S] = {
    "step.not_yours": S(
        ("Bước “{label}” dành cho: {by}.", "Nhờ người giữ vị trí đó, hoặc xin giao lại việc."),
        (
            "The step “{label}” is for: {by}.",
            "Ask whoever holds that post, or have the work reassigned.",
        ),
    ),
}
"""As said where the refusal knows nobody by name who could (`who`)."""
