"""What the forest watch cannot read or do."""

from __future__ import annotations

from dinh.messages.sentence import Sentence as S

FOREST: dict[str, S] = {
    "forest.packages": S(
        (
            "Máy này chưa cài phần theo dõi rừng (thiếu {missing}).",
            "Cài bằng: pip install 'dinh[forest]'; trong mã nguồn, ./dev dinh forest tự cài.",
        ),
        (
            "The forest watch is not installed on this machine ({missing} missing).",
            "Install it: pip install 'dinh[forest]'; in the source tree ./dev dinh forest brings it.",
        ),
    ),
    "forest.router": S(
        (
            "Máy này chưa cài phần xếp đường đi tuần (thiếu OR-Tools).",
            "Người giữ máy chủ cài bằng: pip install 'dinh[forest]'. Danh sách cảnh báo vẫn xếp theo mức gấp.",
        ),
        (
            "What plans the patrol is not installed on this machine (OR-Tools missing).",
            "Whoever keeps the server installs it: pip install 'dinh[forest]'. The list of alerts is in the order of urgency all the same.",
        ),
    ),
    "forest.threshold_number": S(
        (
            "“{given}” không phải là một ngưỡng.",
            "Độ tin cậy ghi từ 0 đến 1, ví dụ 0,6; diện tích ghi bằng m². Quay lại và ghi lại.",
        ),
        (
            "“{given}” is no threshold.",
            "Confidence is from 0 to 1, such as 0.6; an area is in m². Go back and write it again.",
        ),
    ),
    "forest.sample_none": S(
        (
            "Từ {from} đến {to} máy không thấy mất rừng ở đâu, nên không có gì để chia lớp rút mẫu.",
            "Chọn kỳ dài hơn bằng --from, --to.",
        ),
        (
            "From {from} to {to} the watch saw no loss, so there is nothing to divide a sample by.",
            "Name a longer period by --from, --to.",
        ),
    ),
    "forest.sample_choose": S(
        ("Chưa chọn ở điểm này đã có gì xảy ra.", "Chọn một trong các ô."),
        ("What happened at this place was not chosen.", "Choose one of them."),
    ),
    "forest.sample_places": S(
        (
            "Không rút mẫu {given} điểm được.",
            "Ghi --draw từ 4 đến {most}; thường 200 đến 600 điểm.",
        ),
        (
            "A sample cannot have {given} places.",
            "Say --draw from 4 to {most}; 200 to 600 places are usual.",
        ),
    ),
    "forest.sample_unknown": S(
        (
            "Không thấy mẫu kiểm tra {sample}.",
            "Ghi --sample với mã hồ sơ mà dinh forest accuracy --draw đã cho.",
        ),
        (
            "There is no sample {sample}.",
            "Say --sample with the code that dinh forest accuracy --draw gave.",
        ),
    ),
    "forest.sample_faults": S(
        ("Tệp kết quả có {count} chỗ sai; chưa ghi gì.", "Sửa từng chỗ trong tệp rồi nạp lại."),
        (
            "The file has {count} faults; nothing was written.",
            "Mend each of them and give the file again.",
        ),
    ),
    "forest.sample_column": S(
        ("Dòng đầu thiếu cột “{column}”.", "Cần các cột no, found, lost_on, note."),
        ("The first line has no column “{column}”.", "The columns are no, found, lost_on, note."),
    ),
    "forest.sample_no": S(
        ("Không có điểm số “{given}”.", "Điểm đánh số từ 1 đến {most}."),
        ("There is no place “{given}”.", "Places count from 1 to {most}."),
    ),
    "forest.sample_found": S(
        ("“{given}” không phải là một kết luận.", "Ghi một trong: {wanted}."),
        ("“{given}” is no finding.", "Write one of: {wanted}."),
    ),
    "forest.no_start": S(
        (
            "Chưa có cảnh báo nào có vị trí, nên chưa xếp được đường đi.",
            "Mở danh sách cảnh báo; khi có cảnh báo mới thì xếp lại.",
        ),
        (
            "No open alert has a position, so no way can be planned.",
            "Open the list of alerts; plan again when there is a new one.",
        ),
    ),
    "forest.crs_unknown": S(
        (
            "Không hiểu hệ tọa độ '{given}'.",
            "Ghi EPSG:n, hoặc kinh tuyến trục VN-2000 múi 3 độ: {zones}.",
        ),
        (
            "The coordinate system '{given}' is not known.",
            "Write EPSG:n, or the central meridian of VN-2000 TM-3: {zones}.",
        ),
    ),
    "forest.plots_unreadable": S(
        (
            "Không đọc được bản đồ lô rừng {file}: {why}.",
            "Cần GeoPackage (.gpkg), Shapefile (.shp cùng .dbf, .shx, .prj) hoặc GeoJSON.",
        ),
        (
            "The map of plots {file} cannot be read: {why}.",
            "GeoPackage (.gpkg), Shapefile (.shp with .dbf, .shx, .prj) or GeoJSON is needed.",
        ),
    ),
    "forest.plots_none": S(
        ("Trong {file} không có lô rừng nào.", "Chọn đúng tệp, đúng lớp bản đồ."),
        ("{file} has no plot.", "Name the right file and layer."),
    ),
    "forest.outline_none": S(
        (
            "Trong {file} không có vùng nào làm được ranh giới xã.",
            "Chọn tệp có ranh giới xã là một hay nhiều vùng (polygon).",
        ),
        (
            "{file} has no polygon that could be the commune's outline.",
            "Name a file in which the commune is one or more polygons.",
        ),
    ),
    "forest.plots_columns": S(
        (
            "Không ghép được cột: {wrong}.",
            "Cột của tệp: {file}. Cột của sổ: {register}. Viết --columns CỘT_TỆP=CỘT_SỔ.",
        ),
        (
            "These columns do not match: {wrong}.",
            "The file has: {file}. The book has: {register}. Write --columns FILE_COLUMN=BOOK_COLUMN.",
        ),
    ),
    "forest.plots_missing": S(
        (
            "Không tìm thấy cột cho: {missing}.",
            "Cột của tệp: {file}. Thêm --columns CỘT_TỆP=CỘT_SỔ cho từng cột.",
        ),
        (
            "No column was found for: {missing}.",
            "The file has: {file}. Add --columns FILE_COLUMN=BOOK_COLUMN for each.",
        ),
    ),
    "forest.plots_abroad": S(
        (
            "{count} lô trong {file} nằm ngoài Việt Nam (lô đầu ở kinh độ {x}, vĩ độ {y}, nếu hệ tọa độ là {crs}).",
            "Hệ tọa độ sai: thử --crs 107-45 (Lâm Đồng) hoặc --crs 108-30 (Đắk Nông).",
        ),
        (
            "{count} plots of {file} lie outside Vietnam (the first at longitude {x}, latitude {y}, if the system is {crs}).",
            "The system is wrong: try --crs 107-45 (Lâm Đồng) or --crs 108-30 (Đắk Nông).",
        ),
    ),
    "forest.plots_far": S(
        (
            "Lô gần nhất cũng cách các thôn của xã {km} km nếu hệ tọa độ là {crs}.",
            "Kiểm tra kinh tuyến trục (--crs), hoặc vị trí các thôn trong sổ.",
        ),
        (
            "Even the nearest plot is {km} km from the commune's villages if the system is {crs}.",
            "Look at the central meridian (--crs), or at the villages' positions in their book.",
        ),
    ),
    "forest.plot_outline": S(
        (
            "Ranh giới lô {plot} không dùng được: {why}.",
            "Sửa trong QGIS (Kiểm tra hình học), rồi nhập lại.",
        ),
        (
            "The outline of plot {plot} cannot be used: {why}.",
            "Repair it in QGIS (Check geometries) and import again.",
        ),
    ),
    "forest.plot_column": S(
        (
            "Lô {plot}: cột {column} trống hoặc không hiểu ('{given}').",
            "Điền cột ấy; tỉnh cũ chung cho cả tệp thì thêm --province.",
        ),
        (
            "Plot {plot}: column {column} is empty or not understood ('{given}').",
            "Fill it in; add --province where the whole file is of one old province.",
        ),
    ),
    "forest.plots_faults": S(
        (
            "{count} chỗ sai trong bản đồ lô rừng, chưa nhập gì.",
            "Sửa các chỗ dưới đây rồi nhập lại.",
        ),
        (
            "{count} faults in the map of plots; nothing was imported.",
            "Set these right and import again.",
        ),
    ),
    "forest.plots_store": S(
        ("Kho {store} chưa có kết quả theo dõi.", "Chạy dinh forest watch --store trước."),
        ("The store {store} has nothing watched yet.", "Run dinh forest watch --store first."),
    ),
    "forest.no_folder": S(
        ("Không có thư mục {folder}.", "Ghi đúng thư mục chứa ảnh."),
        ("There is no folder {folder}.", "Name the folder that holds the scenes."),
    ),
    "forest.no_scenes": S(
        (
            "Trong {folder} không có ảnh nào đọc được.",
            "Cần NetCDF (.nc) hoặc GeoTIFF (.tif) có ngày trong tên hay trong dữ liệu.",
        ),
        (
            "No readable scene was found in {folder}.",
            "NetCDF (.nc) or GeoTIFF (.tif) files are needed, with a date in their name or in the data.",
        ),
    ),
    "forest.no_index": S(
        (
            "Các kênh có trong {folder} ({bands}) không đủ để tính chỉ số nào.",
            "Cần đỏ và cận hồng ngoại (NDVI), cận hồng ngoại và SWIR2 (NBR), hoặc radar VV, VH.",
        ),
        (
            "The bands in {folder} ({bands}) are not enough for any index.",
            "Red and near infrared (NDVI), near infrared and SWIR2 (NBR), or radar VV, VH are needed.",
        ),
    ),
    "forest.index_unknown": S(
        ("Không có chỉ số '{index}'.", "Chọn một trong: {indices}."),
        ("There is no index '{index}'.", "Choose one of: {indices}."),
    ),
    "forest.no_crs": S(
        (
            "Tệp {file} không ghi hệ tọa độ.",
            "Ghi thêm --crs EPSG:n nếu biết chắc hệ tọa độ của ảnh.",
        ),
        (
            "{file} does not say its coordinate system.",
            "Add --crs EPSG:n if you are sure which system the scenes are in.",
        ),
    ),
    "forest.degrees": S(
        (
            "Tệp {file} ở hệ tọa độ độ (kinh, vĩ độ), không phải mét.",
            "Chuyển ảnh sang hệ UTM hoặc VN-2000 rồi chạy lại.",
        ),
        (
            "{file} is in degrees, not in metres.",
            "Project the scenes to UTM or VN-2000 and run this again.",
        ),
    ),
    "forest.unreadable": S(
        (
            "Không đọc được {count} tệp: {files}.",
            "Tải lại các tệp này, hoặc bỏ chúng ra khỏi thư mục, hoặc thêm --skip-bad để bỏ qua.",
        ),
        (
            "{count} files cannot be read: {files}.",
            "Fetch them again, or take them out of the folder, or add --skip-bad to go on without them.",
        ),
    ),
    "forest.other_grid": S(
        (
            "Lưới điểm ảnh của {file} khác các ảnh trước: {what}.",
            "Cắt và lấy mẫu lại ảnh về cùng một lưới, cùng hệ tọa độ.",
        ),
        (
            "The grid of {file} differs from the other scenes: {what}.",
            "Warp the scenes to one grid and one coordinate system.",
        ),
    ),
    "forest.short_history": S(
        (
            "Trước ngày {from} chỉ có {count} ảnh dùng được, cần ít nhất {least}.",
            "Chọn --from muộn hơn, hoặc thêm ảnh cũ hơn.",
        ),
        (
            "Only {count} usable scenes lie before {from}; at least {least} are needed.",
            "Choose a later --from, or add older scenes.",
        ),
    ),
    "forest.no_forest": S(
        ("Không có điểm ảnh nào là rừng trong vùng này.", "Kiểm tra --mask, hoặc vùng ảnh."),
        (
            "No pixel of this ground is forest.",
            "Look at --mask, or at the ground the scenes cover.",
        ),
    ),
    "forest.mask_grid": S(
        ("Mặt nạ rừng {file} không cùng lưới với ảnh.", "Lấy mẫu lại mặt nạ về lưới của ảnh."),
        (
            "The forest mask {file} is not on the grid of the scenes.",
            "Resample the mask to the grid of the scenes.",
        ),
    ),
    "forest.store_other": S(
        (
            "Kho {store} đang giữ vùng hoặc chỉ số khác: {what}.",
            "Dùng kho khác (--store), hoặc xóa kho này.",
        ),
        (
            "The store {store} holds another ground or index: {what}.",
            "Use another --store, or delete this one.",
        ),
    ),
    "forest.truth_none": S(
        (
            "Trong {folder} không có tệp labels*.nc, nên không biết chỗ nào mất rừng thật.",
            "Đưa tệp ấy vào cạnh ảnh (docs/forest.md nói trong đó có gì); muốn theo dõi mà không có đáp án thì dùng dinh forest watch.",
        ),
        (
            "{folder} has no labels*.nc, so it is not known what was really lost.",
            "Put that file beside the scenes (docs/forest.md says what is in it); to watch without it use dinh forest watch.",
        ),
    ),
    "forest.truth_unreadable": S(
        (
            "Không đọc được đáp án {file}: {why}.",
            "Cần label, last_undisturbed, first_disturbed, patch trên x và y, đúng lưới của ảnh.",
        ),
        (
            "{file}, which says what was lost, cannot be read: {why}.",
            "label, last_undisturbed, first_disturbed and patch are needed on x and y, on the scenes' own grid.",
        ),
    ),
    "forest.truth_grid": S(
        (
            "Đáp án {file} không nằm đúng lưới của ảnh ({rows} × {columns}).",
            "Làm lại tệp ấy trên đúng lưới của ảnh.",
        ),
        (
            "{file} does not lie on the scenes' grid ({rows} × {columns}).",
            "Make that file anew on the scenes' own grid.",
        ),
    ),
    "forest.reference_name": S(
        (
            "Tên thư mục “{folder}” không dùng làm tên khu rừng được.",
            "Đổi tên thư mục: chữ không dấu, số, gạch nối.",
        ),
        (
            "The folder's name “{folder}” cannot be that of a site.",
            "Rename it: plain letters, digits, hyphens.",
        ),
    ),
    "forest.ground_case": S(
        ("Không thấy hồ sơ cảnh báo {case}.", "Ghi đúng mã hồ sơ cảnh báo rừng (xem ở bàn Rừng)."),
        (
            "There is no case of an alert {case}.",
            "Name the code of a forest alert's case (see the forest desk).",
        ),
    ),
    "forest.ground_open": S(
        (
            "Hồ sơ cảnh báo {case} chưa có kết luận kiểm tra, nên chỗ ấy vẫn đang được theo dõi.",
            "Kết luận hồ sơ ấy trước.",
        ),
        (
            "The case {case} has no finding yet, so its ground is watched as it is.",
            "Settle that case first.",
        ),
    ),
    "forest.ground_alert": S(
        (
            "Kho này không có cảnh báo {alert}.",
            "Ghi alert_id như trong dinh forest alerts; chỗ không còn cảnh báo thì dùng --outline.",
        ),
        (
            "There is no alert {alert} in this store.",
            "Name an alert_id as dinh forest alerts tells it; for ground without one use --outline.",
        ),
    ),
    "forest.ground_none": S(
        (
            "Trong ranh giới của {file} không có điểm ảnh rừng nào được theo dõi.",
            "Kiểm tra tệp ranh giới và hệ tọa độ (--crs).",
        ),
        (
            "Within the outline of {file} no forest is watched.",
            "Look at the outline and its coordinate system (--crs).",
        ),
    ),
    "forest.ground_early": S(
        ("Ngày {day} ở trước ngày bắt đầu theo dõi ({since}).", "Ghi --on từ ngày ấy trở đi."),
        ("{day} is before the watch begins ({since}).", "Say --on from that day on."),
    ),
    "forest.ground_late": S(
        ("Ngày {day} chưa đến.", "Ghi --on ngày đã thấy rừng như vậy, muộn nhất là hôm nay."),
        ("{day} has not come.", "Say --on the day on which it was seen so, today at the latest."),
    ),
    "forest.store_reference": S(
        (
            "Kho {store} là của rừng đối chứng, không phải rừng của xã: không mở hồ sơ ở đó.",
            "Xem ở trang Rừng đối chứng của bàn Rừng; mở hồ sơ thì ghi --store kho theo dõi rừng của xã.",
        ),
        (
            "The store {store} is a reference forest's, not the commune's: no case is opened there.",
            "See the page Reference forest of the forest desk; for cases name by --store where the commune's forest is watched.",
        ),
    ),
    "forest.store_far": S(
        (
            "Rừng trong kho {store} cách thôn gần nhất của xã {km} km.",
            "Ghi đúng kho của xã, hoặc sửa vị trí các thôn trong sổ; rừng nơi khác thì dùng dinh forest reference.",
        ),
        (
            "The forest of {store} lies {km} km from the commune's nearest village.",
            "Name the commune's own store, or set the villages' positions in their book right; for a forest elsewhere use dinh forest reference.",
        ),
    ),
    "forest.not_ingested": S(
        ("Kho {store} chưa có ảnh nào.", "Nạp ảnh trước: dinh forest ingest."),
        ("The store {store} holds no scenes yet.", "Ingest scenes first: dinh forest ingest."),
    ),
    "forest.not_fitted": S(
        ("Kho {store} chưa có mô hình.", "Chạy trước: dinh forest fit."),
        ("The store {store} has no model yet.", "Run first: dinh forest fit."),
    ),
    "forest.outside": S(
        (
            "Điểm ({x}, {y}) nằm ngoài vùng ảnh.",
            "Ghi tọa độ trong hệ {crs}, hoặc kinh độ và vĩ độ.",
        ),
        (
            "The point ({x}, {y}) lies outside the scenes.",
            "Give coordinates in {crs}, or longitude and latitude.",
        ),
    ),
    "forest.out_folder": S(
        ("Không ghi được vào {file}: {why}.", "Chọn chỗ khác còn trống và được phép ghi."),
        (
            "{file} cannot be written: {why}.",
            "Choose another place that has room and may be written.",
        ),
    ),
    "forest.full": S(
        (
            "Đĩa chứa {store} đã đầy. Trạng thái trước đó còn nguyên.",
            "Giải phóng chỗ trống rồi chạy lại; việc sẽ tiếp tục từ chỗ dừng.",
        ),
        (
            "The disk of {store} is full. The state before is untouched.",
            "Make room and run this again; it goes on where it stopped.",
        ),
    ),
    "forest.scale": S(
        (
            "Số trong {file} thuộc thang khác: kênh cận hồng ngoại chỉ tới {found}, trong khi phản xạ × 10.000 của đất liền luôn trên 300.",
            "Lấy lại ảnh ở thang phản xạ × 10.000 (số nguyên) hoặc 0–1 (số thực), hoặc bỏ tệp ấy ra khỏi thư mục.",
        ),
        (
            "The numbers of {file} are of another scale: near infrared reaches only {found}, while reflectance × 10,000 of any land exceeds 300.",
            "Fetch the scene as reflectance × 10,000 (whole numbers) or 0–1 (decimals), or take the file out of the folder.",
        ),
    ),
    "forest.scattered": S(
        (
            "Ảnh {file} ở cách các ảnh khác {km} km, giữa hai nơi không có ảnh nào.",
            "Bỏ tệp ấy ra khỏi thư mục, hoặc để ảnh của mỗi nơi trong một thư mục riêng.",
        ),
        (
            "The scene {file} lies {km} km from the others, with nothing in between.",
            "Take the file out of the folder, or keep the scenes of each place in a folder of their own.",
        ),
    ),
    "forest.outside_store": S(
        (
            "{count} tệp nằm ngoài vùng mà kho {store} đang theo dõi: {files}.",
            "Bỏ các tệp ấy ra khỏi thư mục; muốn theo dõi cả vùng ấy thì dùng kho khác (--store).",
        ),
        (
            "{count} files lie beyond the ground that {store} watches: {files}.",
            "Take them out of the folder; to watch that ground, too, use another --store.",
        ),
    ),
    "forest.taken": S(
        (
            "{store} đang được lệnh “dinh forest {what}” dùng, chạy từ {since}: {by} trên máy {host}, tiến trình {pid}.",
            "Đợi lệnh ấy xong rồi chạy lại. Nếu nó treo, dừng tiến trình {pid} (kill {pid}) rồi chạy lại: việc tiếp tục từ chỗ dừng.",
        ),
        (
            "“dinh forest {what}” is using {store}, since {since}: {by} on the machine {host}, process {pid}.",
            "Wait until it is done and run this again. If it hangs, stop the process {pid} (kill {pid}) and run this again: it goes on where that stopped.",
        ),
    ),
    "forest.broken_store": S(
        ("Kho {store} hỏng: {what}.", "Xóa kho này và nạp lại ảnh."),
        ("The store {store} is damaged: {what}.", "Delete it and ingest the scenes again."),
    ),
}
