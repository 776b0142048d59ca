"""What the rules say: code → what is wrong and what to do, in both languages. Facts given as a pair are (vi, en)."""

from __future__ import annotations

from dinh.engine.procedure import Text

# fmt: off
SENTENCES: dict[str, tuple[str, str, str, str]] = {
    # code: (sai ở đâu, nên làm gì, what is wrong, what to do)
    "n1": ('{what_vi} "{name}" không có', "Sửa tên, hoặc khai nó.", 'There is no {what_en} "{name}"', "Mend the name, or declare it."),
    "n1_near": ('{what_vi} "{name}" không có; ý bạn là "{near}"?', 'Viết "{near}", hoặc khai "{name}".',
                'There is no {what_en} "{name}"; did you mean "{near}"?', 'Write "{near}", or declare "{name}".'),
    "n1_fact": ('Ít thủ tục đọc "{name}" của đơn vị; ý bạn là "{near}"?', 'Viết "{near}", nếu đó là điều muốn đọc.',
                'Few procedures read "{name}" of the house; did you mean "{near}"?', 'Write "{near}", if that is what you want to read.'),
    "n1_twice": ('Tên "{name}" dùng hai lần: ở {first} và {second}', "Đổi một tên.", 'The name "{name}" is used twice: in {first} and {second}', "Rename one."),
    "n1_reserved": ('"{name}" là tên dành riêng', "Đặt tên khác.", '"{name}" is a reserved name', "Choose another."),
    "n2": ('{what_vi} "{name}" không dùng ở đâu', "Dùng nó, hoặc xoá.", '{what_en} "{name}" is never used', "Use it, or delete it."),
    "n3_missing": ('Khoá luật "{name}" không có trong law', "Thêm văn bản vào law, hoặc sửa khoá.", 'The key of law "{name}" is not in law', "Add the act to law, or mend the key."),
    "n3_unconfirmed": ('"{name}" chưa đối chiếu', "Đối chiếu với văn bản gốc rồi bỏ confirmed: no.",
                       '"{name}" is not confirmed', "Compare with the official text, then remove confirmed: no."),
    "t1": ('Phép thử {test} không dùng cho {what_vi} ("{name}")', "{fit_vi}", 'The test {test} does not fit {what_en} ("{name}")', "{fit_en}"),
    "t1_name": ('"{test}" không phải một giá trị của "{name}"', "Dùng một trong: {known}.", '"{test}" is not a value of "{name}"', "Use one of: {known}."),
    "t1_in": ('Số "{name}" được thử nhưng không có khoảng', 'Thêm in: "[a..b]" cho "{name}".', 'The number "{name}" is tested but has no bounds', 'Add in: "[a..b]" to "{name}".'),
    "t1_operand": ('"{name}" là {what_vi}, không dùng cho {function}', "{fit_vi}", '"{name}" is {what_en}, which does not fit {function}', "{fit_en}"),
    "t1_fact": ('"{name}" ở đây phải là {what_vi}, nhưng ở chỗ khác là {other_vi}', "Đọc nó như một kiểu ở mọi chỗ.",
                '"{name}" must be {what_en} here, but elsewhere it is {other_en}', "Read it as one type everywhere."),
    "t1_fact_never": ('"{name}" của đơn vị chỉ có một giá trị, không dùng được ở đây', "Thử nó bằng yes, no, một tên, một số hoặc một ngày.",
                      '"{name}" of the house is one value and does not fit here', "Test it by yes, no, a name, a number or a day."),
    "t1_fact_given": ('"{name}" phải là {what_vi}, không phải "{value}"', "Sửa giá trị trong ví dụ.", '"{name}" must be {what_en}, not "{value}"', "Mend the value in the example."),
    "t1_not_by": ('"{name}" là người dân, không có tài khoản ở đơn vị, nên không so được với người làm bước này',
                  "Dùng bước hoặc trường kiểu person; nếu không thì bỏ.", '"{name}" is a citizen without an account here, and cannot be compared with who acts',
                  "Name a step or a field of type person; else leave it out."),
    "t2_never": ('{test} không bao giờ đúng: {name} {domain}', "Bỏ phép thử, hoặc sửa số.", '{test} can never hold: {name} {domain}', "Remove the test, or mend the number."),
    "t2_always": ('{test} luôn đúng: {name} {domain}', "Bỏ phép thử, hoặc sửa số.", '{test} always holds: {name} {domain}', "Remove the test, or mend the number."),
    "t3": ("Chưa có dòng cho: {case_vi}", "Thêm một dòng cho trường hợp đó, hoặc sửa điều kiện.", "No line for: {case_en}", "Add a line for that case, or mend the conditions."),
    "t4": ("Dòng {first} và {second} cùng đúng khi {case_vi}", "Sửa điều kiện để chỉ một dòng đúng.",
           "Lines {first} and {second} both hold when {case_en}", "Mend the conditions so that only one of them holds."),
    "t5": ("Chưa chứng minh được bảng này", "Tách bảng theo {names}, hoặc suy ra một giá trị có tên rồi thử giá trị đó.",
           "This table is not proven", "Split it by {names}, or derive a named value first and test that."),
    "d1": ("Vòng lặp: {names}", "Để một trong số đó không tuỳ thuộc vào cái kia nữa.", "These go round: {names}", "Let one of them no longer depend on the other."),
    "d2": ('{what_vi} đọc "{name_vi}", có khi trống ({case_vi})', "Thêm else cho giá trị đó, bắt buộc trường đó, hoặc chỉ đọc khi đã có.",
           '{what_en} reads "{name_en}", which may be empty ({case_en})', "Add an else, require the field, or read it only where it is there."),
    "d2_open": ('Chưa chứng minh được "{name_vi}" luôn có khi {what_vi} đọc nó', "Thêm else cho giá trị đó, hoặc bắt buộc trường đó.",
                'It is not proven that "{name_en}" is always there when {what_en} reads it', "Add an else, or require the field."),
    "d3": ('"{name}" là tích của các số tự do, không so sánh được', "Chỉ thu, hiện hoặc ghi nó; muốn thử thì thử từng số.",
           '"{name}" is a product of open values and cannot be tested', "Charge, show or record it; test its factors."),
    "d4": ('"{name}" không thao tác nào hỏi', 'Thêm vào asks của một thao tác, hoặc xoá.', 'No action asks "{name}"', "Add it to the asks of an action, or delete it."),
    "f1_step": ('Không tới được bước "{name}"', "Cho một thao tác dẫn tới nó, hoặc xoá.", 'The step "{name}" is unreachable', "Let an action lead to it, or delete it."),
    "f1_end": ('Không tới được kết thúc "{name}"', "Cho một thao tác dẫn tới nó, hoặc xoá.", 'The end "{name}" is unreachable', "Let an action lead to it, or delete it."),
    "f2": ('Từ bước "{name}" không còn đường tới kết thúc', "Thêm một thao tác dẫn ra.", 'From the step "{name}" no way leads to an end', "Add an action that leads on."),
    "f3_out": ('Nhánh "{branch}" đi thẳng tới "{to}", nhánh kia còn mở', 'Viết to: meet, hoặc thêm breaks: yes.',
               'Branch "{branch}" leaves the block for "{to}" while the others are open', "Write to: meet, or add breaks: yes."),
    "f3_shared": ('Bước "{to}" nằm trong hơn một nhánh', "Cho mỗi nhánh bước riêng.", 'The step "{to}" lies in more than one branch', "Give each branch steps of its own."),
    "f3_into": ('"{name}" nhảy vào giữa nhánh của khối ("{to}")', "Đi vào khối từ đầu.", '"{name}" jumps into a branch of a block ("{to}")', "Enter the block at its beginning."),
    "f3_breaks_inside": ('breaks dẫn tới "{to}" còn ở trong nhánh', "Bỏ breaks, hoặc dẫn ra ngoài khối.", 'breaks leads to "{to}", which is inside the branch', "Remove breaks, or lead outside the block."),
    "f3_breaks_outside": ('"{name}" không nằm trong khối nào nên không có breaks', "Bỏ breaks.", '"{name}" lies in no block, so nothing breaks', "Remove breaks."),
    "f3_meet_outside": ('"{name}" không nằm trong khối nào nên không có meet', "Viết tên bước hoặc kết thúc.", '"{name}" lies in no block, so there is no meet', "Write a step or an end."),
    "f3_never_meets": ('Nhánh "{to}" không bao giờ tới meet', "Cho một thao tác của nhánh to: meet.", 'Branch "{to}" never comes to meet', "Let an action of the branch go to: meet."),
    "f3_too_deep": ('Khối "{to}" lồng quá sâu', "Viết phẳng hơn.", 'The block "{to}" is nested too deeply', "Write it flatter."),
    "f4": ("Không có ai làm gì trong vòng rẽ: {names}", "Thêm một bước có người làm.", "No one acts between these choices: {names}", "Put a step between where someone acts."),
    "f5": ('Người nộp không trả lời ở "{name}" thì hồ sơ treo mãi', "Thêm limit và then.", 'An applicant\'s silence in "{name}" leaves the case open for ever', "Add limit and then."),
    "p1": ('Vai trò "{name}" không có trong roles.yaml', "Sửa tên, hoặc thêm vai trò.", 'The role "{name}" is not in roles.yaml', "Mend the name, or add the role."),
    "p1_near": ('Vai trò "{name}" không có trong roles.yaml; ý bạn là "{near}"?', 'Viết "{near}", hoặc thêm vai trò.',
                'The role "{name}" is not in roles.yaml; did you mean "{near}"?', 'Write "{near}", or add the role.'),
    "r1_column": ('Sổ "{register}" không có cột "{name}"', "Dùng một trong: {known}.", 'Register "{register}" has no column "{name}"', "Use one of: {known}."),
    "r1_counted": ('Cột "{name}" của sổ "{register}" là số đếm, không ghi tay', "Bỏ cột này.", 'Column "{name}" of register "{register}" is counted, never typed', "Leave it out."),
    "r1_missing": ('Sổ "{register}" cần cột "{name}"', "Ghi giá trị cho cột đó.", 'Register "{register}" requires "{name}"', "Give the column a value."),
    "r1_value": ('"{value}" không phải trường, giá trị suy ra, hay giá trị của cột "{name}"', "{fit_vi}", '"{value}" is no field, derived value, nor a value of column "{name}"', "{fit_en}"),
    "r1_type": ('Cột "{name}" của sổ "{register}" là {want_vi}, "{value}" là {what_vi}', "Ghi giá trị cùng kiểu.",
                'Column "{name}" of register "{register}" is {want_en}, "{value}" is {what_en}', "Give it a value of that type."),
    "r1_row": ('"{name}" không chỉ tới dòng của sổ "{register}"', "Dùng trường kiểu record của sổ đó.", '"{name}" names no row of register "{register}"', "Use a record field of that register."),
    "r1_written_by": ('Sổ "{register}" không do thủ tục ghi', "Thêm procedures vào written_by của sổ.", 'Register "{register}" is not written by procedures', "Add procedures to its written_by."),
    "r1_unique_counted": ('Cột "{name}" là số đếm, không dùng ở đây', "Dùng cột được ghi.", 'Column "{name}" is counted and cannot stand here', "Use a column that is written."),
    "r1_unique_twice": ('Cột "{name}" có hai lần trong một tổ hợp', "Bỏ một lần.", 'Column "{name}" stands twice in one combination', "Leave one out."),
    "r1_unique_again": ('Tổ hợp trống hoặc đã có: "{names}"', "Bỏ dòng này.", 'This combination is empty or stands there already: "{names}"', "Leave it out."),
    "r1_not_counted": ('Cột đếm "{name}" chưa hiện ở đâu trong bản này', "Cứ giữ; số đếm sẽ hiện khi chương trình có chức năng đó.",
                       'The counted column "{name}" is not shown anywhere yet', "It may stay; the figure comes with a later version of the program."),
    "r2": ('Định mức "{norm}" không có khoá "{name}"', "Dùng một trong: {known}.", 'Norm "{norm}" has no key "{name}"', "Use one of: {known}."),
    "r2_lacks": ('Định mức "{norm}" cần khoá "{name}"', "Thêm khoá đó.", 'Norm "{norm}" needs the key "{name}"', "Add it."),
    "r2_backwards": ("Dòng này hết hiệu lực trước khi có", "Sửa from hoặc to.", "This row ends before it begins", "Mend from or to."),
    "r2_twice": ("Từ {day}, dòng {first} và {second} cùng đúng: {names}", "Thêm to cho dòng trước, hoặc sửa tên.",
                 "From {day} rows {first} and {second} both hold: {names}", "Give the earlier one a to, or mend the names."),
    "r2_value": ('Khoá "{key}" của định mức "{norm}" không có "{name}"', "Thêm vào định mức, hoặc bỏ lựa chọn đó.", 'Key "{key}" of norm "{norm}" has no "{name}"', "Add it to the norm, or drop the choice."),
    "m2": ('Có đường tới "{name}" mà đồng hồ không chạy', "Thêm thao tác bắt đầu vào deadline.starts.", 'On a way to "{name}" the clock never starts', "Add the action that starts it to deadline.starts."),
    "l1": ('Kết thúc "{name}" không báo cho người nộp', "Thêm letter, hoặc letter: none với why_quiet.", 'The end "{name}" tells the applicant nothing', "Add a letter, or letter: none with why_quiet."),
    "l2_missing": ('Không có mẫu "{name}"', "Thêm tệp vào letters/, hoặc sửa tên.", 'There is no template "{name}"', "Add the file to letters/, or mend the name."),
    "e1": ("Ví dụ {number}: {fault_vi}", "Sửa ví dụ, hoặc sửa thủ tục.", "Example {number}: {fault_en}", "Mend the example, or the procedure."),
    "e1_end": ('Kết thúc "{name}" chưa có ví dụ', "Thêm một ví dụ tới đó.", 'The end "{name}" has no example', "Add an example that comes to it."),
    "g1_present": ('Thủ tục "toàn trình" nhưng "{name}" cần người có mặt', "Đổi level thành partial, hoặc bỏ present.", 'Level "full", yet "{name}" needs persons present', "Make it partial, or remove present."),
    "g1_original": ('Thủ tục "toàn trình" nhưng "{name}" phải nộp bản gốc giấy', "Thêm reuse: yes hoặc electronic: yes, hoặc đổi level.",
                    'Level "full", yet "{name}" is an original on paper', "Add reuse: yes or electronic: yes, or change the level."),
    "g1_info": ('Thủ tục chỉ để biết (info) thì không có "{name}"', "Bỏ khoá này, hoặc đổi level.", 'A procedure that is only told (info) has no "{name}"', "Remove it, or change the level."),
    "v1": ('Hai bản của "{slug}" cùng hiệu lực từ {day}', "Thêm to, hoặc sửa from.", 'Two versions of "{slug}" are in force from {day}', "Add to, or mend from."),
    "v1_gap": ('Từ {day} tới {until} không có bản nào của "{slug}"', "Nối các khoảng, nếu không cố ý.", 'From {day} to {until} no version of "{slug}" is in force', "Close the gap, unless it is meant."),
}
# fmt: on


def say(code: str, **facts: object) -> tuple[Text, Text]:
    """The message and what to do."""
    plain: dict[str, object] = {}
    for name, fact in facts.items():
        if isinstance(fact, tuple):
            plain[f"{name}_vi"], plain[f"{name}_en"] = fact
        else:
            plain[name] = fact
    wrong_vi, do_vi, wrong_en, do_en = SENTENCES[code]
    return (Text(wrong_vi.format_map(plain), wrong_en.format_map(plain)), Text(do_vi.format_map(plain), do_en.format_map(plain)))
