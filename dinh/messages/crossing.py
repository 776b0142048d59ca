"""What may not be when a case goes from one house to another."""

from __future__ import annotations

from dinh.messages.sentence import Sentence as S

CROSSING: dict[str, S] = {
    "case.elsewhere": S(
        (
            "Hồ sơ đang ở {house}, từ {since}; ở đây chỉ xem được.",
            "Việc do {house} làm; hồ sơ về lại đây khi họ trả hoặc khi có kết quả.",
        ),
        (
            "{house} has had the case since {since}; here it can only be seen.",
            "{house} does the work; the case comes back when they return it or settle it.",
        ),
    ),
    "cross.no_province": S(
        (
            "Bước “{step}” do cấp tỉnh làm, mà hệ thống này chưa có đơn vị cấp tỉnh nào.",
            "Báo người vận hành lập đơn vị cấp tỉnh (dinh init), rồi làm lại.",
        ),
        (
            "The step “{step}” is the province's, and this installation has no province's house.",
            "Ask the operator to make one (dinh init), then do it again.",
        ),
    ),
    "cross.unnamed": S(
        (
            "Bước “{step}” do đơn vị ghi ở “{field}” làm, mà mục ấy còn trống.",
            "Ghi đơn vị ấy trong hồ sơ rồi làm lại.",
        ),
        (
            "The step “{step}” is for the house named in “{field}”, which is empty.",
            "Name that house in the case, then do it again.",
        ),
    ),
    "cross.no_house": S(
        (
            "Bước “{step}” do {house} làm, mà hệ thống này không có đơn vị đó.",
            "Xem lại đơn vị đã ghi, hoặc báo người vận hành lập đơn vị đó.",
        ),
        (
            "The step “{step}” is for {house}, which this installation does not have.",
            "Look at the house that was named, or ask the operator to make it.",
        ),
    ),
    "cross.taken": S(
        (
            "{house} đã có một hồ sơ khác mang mã {case}.",
            "Báo người vận hành: hai đơn vị dùng chung một mã đơn vị trong mã hồ sơ.",
        ),
        (
            "{house} has another case by the code {case}.",
            "Tell the operator: two houses use the same id in the codes of their cases.",
        ),
    ),
    "transfer.alone": S(
        (
            "Ở đây chưa có đơn vị nào khác để chuyển hồ sơ đến.",
            "Chuyển bằng giấy và ghi chú vào hồ sơ, hoặc báo người vận hành lập đơn vị ấy (dinh init).",
        ),
        (
            "There is no other house here to hand the case to.",
            "Send it on paper and note that in the case, or ask the operator to make that house (dinh init).",
        ),
    ),
    "transfer.itself": S(
        ("Hồ sơ đang ở chính {house}.", "Chọn đơn vị khác."),
        ("The case is at {house} already.", "Choose another house."),
    ),
    "transfer.settled": S(
        (
            "Hồ sơ đã có kết quả, chỉ chuyển lại được cho {house}.",
            "Chuyển cho {house} (nơi đã giải quyết thì hủy được kết quả, nơi tiếp nhận thì trả kết quả), hoặc trả kết quả cho người nộp.",
        ),
        (
            "The case is settled, and can only go back to {house}.",
            "Hand it to {house} (who settled it can reverse the outcome, who received it delivers it), or deliver the result.",
        ),
    ),
    "transfer.asked": S(
        (
            "{house} chuyển hồ sơ đến chỉ để làm bước “{step}”; ai giải quyết hồ sơ không do đơn vị này chọn.",
            "Trả lại {house} bằng “Chuyển sang đơn vị khác”, nêu nơi có thẩm quyền trong lý do; hoặc làm bước này.",
        ),
        (
            "{house} handed the case here for the step “{step}” alone; who settles it is not this house's to say.",
            "Hand it back to {house} by “Hand over to another house” and say in the reason who is competent; or do the step.",
        ),
    ),
    "transfer.astray": S(
        (
            "Bước “{step}” do {house} làm, nên hồ sơ chỉ chuyển được cho {house}.",
            "Chuyển lại cho {house}, hoặc hủy thao tác đã giao bước ấy.",
        ),
        (
            "The step “{step}” is done by {house}, so the case can only be handed there.",
            "Hand it to {house} again, or reverse the act that led to this step.",
        ),
    ),
    "step.elsewhere": S(
        (
            "Bước “{step}” do {house} làm, không làm ở đây được dù hồ sơ đang ở đây.",
            "Chuyển lại cho {house}, hoặc lãnh đạo hủy thao tác trước nếu nó sai.",
        ),
        (
            "The step “{step}” is done by {house}, and cannot be done here although the case is here.",
            "Hand it to {house} again, or let a leader reverse the act before it if that was wrong.",
        ),
    ),
    "route.not_home": S(
        (
            "Chỉ {house}, nơi giải quyết hồ sơ, chọn được đơn vị có thẩm quyền.",
            "Trả lại {house} bằng “Chuyển sang đơn vị khác”, nêu nơi có thẩm quyền trong lý do.",
        ),
        (
            "Only {house}, which settles the case, chooses who is competent.",
            "Hand it back to {house} by “Hand over to another house” and say in the reason who is competent.",
        ),
    ),
    "route.accepted": S(
        (
            "Hồ sơ đã tiếp nhận lúc {at}, nên thẩm quyền đã rõ.",
            "Cần chuyển nữa thì dùng “Chuyển sang đơn vị khác”, có lý do.",
        ),
        (
            "The case was accepted at {at}, so who is competent is known.",
            "To hand it on use “Hand over to another house”, with the reason.",
        ),
    ),
    "reverse.elsewhere": S(
        (
            "Việc cuối cùng do {house} làm; đơn vị nào làm thì đơn vị ấy hủy.",
            "Chuyển hồ sơ lại cho {house}, nêu lý do.",
        ),
        (
            "{house} did the last act; who did it takes it back.",
            "Hand the case back to {house} and say why.",
        ),
    ),
}
