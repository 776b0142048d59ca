"""Words that people use for one another, a group to a line: what the north and the south call it, what papers call it, its initials.

Only what holds in any commune, whatever procedures it offers; what one procedure is called stands in its file (`known_as`).
"""

SAME = """
chết,mất,qua đời,từ trần,khai tử,tử vong,tắt thở,hy sinh,death,died
đẻ,sinh,sanh,khai sinh,em bé,trẻ sơ sinh,baby,birth,born
cưới,lấy nhau,lấy vợ,lấy chồng,kết hôn,lập gia đình,marriage,wedding,marry
ly hôn,ly dị,bỏ nhau,divorce
heo,lợn,pig,chăn nuôi
trâu,bò,gà,vịt,dê,gia súc,gia cầm,chăn nuôi,livestock
chặt,đốn,cưa,cắt,khai thác,harvest,cut
keo,bạch đàn,thông,cây rừng,gỗ rừng trồng,timber
lũ,lụt,bão,hạn hán,mưa đá,lốc,sạt lở,thiên tai,flood,storm,drought,disaster
dịch,dịch bệnh,tả lợn,cúm gia cầm,lở mồm long móng,epidemic
cháy,hỏa hoạn,sập,tốc mái,nhà ở khẩn cấp
khuyết tật,tàn tật,tật nguyền,câm,điếc,mù,què,liệt,tâm thần,bại não,disability,disabled
người già,người cao tuổi,cụ già,old people,elderly
lương hưu,hưu trí,pension
nghèo,khó khăn,hộ nghèo,sổ nghèo,poor
mồ côi,bỏ rơi,không nơi nương tựa,orphan
con nuôi,nhận nuôi,nuôi con nuôi,adopt,adoption
trợ cấp,hỗ trợ,tiền,chế độ,allowance,support
mai táng,chôn cất,đám ma,đám tang,ma chay,funeral
sổ đỏ,bìa đỏ,sổ hồng,giấy đỏ,giấy chứng nhận quyền sử dụng đất,quyền sử dụng đất,land title,title deed,land certificate
rẫy,nương,vườn,ruộng,đất,land
ranh,ranh giới,mốc,cột mốc,bờ rào,hàng rào,boundary,tranh chấp đất
lấn,chiếm,giành,cãi nhau,tranh chấp,dispute
tách,cắt,chia,tách thửa,split
gộp,nhập chung,nhập hai,ghép,hợp thửa,merge
miếng đất,mảnh đất,lô đất,thửa đất,thửa
sang tên,sang nhượng,chuyển nhượng,mua bán,bán đất,mua đất,tặng cho,cho đất,transfer
thổ cư,đất ở,đất thổ cư,chuyển mục đích
cất nhà,xây nhà,làm nhà,dựng nhà,xây dựng,gpxd,giấy phép xây dựng,build,construction
sửa nhà,sửa chữa,cải tạo,cơi nới,nâng tầng,renovate,repair
giếng,khoan giếng,đào giếng,giếng khoan,nước ngầm,nước dưới đất,well
mương,kênh,tưới,thủy lợi,irrigation
quán,tiệm,cửa hàng,sạp,kiốt,buôn bán,bán hàng,hộ kinh doanh,hkd,gpkd,shop,stall,business
dẹp,đóng cửa,nghỉ hẳn,chấm dứt,giải thể,close
tạm nghỉ,tạm ngừng,nghỉ tạm,suspend
mất,rách,nát,hư,hỏng,thất lạc,cấp lại,cấp đổi,lost,torn,replace
sai,nhầm,lệch,không khớp,cải chính,đính chính,sửa,wrong,correct
đổi,thay đổi,change
dịch,dịch thuật,người dịch,translate,translation,translator
sao y,photo,phô tô,bản sao,công chứng,chứng thực,copy
ủy quyền,uỷ quyền,chữ ký,power of attorney
di chúc,chúc thư,trối,last will
thừa kế,di sản,của để lại,inheritance
hộ khẩu,nhập khẩu,thường trú,ở hẳn,shk,permanent residence
ở trọ,thuê trọ,phòng trọ,thuê nhà,tạm trú,temporary residence
lính,bộ đội,nghĩa vụ,nghĩa vụ quân sự,nvqs,army
giữ trẻ,trông trẻ,nhóm trẻ,nhà trẻ,childcare
lớp sáu,lớp 6,cấp 2,cấp hai,trung học cơ sở,thcs
ở nội trú,ở lại trường,xa trường,nội trú,bán trú
câu lạc bộ,clb,đội bóng,bóng đá,bóng chuyền,thể thao,sport
game,net,internet,trò chơi điện tử
lễ,hội,cúng,lễ hội,festival
tin lành,công giáo,phật giáo,hội thánh,nhà thờ,chùa,cầu nguyện,đọc kinh,đạo,tôn giáo,church
hối lộ,vòi tiền,ăn tiền,nhận tiền,nhũng nhiễu,tham nhũng,tố,tố cáo,bribe,corruption
không đồng ý,oan,khiếu kiện,khiếu nại,complaint
gặp lãnh đạo,gặp chủ tịch,nói chuyện,tiếp công dân,tiếp dân
góp ý,phản ánh,kiến nghị,feedback
đền,bồi thường,đòi tiền,compensation
liệt sĩ,liệt sỹ,hương khói,thờ cúng liệt sĩ,martyr
viếng,thăm,visit
cựu chiến binh,ccb,veteran
thanh niên xung phong,tnxp
bảo hiểm y tế,bhyt,thẻ bảo hiểm
độc thân,chưa vợ,chưa chồng,chưa kết hôn,tình trạng hôn nhân,tthn,single
nước ngoài,ngoại quốc,malaysia,singapore,thái lan,úc,đức,nga,anh quốc,canada,người mỹ,người pháp,người hàn,đài loan,hàn quốc,trung quốc,nhật,mỹ,pháp,campuchia,lào,quốc tịch,foreign
giám hộ,bảo hộ,guardian
bè,lồng bè,nuôi cá,thủy sản,fish
bon,buôn,thôn,làng,village
môi trường,xả thải,ô nhiễm,environment
bạo hành,đánh đập,bị đánh,đánh con,xâm hại,hành hạ,abuse,gây tổn hại
hợp tác xã,htx,cooperative
"""
