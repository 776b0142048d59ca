"""What cannot be read of an event log of others, or told of a house's own."""

from __future__ import annotations

from dinh.messages.sentence import Sentence as S

LOGS: dict[str, S] = {
    "xes.broken_gzip": S(
        (
            "Tệp nén {file} bị hỏng hoặc chép thiếu: đọc được {traces} hồ sơ rồi gián đoạn.",
            "Chép lại tệp từ nơi gốc rồi đọc lại. Chưa có gì được ghi.",
        ),
        (
            "The packed file {file} is damaged or incomplete: it broke off after {traces} cases.",
            "Copy it again from where it came and read it again. Nothing was kept.",
        ),
    ),
    "xes.broken_xml": S(
        (
            "Tệp {file} không phải XML đúng, ở dòng {line}, cột {column} (sau {traces} hồ sơ): {why}.",
            "Xuất lại nhật ký từ nơi gốc, hoặc sửa chỗ ấy.",
        ),
        (
            "{file} is not well-formed XML at line {line}, column {column} (after {traces} cases): {why}.",
            "Export the log again where it came from, or mend that place.",
        ),
    ),
    "xes.entities": S(
        (
            "Tệp {file} khai báo kiểu tài liệu hoặc thực thể ở dòng {line}; loại tệp này có thể làm treo máy nên không đọc.",
            "Xuất nhật ký không có DOCTYPE rồi đọc lại.",
        ),
        (
            "{file} declares a document type or entities at line {line}; such a file can bring a machine to a halt, so it is not read.",
            "Export the log without a DOCTYPE and read it again.",
        ),
    ),
    "xes.no_log": S(
        (
            "Tệp {file} không phải nhật ký XES: bắt đầu bằng “{found}” ở dòng {line}, không phải “log”.",
            "Chọn tệp .xes hoặc .xes.gz.",
        ),
        (
            "{file} is no XES log: it begins with “{found}” at line {line}, not with “log”.",
            "Choose an .xes or .xes.gz file.",
        ),
    ),
    "xes.too_large": S(
        (
            "Tệp {file} bung ra quá {most} GB; đã dừng sau {traces} hồ sơ.",
            "Chia nhật ký theo năm rồi đọc từng phần.",
        ),
        (
            "{file} unpacks to more than {most} GB; reading stopped after {traces} cases.",
            "Split the log by year and read the parts.",
        ),
    ),
    "xes.too_long": S(
        (
            "Ở dòng {line} của {file} có một thẻ dài quá {most} MB; không nhật ký nào cần thế.",
            "Xem lại nơi xuất tệp, hoặc cắt bỏ giá trị ấy.",
        ),
        (
            "At line {line} of {file} a single tag is longer than {most} MB; no log needs that.",
            "Look at where the file came from, or cut that value out.",
        ),
    ),
    "xes.too_deep": S(
        (
            "Ở dòng {line} của {file} các thẻ lồng nhau quá {most} tầng.",
            "Xem lại nơi xuất tệp; nhật ký XES chỉ lồng vài tầng.",
        ),
        (
            "At line {line} of {file} elements are nested more than {most} deep.",
            "Look at where the file came from; an XES log nests a few levels only.",
        ),
    ),
    "xes.too_many_states": S(
        (
            "Thủ tục “{name}” có quá nhiều trạng thái để đối chiếu nhật ký.",
            "Bớt các lựa chọn mà thủ tục dùng để rẽ nhánh, hoặc đối chiếu từng phần.",
        ),
        (
            "The procedure “{name}” has too many states to hold a log against.",
            "Let fewer choices decide its branches, or hold the log against parts of it.",
        ),
    ),
    "xes.name": S(
        (
            "Tên “{given}” không dùng được cho một báo cáo nhật ký.",
            "Đặt tên bằng chữ thường a–z, số và gạch nối, tối đa 60 ký tự, như tiep-nhan-2011.",
        ),
        (
            "“{given}” cannot be the name of a report.",
            "Use small letters a–z, digits and hyphens, at most 60, like receipt-2011.",
        ),
    ),
    "bench.no_log": S(
        (
            "Không có nhật ký {file} để đo.",
            "Đặt biến DINH_TEST_DATA chỉ tới thư mục có receipt/receipt.xes.gz.",
        ),
        (
            "There is no log {file} to measure with.",
            "Let DINH_TEST_DATA name the folder that has receipt/receipt.xes.gz.",
        ),
    ),
    "bench.no_library": S(
        (
            "Thiếu thư viện {library} nên không đo được.",
            "Chạy bằng ./dev bench, lệnh ấy tự mang thư viện về.",
        ),
        (
            "The library {library} is missing, so this cannot be measured.",
            "Run it by ./dev bench, which brings the library first.",
        ),
    ),
    "insight.day": S(
        ("Không đọc được ngày “{given}”.", "Viết như 2026-11-26 hoặc 26/11/2026."),
        ("The day “{given}” cannot be read.", "Write it like 2026-11-26 or 26/11/2026."),
    ),
    "insight.period": S(
        (
            "Ngày đầu {first} sau ngày cuối {last}.",
            "Đổi chỗ hai ngày, hoặc bỏ --from và --to để xem 90 ngày qua.",
        ),
        (
            "The first day {first} is after the last one, {last}.",
            "Exchange the two, or leave --from and --to out for the last 90 days.",
        ),
    ),
    "insight.no_case": S(
        (
            "Không có hồ sơ nào trong {file} khớp với thủ tục.",
            "Xem vì sao bằng dinh import xes {file}, rồi chọn thủ tục khác.",
        ),
        (
            "No case of {file} fits the procedure.",
            "See why with dinh import xes {file}, then choose another procedure.",
        ),
    ),
    "procedure.not_found": S(
        (
            "Không có thủ tục “{name}”, cả trong đơn vị lẫn trong chương trình.",
            "Xem tên ngắn bằng dinh procedures, hoặc chỉ thẳng tới tệp .yaml.",
        ),
        (
            "There is no procedure “{name}”, neither in the house nor in the program.",
            "See the slugs with dinh procedures, or name the .yaml file.",
        ),
    ),
    "procedure.unsound": S(
        (
            "Thủ tục “{name}” còn lỗi hoặc chỉ để xem, nên không đối chiếu được.",
            "Chạy dinh check với tệp ấy và sửa hết lỗi.",
        ),
        (
            "The procedure “{name}” has problems or is only told, so nothing can be held against it.",
            "Run dinh check on the file and mend every problem.",
        ),
    ),
}
