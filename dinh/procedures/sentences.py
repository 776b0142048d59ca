"""What the readers say of a file (rules Y1 and Y2): code → what is wrong and what to do, in both languages."""

from __future__ import annotations

from dinh.engine.definition.procedure import Text

# fmt: off
SENTENCES: dict[str, tuple[str, str, str, str]] = {
    # code: (sai ở đâu, nên làm gì, what is wrong, what to do)
    # --- Y1: strict YAML -------------------------------------------------------------------------------------------
    "syntax": ("Không đọc được YAML ở đây: {problem_vi}", "Sửa chỗ này; thường là thiếu dấu nháy, ngoặc, dấu phẩy, hoặc thụt lề sai.",
               "This is not YAML: {problem_en}", "Mend this place; mostly a quote, bracket or comma is missing, or the indent is wrong."),
    "quote": ("Không đọc được YAML ở dòng này: thường là chữ có dấu phẩy, dấu hai chấm, hay phép so sánh mà thiếu dấu nháy", "Viết: {mended}",
              "This line is not YAML: mostly a text with a comma or colon, or a comparison, that lacks its quotes", "Write: {mended}"),
    "too_big": ("Tệp quá lớn: nhiều nhất {most} KB", "Tách thành nhiều tệp.",
                "The file is too large: at most {most} KB", "Split it into several files."),
    "utf16": ("Tệp không phải UTF-8 (có vẻ là UTF-16)", "Lưu lại với mã UTF-8.",
              "The file is not UTF-8 (it looks like UTF-16)", "Save it as UTF-8."),
    "bom": ("Tệp bắt đầu bằng dấu BOM", "Lưu lại với mã UTF-8 không BOM.",
            "The file begins with a byte order mark", "Save it as UTF-8 without BOM."),
    "not_utf8": ("Ở đây có byte không phải UTF-8", "Lưu lại với mã UTF-8.",
                 "There is a byte here that is not UTF-8", "Save it as UTF-8."),
    "tab": ("Ở đây có dấu tab", "Thay bằng dấu cách.", "There is a tab here", "Use spaces."),
    "control": ("Ký tự điều khiển hoặc ẩn {sign} không dùng được", "Xoá ký tự này.",
                "The control or hidden character {sign} cannot be used", "Delete it."),
    "empty_file": ("Tệp trống", "Viết nội dung, hoặc xoá tệp.", "The file is empty", "Write something in it, or delete it."),
    "top_not_map": ("Tệp phải là các khoá và giá trị", "Bắt đầu bằng: procedure: ten-thu-tuc.",
                    "The file must be keys and values", "Begin with: procedure: some-slug."),
    "documents": ("Tệp có nhiều hơn một tài liệu (---)", "Mỗi tài liệu để trong một tệp.",
                  "The file holds more than one document (---)", "Put each into a file of its own."),
    "directive": ("Chỉ thị %YAML, %TAG không dùng được", "Xoá dòng này.",
                  "The directives %YAML and %TAG cannot be used", "Delete the line."),
    "anchor": ('Neo "&{name}" không dùng được', "Xoá neo và viết đủ giá trị ở từng chỗ.",
               'The anchor "&{name}" cannot be used', "Delete it and write the value out where it is needed."),
    "alias": ('Tham chiếu "*{name}" không dùng được', "Viết giá trị ra.", 'The alias "*{name}" cannot be used', "Write the value out."),
    "tag": ('Thẻ "{name}" không dùng được', "Xoá thẻ; kiểu của giá trị theo khoá của nó.",
            'The tag "{name}" cannot be used', "Delete it; a value is typed by its key."),
    "merge": ('Khoá trộn "<<" không dùng được', "Viết các khoá ra.", 'The merge key "<<" cannot be used', "Write the keys out."),
    "odd_key": ("Khoá phải là một từ", "Viết khoá là một từ, rồi dấu hai chấm.", "A key must be a word", "Write the key as one word, then a colon."),
    "twice": ('Khoá "{key}" viết hai lần (dòng {first}, {second})', "Gộp lại hoặc xoá bớt một khoá.",
              'Key "{key}" appears twice (lines {first}, {second})', "Join the two, or delete one."),
    "too_deep": ("Lồng quá sâu: nhiều nhất {most} tầng", "Viết phẳng hơn.", "Nested too deeply: at most {most} levels", "Write it flatter."),
    "too_many": ("Tệp có quá nhiều giá trị: nhiều nhất {most}", "Tách thành nhiều tệp.",
                 "The file has too many values: at most {most}", "Split it into several files."),
    "long_text": ("Đoạn chữ quá dài: nhiều nhất {most} ký tự", "Viết ngắn lại.",
                  "The text is too long: at most {most} characters", "Write it shorter."),
    # --- Y2: keys and shapes ---------------------------------------------------------------------------------------
    "no_kind": ("Không rõ tệp này là gì", "Khoá đầu tiên phải là procedure, part, frame, norm, register, roles hoặc fields.",
                "It is not said what this file is", "The first key must be procedure, part, frame, norm, register, roles or fields."),
    "unknown_key": ('Không có khoá "{key}" trong {what_vi}', "Dùng một trong các khoá: {known}.",
                    'No key "{key}" in {what_en}', "Use one of the keys: {known}."),
    "unknown_key_near": ('Không có khoá "{key}" trong {what_vi}; ý bạn là "{near}"?', 'Viết "{near}", hoặc xoá khoá này.',
                         'No key "{key}" in {what_en}; did you mean "{near}"?', 'Write "{near}", or delete the key.'),
    "not_here": ('Khoá "{key}" không dùng cho {what_vi}', "Xoá khoá này, hoặc đổi kiểu.",
                 'Key "{key}" does not go with {what_en}', "Delete it, or change the type."),
    "missing_key": ('Thiếu khoá "{key}" trong {what_vi}', 'Thêm khoá "{key}".', 'Key "{key}" is missing in {what_en}', 'Add the key "{key}".'),
    "bad_waits": ('"{value}" không nói được chờ bao nhiêu hồ sơ con', "Viết all, any hoặc một số từ 1.",
                  '"{value}" does not say how many children are waited for', "Write all, any or a number from 1."),
    "bad_every": ('"{value}" không phải là chu kỳ', "Viết month, year hoặc N days.", '"{value}" is no period', "Write month, year or N days."),
    "bad_on": ('"{value}" không phải là ngày bắt đầu', 'Viết "MM-DD", "DD", một ngày, hoặc {{added: sổ}}.',
               '"{value}" is no day to begin', 'Write "MM-DD", "DD", a date, or {{added: register}}.'),
    "bad_on_for": ('"{value}" không hợp với chu kỳ theo {every_vi}', 'Năm: "MM-DD"; tháng: "DD"; số ngày: ngày bắt đầu đếm.',
                   '"{value}" does not fit a period by the {every_en}', 'Year: "MM-DD"; month: "DD"; days: the date they are counted from.'),
    "write": ("Nên là {key}: {mended}", "Viết {key}: {mended}.", "It should be {key}: {mended}", "Write {key}: {mended}."),
    "comma": ('Dấu phẩy cắt đôi giá trị của "{key}"', "Viết {key}: {mended}.",
              'A comma cuts the value of "{key}" in two', "Write {key}: {mended}."),
    "no_space": ('Sau dấu hai chấm của "{key}" thiếu dấu cách', "Viết {key}: {mended}.", 'A space lacks behind the colon of "{key}"', "Write {key}: {mended}."),
    "no_value": ('"{key}" không có giá trị', "Viết giá trị, hoặc xoá khoá.", '"{key}" has no value', "Write a value, or delete the key."),
    "want_map": ('"{key}" phải gồm các khoá và giá trị', "Viết dạng {{khoá: giá trị}}.", '"{key}" must be keys and values', "Write it as {{key: value}}."),
    "want_list": ('"{key}" phải là danh sách', "Viết dạng [a, b].", '"{key}" must be a list', "Write it as [a, b]."),
    "want_text": ('"{key}" phải là một giá trị, không phải danh sách hay nhóm khoá', "Viết một giá trị.",
                  '"{key}" must be one value, not a list or a map', "Write one value."),
    "want_texts": ('"{key}" phải là lời văn {{vi: …, en: …}}', "Viết {{vi: …}}, thêm en nếu có.",
                   '"{key}" must be words {{vi: …, en: …}}', "Write {{vi: …}}, and en where there is one."),
    "want_one_of": ('"{value}" không dùng được ở "{key}"', "Dùng một trong: {known}.",
                    '"{value}" cannot stand in "{key}"', "Use one of: {known}."),
    "want_one_of_near": ('"{value}" không dùng được ở "{key}"; ý bạn là "{near}"?', "Dùng một trong: {known}.",
                         '"{value}" cannot stand in "{key}"; did you mean "{near}"?', "Use one of: {known}."),
    "bad_name": ('"{value}" không phải là tên', "Tên chỉ gồm chữ thường không dấu, chữ số và _, bắt đầu bằng chữ.",
                 '"{value}" is not a name', "A name is lower-case ASCII letters, digits and _, and begins with a letter."),
    "bad_name_near": ('"{value}" không phải là tên: chữ thường không dấu, chữ số và _', 'Viết "{near}" ở mọi chỗ dùng tên này.',
                      '"{value}" is not a name: lower-case ASCII letters, digits and _', 'Write "{near}" wherever this name is used.'),
    "bad_slug": ('"{value}" không dùng làm mã thủ tục được', "Mã chỉ gồm chữ thường không dấu, chữ số và dấu -.",
                 '"{value}" cannot name a procedure', "A slug is lower-case ASCII letters, digits and -."),
    "bad_yes_no": ('"{key}" phải là yes hoặc no, không phải "{value}"', "Viết yes hoặc no.",
                   '"{key}" must be yes or no, not "{value}"', "Write yes or no."),
    "bad_number": ('"{key}" phải là số, không phải "{value}"', "Viết số, dấu chấm cho phần lẻ, không có dấu ngăn hàng nghìn.",
                   '"{key}" must be a number, not "{value}"', "Write a number with a point for decimals and no thousands mark."),
    "bad_whole": ('"{key}" phải là số nguyên từ {low} đến {high}, không phải "{value}"', "Viết một số nguyên.",
                  '"{key}" must be a whole number from {low} to {high}, not "{value}"', "Write a whole number."),
    "bad_date": ('"{key}" phải là ngày YYYY-MM-DD có thật, không phải "{value}"', "Viết ngày, ví dụ 2026-07-01.",
                 '"{key}" must be a real day YYYY-MM-DD, not "{value}"', "Write a day, such as 2026-07-01."),
    "bad_instant": ('"{key}" phải là lúc YYYY-MM-DDTHH:MM có thật, không phải "{value}"', "Viết ngày và giờ, ví dụ 2026-07-01T08:00.",
                    '"{key}" must be a real instant YYYY-MM-DDTHH:MM, not "{value}"', "Write day and time, such as 2026-07-01T08:00."),
    "bad_clock": ('"{key}" phải là giờ HH:MM, không phải "{value}"', "Viết giờ, ví dụ 15:00.",
                  '"{key}" must be a time of day HH:MM, not "{value}"', "Write a time, such as 15:00."),
    "bad_duration": ('"{key}" phải là khoảng thời gian, không phải "{value}"',
                     "Viết như: 3 working days, 10 days, 8 working hours, 24 hours, 6 months, same working day.",
                     '"{key}" must be a length of time, not "{value}"',
                     "Write one of: 3 working days, 10 days, 8 working hours, 24 hours, 6 months, same working day."),
    "bad_until": ('"{key}" phải là tên một trường ngày hoặc "MM-DD", không phải "{value}"', 'Viết tên trường, hoặc "12-31".',
                  '"{key}" must be the name of a date field or "MM-DD", not "{value}"', 'Write a field, or "12-31".'),
    "bad_starts": ('"{key}" phải là opened hoặc bước.thao_tác, không phải "{value}"', "Viết ví dụ reception.accept.",
                   '"{key}" must be opened or step.action, not "{value}"', "Write for example reception.accept."),
    "bad_fee_at": ('"{key}" phải là accept, deliver hoặc bước.thao_tác, không phải "{value}"', "Viết ví dụ deliver.",
                   '"{key}" must be accept, deliver or step.action, not "{value}"', "Write for example deliver."),
    "bad_bound": ('"{key}" phải là phép so sánh với khoảng thời gian, không phải "{value}"', 'Viết ví dụ "<= 30 days".',
                  '"{key}" must compare with a length of time, not "{value}"', 'Write for example "<= 30 days".'),
    "bad_warn": ('Không hiểu lúc nhắc "{value}"', "Viết ví dụ due - 2 days; gốc là due, limit, entered hoặc trường ngày.",
                 'The time to warn "{value}" is not understood', "Write for example due - 2 days, from due, limit, entered or a date field."),
    "bad_template": ('"{value}" không phải tên tệp mẫu', "Viết tên tệp .typ, chữ thường không dấu, không có thư mục.",
                     '"{value}" does not name a template', "Write the name of a .typ file, lower-case ASCII, without a folder."),
    "bad_amount": ('"{key}" phải là số đồng nguyên, tên một giá trị tiền, hoặc unpublished, không phải "{value}"', "Viết ví dụ 8000.",
                   '"{key}" must be whole đồng, the name of a money value, or unpublished, not "{value}"', "Write for example 8000."),
    "tiers_open": ('Mọi bậc trừ bậc cuối cần "upto", bậc cuối thì không', "Thêm hoặc bỏ upto.",
                   'Every slice but the last needs "upto", the last has none', "Add or remove upto."),
    "bad_interval": ('"{key}" phải là khoảng như "[1..500]", không phải "{value}"', "Viết hai đầu trong ngoặc, cách nhau bằng hai dấu chấm.",
                     '"{key}" must be an interval such as "[1..500]", not "{value}"', "Write both ends in brackets with two dots between."),
    "interval_backwards": ('Khoảng "{value}" rỗng: đầu lớn hơn cuối', "Đổi hai đầu.",
                           'The interval "{value}" is empty: it ends before it begins', "Swap its ends."),
    "bad_test": ('Không hiểu phép thử "{value}"',
                 'Viết: filled, empty, yes, no, một tên, has TÊN, not(…), so sánh như "> 60", hoặc khoảng như "[1..5]".',
                 'The test "{value}" is not understood',
                 'Write: filled, empty, yes, no, a name, has NAME, not(…), a comparison such as "> 60", or an interval such as "[1..5]".'),
    "bad_law": ('"{value}" không phải là khoá luật và điều', "Viết KHOÁ rồi điều, ví dụ LHT 16.1.",
                '"{value}" is not a key of law and an article', "Write the KEY, then the article, such as LHT 16.1."),
    "one_of_keys": ("{what_vi} phải có đúng một trong: {known}", "Giữ một khoá.",
                    "{what_en} must have exactly one of: {known}", "Keep one of them."),
    "none_of_keys": ("{what_vi} thiếu một trong: {known}", "Thêm một khoá.", "{what_en} lacks one of: {known}", "Add one of them."),
    "too_few": ('"{key}" cần ít nhất {least}, mới có {found}', "Viết thêm.", '"{key}" needs at least {least}, there are {found}', "Add more."),
    "list_in_list": ("Trong danh sách không có danh sách", "Tách thành danh sách riêng.", "A list holds no list", "Make it a list of its own."),
    "base_twice": ("Hai tệp cùng là {what_vi} \"{name}\": {first} và {second}", "Đổi tên hoặc xoá một tệp.",
                   "Two files are the {what_en} \"{name}\": {first} and {second}", "Rename or delete one."),
    "not_found": ('Không có {what_vi} "{name}"', "Sửa tên, hoặc thêm tệp {where}.", 'There is no {what_en} "{name}"', "Mend the name, or add the file {where}."),
    "not_found_near": ('Không có {what_vi} "{name}"; ý bạn là "{near}"?', 'Viết "{near}", hoặc thêm tệp {where}.',
                       'There is no {what_en} "{name}"; did you mean "{near}"?', 'Write "{near}", or add the file {where}.'),
    "not_readable": ('Chưa đọc được {what_vi} "{name}"', "Sửa lỗi trong tệp ấy trước.", 'The {what_en} "{name}" cannot be read yet', "Mend what is wrong in that file first."),
    "unreadable": ("Không đọc được tệp: {why}", "Xem lại đường dẫn và quyền đọc.", "The file cannot be read: {why}", "Look at the path and its permissions."),
    "not_there": ("Không có tệp hay thư mục này", "Xem lại đường dẫn, tính từ thư mục đang đứng.", "There is no such file or folder", "Look at the path, which begins where you stand."),
    "frames_round": ("Các khung đặt lên nhau thành vòng: {frames}", "Bỏ khoá on ở một khung trong vòng.",
                     "The frames stand on each other in a circle: {frames}", "Take the key `on` out of one of them."),
    "placeholder": ('Khung không có chỗ "<{name}>"', "Khai trong names của khung, hoặc viết tên bước.",
                    'The frame has no place "<{name}>"', "Declare it in the frame's names, or write a step's name."),
    "to_before_from": ("in_force kết thúc trước khi bắt đầu", "Sửa from hoặc to.", "in_force ends before it begins", "Mend from or to."),
    "included": ("Trong {file} dòng {line}: {message_vi}", "{do_vi}", "In {file} line {line}: {message_en}", "{do_en}"),
}
# fmt: on

SYNTAX: dict[str, str] = {
    "did not find expected key": "thiếu khoá, hoặc thụt lề sai",
    "mapping values are not allowed in this context": 'dấu ":" không được ở đây; đặt chữ trong dấu nháy',
    "did not find expected ',' or '}'": "thiếu dấu phẩy hoặc ngoặc }",
    "did not find expected ',' or ']'": "thiếu dấu phẩy hoặc ngoặc ]",
    "could not find expected ':'": 'thiếu dấu ":" sau khoá',
    "found character that cannot start any token": "ký tự này phải đặt trong dấu nháy",
    "found unexpected end of stream": "tệp hết giữa chừng, thiếu dấu nháy đóng",
    "found unknown escape character": 'sau dấu "\\" là ký tự lạ; dùng nháy đơn',
    "did not find expected comment or line break": "phép so sánh phải đặt trong dấu nháy",
    "block sequence entries are not allowed in this context": 'dấu "-" không được ở đây',
    "did not find expected '-' indicator": 'thiếu dấu "-", hoặc thụt lề sai',
    "did not find expected node content": "thiếu giá trị",
    "found undefined tag handle": "thẻ không dùng được",
    "found undefined alias": "tham chiếu không dùng được",
}


def syntax(problem: str, opened: int = 0) -> tuple[str, str]:
    """The parser's own words in both languages. opened: the line of a bracket or quote that was left open; 0: none."""
    vi, en = SYNTAX.get(problem, problem or "sai cú pháp"), problem or "broken syntax"
    return (
        (f"{vi} cho chỗ mở ở dòng {opened}", f"{en}, for what was opened on line {opened}")
        if opened
        else (vi, en)
    )


def say(code: str, **facts: object) -> tuple[Text, Text]:
    """The message and what to do. A fact given as a pair is (vi, en)."""
    plain: dict[str, object] = {}
    for name, fact in facts.items():
        if isinstance(fact, tuple):
            plain[f"{name}_vi"], plain[f"{name}_en"] = fact
        else:
            plain[name] = fact
    wrong_vi, do_vi, wrong_en, do_en = SENTENCES[code]
    return (
        Text(wrong_vi.format_map(plain), wrong_en.format_map(plain)),
        Text(do_vi.format_map(plain), do_en.format_map(plain)),
    )
