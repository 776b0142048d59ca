"""What one case may not do because of another: its parent, or its children."""

from __future__ import annotations

from dinh.messages.sentence import Sentence as S

CHILDREN: dict[str, S] = {
    "child.refused": S(
        (
            "Chưa mở được hồ sơ con “{procedure}”{row}. {why}.",
            "Sửa điều nêu trên trong hồ sơ này rồi làm lại.",
        ),
        (
            "The child case '{procedure}'{row} cannot be opened. {why}.",
            "Mend what is named above in this case and do it again.",
        ),
    ),
    "child.unknown": S(
        (
            "Đơn vị chưa có thủ tục “{procedure}” để mở hồ sơ con.",
            "Báo người quản trị ban hành thủ tục ấy.",
        ),
        (
            "This house has no procedure '{procedure}' for the child case.",
            "Ask whoever looks after the system to publish it.",
        ),
    ),
    "child.nowhere": S(
        (
            "Chưa rõ đơn vị nào làm hồ sơ con “{procedure}”: “{at}” còn trống.",
            "Ghi đơn vị rồi làm lại.",
        ),
        (
            "It is not said which house settles the child case '{procedure}': '{at}' is empty.",
            "Fill in the house and do it again.",
        ),
    ),
    "child.too_many": S(
        (
            "Một lần chỉ mở được {most} hồ sơ con “{procedure}”.",
            "Chia danh sách thành nhiều hồ sơ.",
        ),
        (
            "At most {most} child cases '{procedure}' are opened at once.",
            "Share the list out among several cases.",
        ),
    ),
    "child.none": S(
        ("Chưa có hồ sơ con thứ {number}: mới mở {opened}.", "Đếm theo thứ tự đã mở."),
        (
            "There is no child case {number}: {opened} were opened.",
            "Count them in the order in which they were opened.",
        ),
    ),
    "child.ended": S(
        ("Hồ sơ con thứ {number} đã kết thúc: {end}.", "Bỏ dòng này, hoặc nêu hồ sơ con khác."),
        (
            "Child case {number} has ended already: {end}.",
            "Leave this line out, or name another child.",
        ),
    ),
    "reverse.by_house": S(
        (
            "Hồ sơ đi tiếp vì hồ sơ con đã xong ({children}), không phải do ai làm ở đây.",
            "Hủy kết quả của hồ sơ con; hồ sơ này tự trở lại chỗ chờ.",
        ),
        (
            "The case went on because its child was settled ({children}); nobody here did it.",
            "Reverse the child's outcome: this case then waits again by itself.",
        ),
    ),
    "reverse.parent_on": S(
        (
            "Hồ sơ cha {parent} đã đi tiếp từ khi nhận kết quả này.",
            "Hủy những việc làm sau đó ở {parent} trước, rồi hủy ở đây.",
        ),
        (
            "The parent case {parent} has gone on since it was told this outcome.",
            "Reverse what was done since in {parent} first, then reverse here.",
        ),
    ),
    "reverse.closed_children": S(
        (
            "Việc này đã rút {children}; hồ sơ đã rút không tự mở lại.",
            "Làm tiếp từ đây; cần thì mở hồ sơ con mới.",
        ),
        (
            "That act withdrew {children}; what was withdrawn does not open again by itself.",
            "Go on from here; open a new child case where one is needed.",
        ),
    ),
    "reverse.closed_by": S(
        (
            "Hồ sơ này được rút theo hồ sơ cha {parent}.",
            "Làm tiếp ở {parent}; cần thì mở hồ sơ con mới ở đó.",
        ),
        (
            "This case was withdrawn on account of its parent {parent}.",
            "Go on in {parent}; open a new child case there where one is needed.",
        ),
    ),
    "start.refused": S(
        (
            "Đến kỳ nhưng chưa tự mở được hồ sơ “{procedure}”{row}. {why}.",
            "Sửa điều nêu trên; đồng hồ sẽ mở khi chạy lần sau.",
        ),
        (
            "'{procedure}'{row} is due, but could not open by itself. {why}.",
            "Mend what is named above; the clock opens it the next time it runs.",
        ),
    ),
}
