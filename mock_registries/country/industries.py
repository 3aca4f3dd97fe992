"""Lines of business: codes and titles of Quyết định 27/2018/QĐ-TTg (VSIC 2018), fourth level.

The titles are from memory, compared with published lists of the classifications before and after.
The list is composed so that an even choice gives the sections their share of new enterprises:
trade and repair 36 %, manufacturing 13 %, construction 13 % (registration agency, 2017).
"""

from typing import NamedTuple


class Activity(NamedTuple):
    """A line of business and the word for it in an enterprise's name."""

    code: str
    title: str
    word: str


TRADE = (
    Activity("4511", "Bán buôn ô tô và xe có động cơ khác", "Ô TÔ"),
    Activity("4520", "Bảo dưỡng, sửa chữa ô tô và xe có động cơ khác", "DỊCH VỤ Ô TÔ"),
    Activity(
        "4530",
        "Bán phụ tùng và các bộ phận phụ trợ của ô tô và xe có động cơ khác",
        "PHỤ TÙNG Ô TÔ",
    ),
    Activity("4541", "Bán mô tô, xe máy", "XE MÁY"),
    Activity("4610", "Đại lý, môi giới, đấu giá hàng hóa", "THƯƠNG MẠI DỊCH VỤ"),
    Activity(
        "4620",
        "Bán buôn nông, lâm sản nguyên liệu (trừ gỗ, tre, nứa) và động vật sống",
        "NÔNG SẢN",
    ),
    Activity("4631", "Bán buôn gạo, lúa mỳ, hạt ngũ cốc khác, bột mỳ", "LƯƠNG THỰC"),
    Activity("4632", "Bán buôn thực phẩm", "THỰC PHẨM"),
    Activity("4633", "Bán buôn đồ uống", "ĐỒ UỐNG"),
    Activity("4641", "Bán buôn vải, hàng may mặc, giày dép", "THỜI TRANG"),
    Activity("4649", "Bán buôn đồ dùng khác cho gia đình", "GIA DỤNG"),
    Activity("4651", "Bán buôn máy vi tính, thiết bị ngoại vi và phần mềm", "MÁY TÍNH"),
    Activity("4652", "Bán buôn thiết bị và linh kiện điện tử, viễn thông", "VIỄN THÔNG"),
    Activity("4659", "Bán buôn máy móc, thiết bị và phụ tùng máy khác", "THIẾT BỊ"),
    Activity("4661", "Bán buôn nhiên liệu rắn, lỏng, khí và các sản phẩm liên quan", "XĂNG DẦU"),
    Activity("4662", "Bán buôn kim loại và quặng kim loại", "THÉP"),
    Activity(
        "4663",
        "Bán buôn vật liệu, thiết bị lắp đặt khác trong xây dựng",
        "VẬT LIỆU XÂY DỰNG",
    ),
    Activity("4669", "Bán buôn chuyên doanh khác chưa được phân vào đâu", "THƯƠNG MẠI"),
    Activity("4690", "Bán buôn tổng hợp", "THƯƠNG MẠI TỔNG HỢP"),
    Activity("4719", "Bán lẻ khác trong các cửa hàng kinh doanh tổng hợp", "BÁN LẺ"),
    Activity("4730", "Bán lẻ nhiên liệu động cơ trong các cửa hàng chuyên doanh", "NHIÊN LIỆU"),
    Activity("4742", "Bán lẻ thiết bị nghe nhìn trong các cửa hàng chuyên doanh", "ĐIỆN MÁY"),
)
MANUFACTURING = (
    Activity("1020", "Chế biến, bảo quản thủy sản và các sản phẩm từ thủy sản", "THỦY SẢN"),
    Activity("1410", "May trang phục (trừ trang phục từ da lông thú)", "MAY MẶC"),
    Activity("1520", "Sản xuất giày, dép", "GIÀY DA"),
    Activity("1610", "Cưa, xẻ, bào gỗ và bảo quản gỗ", "GỖ"),
    Activity("1811", "In ấn", "IN ẤN"),
    Activity("2220", "Sản xuất sản phẩm từ plastic", "NHỰA"),
    Activity("2592", "Gia công cơ khí; xử lý và tráng phủ kim loại", "CƠ KHÍ"),
    Activity("3100", "Sản xuất giường, tủ, bàn, ghế", "NỘI THẤT"),
)
CONSTRUCTION = (
    Activity("4101", "Xây dựng nhà để ở", "XÂY DỰNG"),
    Activity("4102", "Xây dựng nhà không để ở", "ĐẦU TƯ XÂY DỰNG"),
    Activity("4212", "Xây dựng công trình đường bộ", "CẦU ĐƯỜNG"),
    Activity("4221", "Xây dựng công trình điện", "XÂY LẮP ĐIỆN"),
    Activity("4299", "Xây dựng công trình kỹ thuật dân dụng khác", "HẠ TẦNG"),
    Activity("4312", "Chuẩn bị mặt bằng", "SAN LẤP MẶT BẰNG"),
    Activity("4321", "Lắp đặt hệ thống điện", "CƠ ĐIỆN"),
    Activity("4330", "Hoàn thiện công trình xây dựng", "HOÀN THIỆN CÔNG TRÌNH"),
)
OTHERS = (
    Activity("0118", "Trồng rau, đậu các loại và trồng hoa", "NÔNG NGHIỆP"),
    Activity("4932", "Vận tải hành khách đường bộ khác", "VẬN TẢI HÀNH KHÁCH"),
    Activity("4933", "Vận tải hàng hóa bằng đường bộ", "VẬN TẢI"),
    Activity("5210", "Kho bãi và lưu giữ hàng hóa", "KHO VẬN"),
    Activity("5229", "Hoạt động dịch vụ hỗ trợ khác liên quan đến vận tải", "GIAO NHẬN"),
    Activity("5510", "Dịch vụ lưu trú ngắn ngày", "KHÁCH SẠN"),
    Activity("5610", "Nhà hàng và các dịch vụ ăn uống phục vụ lưu động", "ẨM THỰC"),
    Activity("5630", "Dịch vụ phục vụ đồ uống", "CÀ PHÊ"),
    Activity("6201", "Lập trình máy vi tính", "CÔNG NGHỆ"),
    Activity("6202", "Tư vấn máy vi tính và quản trị hệ thống máy vi tính", "GIẢI PHÁP SỐ"),
    Activity(
        "6810",
        "Kinh doanh bất động sản, quyền sử dụng đất thuộc chủ sở hữu, chủ sử dụng hoặc đi thuê",
        "BẤT ĐỘNG SẢN",
    ),
    Activity(
        "6820",
        "Tư vấn, môi giới, đấu giá bất động sản, đấu giá quyền sử dụng đất",
        "ĐỊA ỐC",
    ),
    Activity(
        "6920",
        "Hoạt động liên quan đến kế toán, kiểm toán và tư vấn về thuế",
        "KẾ TOÁN",
    ),
    Activity("7020", "Hoạt động tư vấn quản lý", "TƯ VẤN"),
    Activity(
        "7110",
        "Hoạt động kiến trúc và tư vấn kỹ thuật có liên quan",
        "TƯ VẤN THIẾT KẾ",
    ),
    Activity("7310", "Quảng cáo", "TRUYỀN THÔNG"),
    Activity("7410", "Hoạt động thiết kế chuyên dụng", "THIẾT KẾ"),
    Activity("7710", "Cho thuê xe có động cơ", "CHO THUÊ XE"),
    Activity("7911", "Đại lý du lịch", "DU LỊCH"),
    Activity("7912", "Điều hành tua du lịch", "LỮ HÀNH"),
    Activity("8121", "Vệ sinh chung nhà cửa", "VỆ SINH CÔNG NGHIỆP"),
    Activity(
        "8299",
        "Hoạt động dịch vụ hỗ trợ kinh doanh khác còn lại chưa được phân vào đâu",
        "DỊCH VỤ",
    ),
    Activity("8559", "Giáo dục khác chưa được phân vào đâu", "GIÁO DỤC"),
)
ACTIVITIES = TRADE + MANUFACTURING + CONSTRUCTION + OTHERS  # 61, a prime: any step visits all
_LISTED = tuple((activity.code, activity.title) for activity in ACTIVITIES)
_MOST = 5


def main(key: int) -> Activity:
    """Choose the main line of business by a mixed number."""
    return ACTIVITIES[key % len(ACTIVITIES)]


def choose(key: int) -> tuple[tuple[str, str], ...]:
    """Choose codes and titles of one to five lines of business, `main` first, none twice."""
    count = len(ACTIVITIES)
    rest, first = divmod(key, count)
    step, turns = 1 + rest % (count - 1), 1 + (rest >> 8) % _MOST
    stop = first + turns * step
    return tuple([_LISTED[place % count] for place in range(first, stop, step)])
