"""What is wrong with a table that is to be taken into a register."""

from __future__ import annotations

from dinh.messages.sentence import Sentence as S

TABLES: dict[str, S] = {
    "import.lacks": S(
        ("Lệnh này cần thêm {name}.", "Ghi thêm rồi chạy lại."),
        ("This command needs {name}.", "Add it and run it again."),
    ),
    "table.faults": S(
        ("Bảng chưa nhập được: {count} lỗi. Chưa ghi dòng nào.", "Sửa từng ô trong bảng rồi chọn lại tệp."),
        ("The table cannot be taken in: {count} faults. No row was written.", "Correct each cell, then choose the file again."),
    ),
    "record.twice_here": S(
        ("Dòng “{record}” có hai lần trong dữ liệu nhập, lần đầu ở {first}.", "Bỏ một dòng, hoặc sửa mã."),
        ("The row “{record}” is there twice in what is taken in, first at {first}.", "Take one out, or correct its key."),
    ),
    "record.row_twice": S(
        ("Dòng này giống hệt dòng ở {first}.", "Bỏ một dòng. Nếu là hai việc khác nhau, ghi thêm cột để phân biệt, như số định danh."),
        ("This row is the same as the one at {first}.", "Take one out. If they are two matters, fill in a column that tells them apart, as a personal number."),
    ),
    "table.choice": S(
        ("“{given}” không phải một mục của cột này.", "Ghi một trong: {names}."),
        ("“{given}” is none of the choices of this column.", "Write one of: {names}."),
    ),
    "table.empty": S(
        ("Tệp không có ô nào đã điền.", "Chọn đúng tệp, đúng trang tính."),
        ("The file has no filled cell.", "Choose the right file and sheet."),
    ),
    "table.too_large": S(
        ("Tệp lớn quá {most} MB.", "Bỏ hình ảnh trong bảng, hoặc chia thành nhiều tệp."),
        ("The file is larger than {most} MB.", "Take pictures out of the table, or divide it into several files."),
    ),
    "table.too_long": S(
        ("Bảng nhiều quá {most} dòng, hoặc quá rộng.", "Chia thành nhiều tệp."),
        ("The table has more than {most} rows, or is too wide.", "Divide it into several files."),
    ),
    "table.encoding": S(
        ("Dòng {line} không phải chữ UTF-8, nên dấu tiếng Việt sẽ sai.", "Trong Excel chọn Lưu thành, kiểu “CSV UTF-8” hoặc “Excel (.xlsx)”."),
        ("Line {line} is no UTF-8 text, so Vietnamese letters would be wrong.", "In Excel choose Save as, type “CSV UTF-8” or “Excel (.xlsx)”."),
    ),
    "table.unreadable": S(
        ("Không đọc được bảng, từ dòng {line}.", "Mở tệp bằng Excel hoặc LibreOffice rồi lưu lại thành .xlsx."),
        ("The table cannot be read, from line {line}.", "Open it in Excel or LibreOffice and save it again as .xlsx."),
    ),
    "table.no_sheet": S(
        ("Tệp không có trang tính “{sheet}”. Có: {sheets}.", "Ghi đúng tên trang tính."),
        ("The file has no sheet “{sheet}”. It has: {sheets}.", "Write the name of the sheet as it stands there."),
    ),
    "table.no_headings": S(
        ("Không tìm thấy dòng tiêu đề của sổ này.", "Dòng đầu ghi tên cột: {columns}."),
        ("There is no row with the headings of this register.", "Write the names of the columns in the first row: {columns}."),
    ),
    "table.no_rows": S(
        ("Dưới dòng tiêu đề không có dòng nào.", "Điền ít nhất một dòng."),
        ("There is no row below the headings.", "Fill in one row at least."),
    ),
    "table.merged": S(
        ("Ô {cells} bị gộp, nên không rõ giá trị thuộc dòng nào.", "Bỏ gộp ô rồi điền đủ từng dòng."),
        ("The cells {cells} are merged, so it is not clear to which row the value belongs.", "Unmerge them and fill in each row."),
    ),
    "table.error": S(
        ("Ô này là lỗi công thức {given}.", "Sửa công thức, hoặc dán giá trị."),
        ("This cell is an error of a formula, {given}.", "Correct the formula, or paste the value."),
    ),
    "table.formula": S(
        ("Công thức này chưa có giá trị trong tệp.", "Mở bằng Excel, lưu lại; hoặc dán giá trị."),
        ("This formula has no value in the file.", "Open it in Excel and save it; or paste the value."),
    ),
    "table.heading": S(
        ("Sổ không có cột “{given}”.", "Sửa tên cột cho đúng, hoặc xóa cột này."),
        ("The register has no column “{given}”.", "Correct the heading, or delete the column."),
    ),
    "table.heading_twice": S(
        ("Cột “{given}” có hai lần.", "Chỉ để một cột."),
        ("There are two columns “{given}”.", "Leave one only."),
    ),
    "table.not_in_a_table": S(
        ("Cột “{given}” là tệp đính kèm, không nhập từ bảng được.", "Xóa cột này khỏi bảng."),
        ("The column “{given}” holds files and cannot come from a table.", "Delete it from the table."),
    ),
    "table.column_missing": S(
        ("Bảng thiếu cột bắt buộc: {columns}.", "Thêm cột ấy vào bảng."),
        ("The table lacks required columns: {columns}.", "Add them to the table."),
    ),
    "table.no_heading": S(
        ("“{given}” nằm ngoài các cột có tiêu đề.", "Xóa ô này, hoặc chuyển về đúng cột."),
        ("“{given}” stands outside the columns that have a heading.", "Delete it, or move it to its column."),
    ),
    "table.shifted": S(
        ("Cả dòng có vẻ bị lệch một cột ({cells} ô không hợp).", "Xem lại dòng này: dời các ô về đúng cột."),
        ("The whole row seems shifted by one column ({cells} cells do not fit).", "Look at this row and move its cells to their columns."),
    ),
    "table.mixed_dates": S(
        ("“{given}” là chữ, trong khi ô khác của cột này là ngày: Excel có thể đã đảo ngày và tháng của những ô kia.", "Đổi cả cột thành chữ dạng 31/12/2026, và xem lại từng ngày."),
        ("“{given}” is text while other cells of the column are days: Excel may have exchanged day and month in those.", "Make the whole column text like 31/12/2026, and look at each day."),
    ),
}  # fmt: skip
