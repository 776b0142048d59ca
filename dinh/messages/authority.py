"""Why a change of posts, authority or published files may not be made, or needs a second person."""

from __future__ import annotations

from dinh.messages.sentence import Sentence as S

AUTHORITY: dict[str, S] = {
    "delegation.not_delegable": S(
        (
            "Pháp luật không cho ủy quyền: {procedures} ({law}).",
            "Bỏ thủ tục này ra; người có thẩm quyền tự làm, hoặc phân công theo quy chế.",
        ),
        (
            "The law lets nobody delegate: {procedures} ({law}).",
            "Leave it out; whoever is competent does it in person.",
        ),
    ),
    "delegation.not_yours_to_end": S(
        (
            "Chỉ người giữ vị trí “{post}” hoặc người giữ vị trí cao hơn mới chấm dứt được ủy quyền này.",
            "Nhờ: {who}; không có ai thì người giữ máy chủ chạy lệnh `dinh delegate`.",
        ),
        (
            "Only the holder of the post “{post}” or of a higher post ends this delegation.",
            "Ask: {who}; where there is nobody, whoever keeps the server runs `dinh delegate`.",
        ),
    ),
    "delegation.end_day": S(
        (
            "Ngày hết hiệu lực phải từ {first} đến {last}.",
            "Chọn lại ngày; để trống thì ủy quyền hết hiệu lực ngay.",
        ),
        (
            "The day from which it no longer holds lies between {first} and {last}.",
            "Choose the day again; left empty, it ends at once.",
        ),
    ),
    "delegation.end_day_alone": S(
        (
            "Ngày hết hiệu lực chỉ đi cùng việc chấm dứt ủy quyền.",
            "Thêm `ended: true`, hoặc bỏ `ended_from`.",
        ),
        (
            "`ended_from` belongs to the end of a delegation only.",
            "Add `ended: true`, or leave `ended_from` out.",
        ),
    ),
    "delegation.end_differs": S(
        (
            "Ủy quyền đang ghi là “{stands}”; chấm dứt thì không đổi chỗ này.",
            "Bỏ chỗ này ra; muốn hết hiệu lực vào một ngày thì ghi `ended_from`.",
        ),
        (
            "The delegation says “{stands}”; its end changes nothing of that.",
            "Leave this out; to end it on a given day, give `ended_from`.",
        ),
    ),
    "appoint.strands": S(
        (
            "Sau việc này không ai giữ vị trí {by}: {count} hồ sơ không còn ai làm tiếp được ({codes}).",
            "Cử người khác trước; nếu vẫn ghi thì xác nhận thêm một lần (`strands: true`, dòng lệnh: `--strands`).",
        ),
        (
            "After this nobody holds the post {by}: {count} cases are left that nobody can move ({codes}).",
            "Appoint somebody else first; to record it all the same, confirm once more (`strands: true`, command line: `--strands`).",
        ),
    ),
    "authority.own_gain": S(
        (
            "Không ai tự mở rộng quyền của chính mình.",
            "Nhờ người khác ghi hoặc đề nghị việc này.",
        ),
        ("Nobody widens his own power.", "Have somebody else record or propose this."),
    ),
    "authority.above": S(
        (
            "Việc này đụng đến vị trí cao hơn vị trí của anh, chị: {roles}.",
            "Nhờ người giữ vị trí ấy; không có ai thì người giữ máy chủ ghi bằng lệnh `dinh appoint`.",
        ),
        (
            "This touches a post above your own: {roles}.",
            "Ask whoever holds such a post; where nobody does, whoever keeps the server runs `dinh appoint`.",
        ),
    ),
    "authority.not_holder": S(
        (
            "Chỉ người đang giữ vị trí “{post}” mới ủy quyền được vị trí ấy.",
            "Nhờ chính người ấy ghi ủy quyền.",
        ),
        (
            "Only whoever holds the post “{post}” delegates it.",
            "Ask the holder to record the delegation.",
        ),
    ),
    "authority.reason": S(
        (
            "Việc này mở rộng {widens}, nên phải có người thứ hai duyệt.",
            "Ghi lý do rồi gửi lại thành đề nghị.",
        ),
        (
            "This widens {widens}, so a second person must approve it.",
            "Give a reason and send it again as a proposal.",
        ),
    ),
    "authority.nobody_approves": S(
        (
            "Việc này mở rộng {widens}, mà ngoài anh, chị không còn ai duyệt được.",
            "Nhờ người giữ máy chủ ghi bằng lệnh `dinh appoint`, `dinh delegate` hoặc `dinh publish`; nhật ký nói rõ là ghi từ máy chủ.",
        ),
        (
            "This widens {widens}, and besides you nobody may approve it.",
            "Whoever keeps the server records it with `dinh appoint`, `dinh delegate` or `dinh publish`; the log says that it came from the machine.",
        ),
    ),
    "authority.same_person": S(
        (
            "Người đề nghị không tự duyệt.",
            "Người duyệt được: {who}.",
        ),
        ("Whoever proposes does not approve.", "These may: {who}."),
    ),
    "authority.gains": S(
        (
            "Việc này thêm quyền cho chính anh, chị, nên anh, chị không duyệt được.",
            "Người duyệt được: {who}.",
        ),
        ("This gives you power, so you may not approve it.", "These may: {who}."),
    ),
    "authority.not_reader": S(
        (
            "Chỉ người đang được đọc loại hồ sơ mật này mới duyệt được cho người khác đọc.",
            "Người duyệt được: {who}.",
        ),
        (
            "Only who may read these cases may let somebody else read them.",
            "These may: {who}.",
        ),
    ),
    "authority.not_approver": S(
        ("Anh, chị không duyệt được việc này.", "Người duyệt được: {who}."),
        ("You may not approve this.", "These may: {who}."),
    ),
    "authority.proposer_shut_out": S(
        (
            "Người đề nghị bị loại khỏi một hồ sơ đang giải quyết thuộc loại mật này, nên đề nghị không được duyệt.",
            "Từ chối đề nghị này; người khác đề nghị lại nếu cần.",
        ),
        (
            "A running case of this kind shuts out whoever proposed it, so it cannot be approved.",
            "Decline it; somebody else proposes it again where it is needed.",
        ),
    ),
    "authority.proposer_gone": S(
        (
            "Người đề nghị nay không còn được đề nghị việc này.",
            "Từ chối đề nghị này; người khác đề nghị lại nếu cần.",
        ),
        (
            "Whoever proposed this may no longer do so.",
            "Decline it; somebody else proposes it again where it is needed.",
        ),
    ),
    "proposal.unknown": S(
        (
            "Không có đề nghị số {proposal} nào đang chờ, hoặc không phải việc của anh, chị.",
            "Xem lại trang “Người và vị trí”.",
        ),
        (
            "No proposal {proposal} is waiting, or it is not for you.",
            "Look at the page “People and posts” again.",
        ),
    ),
    "proposal.unseen": S(
        (
            "Chưa mở đề nghị số {proposal}, hoặc từ lúc anh, chị mở thì bản đang có hiệu lực đã khác.",
            "Mở đề nghị số {proposal}, xem nó đổi gì so với bản đang có hiệu lực, rồi duyệt từ trang ấy.",
        ),
        (
            "Proposal {proposal} was not opened, or what is in force has changed since you opened it.",
            "Open proposal {proposal}, look at what it changes, and approve it from that page.",
        ),
    ),
}
