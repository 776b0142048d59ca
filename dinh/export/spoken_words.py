"""What each key of a procedure is called when two versions are compared: (Vietnamese, English). `Struct.field` before `field`."""

from __future__ import annotations

from dinh.engine.definition.procedure import Text

# fmt: off
LABELS: dict[str, tuple[str, str]] = {
    "label": ("tên gọi", "what it is called"), "name": ("tên gọi", "name"), "known_as": ("còn gọi là", "also called"), "code": ("mã", "code"), "field": ("lĩnh vực", "field of work"),
    "level": ("mức độ trực tuyến", "level"), "until": ("đến", "until"), "channels": ("nộp qua", "channels"), "class_": ("mức mật", "class"), "off": ("tắt thao tác có sẵn", "switched off"),
    "off_law": ("căn cứ tắt", "source of that"), "delegable": ("được ủy quyền", "may be delegated"), "delegable_law": ("căn cứ về ủy quyền", "source on delegation"), "start": ("từ", "from"), "Procedure.start": ("bắt đầu ở bước", "begins in"), "Field.start": ("điền sẵn", "filled in at first"), "type": ("kiểu", "kind"),
    "required": ("phải có", "required"), "shown": ("được hỏi", "asked"), "personal": ("dữ liệu cá nhân", "personal"), "bounds": ("trong khoảng", "within"), "of": ("của", "of"), "Field.of": ("lựa chọn", "choice"),
    "register": ("sổ", "register"), "of_procedure": ("thủ tục", "procedure"), "places": ("số chữ số lẻ", "decimal places"), "max": ("dài nhất", "longest"), "rows": ("", ""), "Field.rows": ("số dòng", "rows"),
    "count": ("số tệp", "files"), "columns": ("cột", "column"), "derive": ("tự tính", "computed"), "valid": ("soát lại", "looked at"), "search": ("tìm theo", "found by"), "law": ("căn cứ", "source"), "help": ("chỉ dẫn", "help"),
    "say": ("nói", "says"), "at": ("ở", "at"), "Step.at": ("làm tại đơn vị", "done in the house"), "warn": ("chỉ nhắc", "only a warning"), "Step.warn": ("nhắc trước", "reminders"), "on": ("khi làm", "on"), "when": ("khi", "when"),
    "kind": ("loại bản", "kind"), "copies": ("số bản", "copies"), "each": ("mỗi dòng của", "for each of"), "one_of": ("một trong", "one of"), "reuse": ("dùng lại được", "may be reused"), "form": ("mẫu", "form"),
    "electronic": ("nhận bản điện tử", "electronic form"), "Document.valid": ("còn giá trị", "valid for"), "Letter.valid": ("có giá trị", "valid for"), "starts": ("tính từ", "counted from"), "time": ("thời hạn", "time"),
    "Step.time": ("định mức", "own norm"), "TimeRow.time": ("", ""), "cutoff": ("giờ chốt", "cut-off"), "confirmed": ("đã đối chiếu", "confirmed"), "allowed": ("được gia hạn", "may be extended"), "times": ("số lần", "times"), "by": ("thêm", "by"),
    "Start.by": ("theo cột", "by column"), "letter": ("văn bản", "letter"), "letters": ("văn bản", "letters"), "op": ("so với", "compared"), "RecordOp.op": ("việc", "what is done"), "again": ("đọc lại bảng", "table read again"),
    "base": ("mốc", "from"), "tell": ("báo cho", "told"), "offset": ("cách mốc", "distance"), "before": ("trước mốc", "before it"), "row": ("dòng", "row"), "values": ("ghi", "written"), "where": ("chỉ khi", "only where"),
    "who": ("giao cho", "given to"), "post": ("quyền của", "authority of"), "end": ("đến", "to"), "to": ("chuyển tới", "leads to"), "Letter.to": ("gửi", "sent to"), "Add.to": ("cộng vào", "added to"), "asks": ("hỏi thêm", "asks"),
    "adds": ("thêm dòng vào", "adds a row to"), "edits": ("được sửa", "may change"), "at_most": ("nhiều nhất", "at most"), "present": ("phải có mặt", "who must be there"), "records": ("ghi sổ", "records"), "extends": ("gia hạn", "extends"),
    "requests": ("yêu cầu từng mục, lý do ghi ở", "asks item by item, the reason in"), "supplies": ("bổ sung các mục đã yêu cầu", "brings what was asked"), "returns": ("trả lại, phải nêu lý do", "is a return, with a reason"), "begins": ("từ ngày", "from the day"), "shape": ("ranh giới", "outline"),
    "delegates": ("ủy quyền", "delegates"), "breaks": ("bỏ các nhánh khác", "drops the other branches"), "opens": ("mở hồ sơ con", "opens child cases"), "closes_children": ("rút hồ sơ con", "withdraws child cases"),
    "roles": ("người làm", "who acts"), "Secrecy.roles": ("ai được xem", "who may read"), "not_by": ("không phải người đã làm", "not by whoever acted in"), "limit": ("thời hạn luật định", "limit of the law"), "then": ("hết hạn thì", "when it is over"),
    "every": ("nhắc lại mỗi", "raised again every"), "pauses": ("tạm dừng tính thời hạn", "the time limit is paused"), "posts": ("niêm yết", "posted"), "at_places": ("niêm yết tại", "posted at"), "do": ("thao tác", "action"),
    "choose": ("máy chọn", "chosen"), "together": ("nhánh", "branch"), "meet": ("gặp nhau ở", "meet in"), "waits": ("chờ hồ sơ con", "waits for children"), "outcome": ("kết quả", "outcome"), "quiet": ("không báo ai", "tells nobody"),
    "why_quiet": ("vì sao không báo", "why"), "ends_delegations": ("chấm dứt ủy quyền", "ends delegations"), "template": ("mẫu in", "template"), "number": ("số", "number"), "value": ("giá trị", "value"), "otherwise": ("nếu trống", "if empty"),
    "amount": ("mức", "amount"), "why": ("vì", "because"), "rules": ("", ""), "formula": ("", ""), "function": ("phép tính", "function"), "over": ("trên", "over"), "left": ("số thứ nhất", "first"), "right": ("số thứ hai", "second"),
    "unit": ("đơn vị", "unit"), "factors": ("nhân", "factors"), "round": ("làm tròn", "rounded"), "mode": ("cách", "how"), "steps": ("bậc", "step"), "upto": ("đến", "up to"), "norm": ("định mức", "norm"), "keys": ("theo", "by"),
    "gives": ("thì là", "gives"), "id": ("số định danh", "ID"), "birth_date": ("ngày sinh", "date of birth"), "sex": ("giới tính", "sex"), "title": ("tên văn bản", "title"), "Law.number": ("số hiệu", "number"), "procedure": ("thủ tục", "procedure"),
    "give": ("cho hồ sơ con", "given"), "takes": ("nhận về", "taken back"), "added": ("khi thêm vào sổ", "when added to"), "also_in": ("có trong sổ", "also in"), "key": ("khóa", "key"), "counted": ("đếm", "counted"), "unique": ("không trùng", "unique"),
    "history": ("giữ lịch sử", "history"), "written_by": ("ghi bởi", "written by"), "classes": ("mức mật", "class"), "shut": ("không cho xem", "shut out"), "Opens.at": ("làm tại", "done in"), "Start.at": ("bắt đầu ở", "begins in"),
    "sure": ("chắc đến đâu", "how sure"), "agrees": ("đã đối chiếu", "compared"), "online": ("trực tuyến", "online"), "go": ("nộp ở", "go to"), "result": ("kết quả", "result"), "signer": ("người ký", "signer"), "fee": ("phí", "fee"),
    "conditions": ("điều kiện", "conditions"), "source": ("nguồn", "source"), "conflicts": ("chỗ các nguồn nói khác nhau", "where sources differ"), "about": ("về", "about"), "says": ("nói", "says"), "moves": ("bước cũ thành", "old steps become"),
}

KINDS: dict[str, Text] = {
    "text": Text("chữ", "text"), "person_name": Text("họ tên", "a name"), "phone": Text("điện thoại", "telephone"), "email": Text("thư điện tử", "e-mail"), "address": Text("địa chỉ", "address"), "position": Text("vị trí trên bản đồ", "position"),
    "shape": Text("hình trên bản đồ", "shape"), "personal_id": Text("số định danh", "personal ID"), "number": Text("số", "number"), "money": Text("số tiền", "money"), "date": Text("ngày", "date"), "datetime": Text("ngày giờ", "date and time"),
    "yes_no": Text("có hoặc không", "yes or no"), "choice": Text("chọn một", "one choice"), "choices": Text("chọn nhiều", "several choices"), "village": Text("thôn, bon", "village"), "house": Text("đơn vị", "house"), "post": Text("vị trí", "post"),
    "person": Text("người của đơn vị", "a person here"), "roles": Text("vai trò", "roles"), "record": Text("dòng sổ", "record"), "case": Text("hồ sơ", "case"), "file": Text("tệp", "file"), "files": Text("các tệp", "files"), "list": Text("danh sách", "list"),
}

NAMES: dict[str, dict[str, Text]] = {
    "level": {"full": Text("toàn trình", "wholly online"), "partial": Text("một phần", "partly online"), "info": Text("chỉ giới thiệu", "only told"), "internal": Text("việc nội bộ", "internal")},
    "kind": {"original": Text("bản chính", "original"), "copy": Text("bản sao", "copy"), "present": Text("xuất trình", "shown")},
    "outcome": {"granted": Text("đồng ý", "granted"), "rejected": Text("từ chối", "rejected"), "returned": Text("trả lại", "returned"), "stopped": Text("dừng", "stopped"), "forwarded": Text("chuyển nơi khác", "forwarded"), "done": Text("xong", "done")},
    "op": {"add": Text("thêm dòng", "add a row"), "change": Text("sửa dòng", "change a row"), "end": Text("kết thúc dòng", "end a row")},
    "unit": {"days": Text("ngày", "days"), "months": Text("tháng", "months"), "years": Text("năm", "years"), "working_days": Text("ngày làm việc", "working days")},
    "mode": {"up": Text("lên", "up"), "down": Text("xuống", "down"), "half_up": Text("gần nhất", "to the nearest")},
    "at": {"home": Text("xã", "here"), "province": Text("tỉnh", "the province"), "accept": Text("lúc tiếp nhận", "at acceptance"), "deliver": Text("lúc trả kết quả", "at delivery")},
    "of": {"deadline": Text("hạn hẹn trả", "the due date"), "limit": Text("thời hạn của bước", "the step's limit")},
    "waits": {"all": Text("tất cả", "all"), "any": Text("một", "any")},
    "function": {"sum": Text("tổng", "sum"), "count": Text("đếm", "count"), "greatest": Text("lớn nhất", "greatest"), "least": Text("nhỏ nhất", "least"), "first": Text("đầu tiên", "first")},
    "sure": {"high": Text("cao", "high"), "medium": Text("vừa", "medium"), "low": Text("thấp", "low")},
}
# fmt: on
