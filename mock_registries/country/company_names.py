"""Legal forms of enterprises (Luật Doanh nghiệp 2020) and the names that go with them.

Names are invented from lists of words; the law wants them unique, which they are not here.
"""

from typing import NamedTuple

from mock_registries.country.permutation import Choice


class Form(NamedTuple):
    """A legal form, how it begins a name, and the posts of those who represent it."""

    title: str
    short: str
    posts: Choice


PRIVATE = Form(
    "Doanh nghiệp tư nhân",
    "DOANH NGHIỆP TƯ NHÂN",
    Choice([("Chủ doanh nghiệp", 80), ("Giám đốc", 20)]),
)
ONE_MEMBER = Form(
    "Công ty trách nhiệm hữu hạn một thành viên",
    "CÔNG TY TNHH MỘT THÀNH VIÊN",
    Choice([("Giám đốc", 80), ("Chủ tịch công ty", 20)]),
)
MEMBERS = Form(
    "Công ty trách nhiệm hữu hạn hai thành viên trở lên",
    "CÔNG TY TNHH",
    Choice([("Giám đốc", 75), ("Chủ tịch hội đồng thành viên", 25)]),
)
SHARES = Form(
    "Công ty cổ phần",
    "CÔNG TY CỔ PHẦN",
    Choice([("Giám đốc", 45), ("Tổng giám đốc", 30), ("Chủ tịch hội đồng quản trị", 25)]),
)
DEPUTY = "Phó giám đốc"

_WORDS = (
    *("AN PHÁT", "MINH KHANG", "HOÀNG GIA", "THIÊN LONG", "PHÚ THỊNH", "ĐẠI NAM", "VIỆT HƯNG"),
    *("SAO MAI", "HÒA BÌNH", "TÂN TIẾN", "BẢO MINH", "GIA HƯNG", "NAM PHONG", "TRƯỜNG SƠN"),
    *("SEN VÀNG", "THÀNH CÔNG", "QUANG MINH", "ĐÔNG Á", "MAI LINH PHÚC", "LẠC HỒNG", "AN BÌNH"),
    *("ĐỨC THỊNH", "HẢI ĐĂNG", "KIM NGÂN", "NGỌC LINH", "PHƯƠNG NAM", "BÌNH MINH", "VẠN XUÂN"),
    *("TIẾN PHÁT", "THUẬN AN", "LONG THÀNH", "HỒNG HÀ", "CỬU LONG", "TÂY NGUYÊN", "ĐẠI PHÚC"),
    *("THANH BÌNH", "TOÀN CẦU", "TRÍ VIỆT", "NHẬT MINH", "KHÁNH AN", "HƯNG THỊNH", "PHÚC LỘC"),
    *("TRƯỜNG PHÁT", "GIA BẢO", "MỸ HƯNG", "NAM VIỆT", "BẮC HÀ", "ĐÔNG DƯƠNG", "VĨNH PHÁT"),
    *("SÔNG HƯƠNG", "TÂM ĐỨC", "KIẾN VÀNG", "HOA SEN TRẮNG", "THỊNH VƯỢNG", "ÁNH DƯƠNG"),
)


def form(pick: int, owners: int) -> Form:
    """Choose the legal form that fits the number of owners; a share company has three at least."""
    if owners == 1:
        return PRIVATE if pick % 100 < 13 else ONE_MEMBER
    if owners == 2:
        return MEMBERS
    return MEMBERS if pick % 100 < 26 else SHARES


def company_name(chosen: Form, word: str, key: int) -> str:
    """Make a name from the form, the word for the main line of business and a mixed number."""
    first, rest = key % len(_WORDS), key // len(_WORDS)
    second = rest % len(_WORDS)
    tail = _WORDS[first] if first == second or rest & 1 else f"{_WORDS[first]} {_WORDS[second]}"
    return f"{chosen.short} {word} {tail}"
