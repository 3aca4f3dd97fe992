"""Lines of business (VSIC, Quyết định 27/2018/QĐ-TTg) and the names of enterprises."""

from mock_registries.country.permutation import mix

_ACTIVITIES = (
    ("4690", "Bán buôn tổng hợp", "THƯƠNG MẠI"),
    ("4663", "Bán buôn vật liệu, thiết bị lắp đặt khác trong xây dựng", "VẬT LIỆU XÂY DỰNG"),
    ("4101", "Xây dựng nhà để ở", "XÂY DỰNG"),
    ("4933", "Vận tải hàng hóa bằng đường bộ", "VẬN TẢI"),
    ("5610", "Nhà hàng và các dịch vụ ăn uống phục vụ lưu động", "ẨM THỰC"),
    ("5510", "Dịch vụ lưu trú ngắn ngày", "KHÁCH SẠN"),
    ("6201", "Lập trình máy vi tính", "CÔNG NGHỆ"),
    ("6202", "Tư vấn máy vi tính và quản trị hệ thống máy vi tính", "GIẢI PHÁP SỐ"),
    ("7020", "Hoạt động tư vấn quản lý", "TƯ VẤN"),
    ("7310", "Quảng cáo", "TRUYỀN THÔNG"),
    ("7911", "Đại lý du lịch", "DU LỊCH"),
    ("0118", "Trồng rau, đậu các loại và trồng hoa", "NÔNG NGHIỆP"),
    ("1410", "May trang phục (trừ trang phục từ da lông thú)", "MAY MẶC"),
    ("1020", "Chế biến, bảo quản thủy sản và các sản phẩm từ thủy sản", "THỦY SẢN"),
    ("3100", "Sản xuất giường, tủ, bàn, ghế", "NỘI THẤT"),
    ("2592", "Gia công cơ khí; xử lý và tráng phủ kim loại", "CƠ KHÍ"),
)
_WORDS = (
    *("AN PHÁT", "MINH KHANG", "HOÀNG GIA", "THIÊN LONG", "PHÚ THỊNH", "ĐẠI NAM", "VIỆT HƯNG"),
    *("SAO MAI", "HÒA BÌNH", "TÂN TIẾN", "BẢO MINH", "GIA HƯNG", "NAM PHONG", "TRƯỜNG SƠN"),
    *("SEN VÀNG", "THÀNH CÔNG", "QUANG MINH", "ĐÔNG Á", "MAI LINH PHÚC", "LẠC HỒNG"),
)


def choose(key: int) -> tuple[tuple[str, str], ...]:
    """Choose one to five lines of business, the main one first, none twice."""
    count = 1 + mix(key, 0) % 5
    first = mix(key, 1) % len(_ACTIVITIES)
    step = 1 + 2 * (mix(key, 2) % (len(_ACTIVITIES) // 2))  # odd, so coprime to sixteen
    chosen = (_ACTIVITIES[(first + turn * step) % len(_ACTIVITIES)] for turn in range(count))
    return tuple((code, title) for code, title, _ in chosen)


def name(key: int, main_activity: str, *, owners: int) -> tuple[str, str]:
    """Make the kind and the name of an enterprise that fit its main line and its owners."""
    if owners == 1:
        kind, short = "Công ty trách nhiệm hữu hạn một thành viên", "CÔNG TY TNHH MỘT THÀNH VIÊN"
    elif owners >= 3 and mix(key, 1) % 2:
        kind, short = "Công ty cổ phần", "CÔNG TY CỔ PHẦN"
    else:
        kind, short = "Công ty trách nhiệm hữu hạn hai thành viên trở lên", "CÔNG TY TNHH"
    line = next(word for code, _, word in _ACTIVITIES if code == main_activity)
    first, second = _WORDS[mix(key, 2) % len(_WORDS)], _WORDS[mix(key, 3) % len(_WORDS)]
    tail = first if mix(key, 4) % 2 or first == second else f"{first} {second}"
    return kind, f"{short} {line} {tail}"
