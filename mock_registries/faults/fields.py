"""What the fields of all registries mean, by their names on the wire, which no two share for two things."""

from typing import Final, NamedTuple

NAMES: Final = frozenset(
    [
        *("HoVaTen", "Ho", "ChuDem", "Ten"),
        *("LEGAL_NAMES", "FULL_NAME", "MEMBER_NAME", "CONTACT_FULL_NAME"),
        *("hoTen", "hovatenchusudung"),
    ]
)
BIRTHS: Final = frozenset(["NgayThangNam", "ngaySinh"])
DAYS: Final = frozenset(
    [
        *BIRTHS,
        *("FOUNDING_DATE", "RECEIPT_DATE", "PLAN_DATE", "PROCESSED_DATE", "REGISTRATION_DATE"),
        *("gtTheTu", "gtTheDen", "gtTheTuMoi", "gtTheDenMoi", "ngayDu5Nam"),
        *("ngaycapgcn", "thoihansudung"),
    ]
)
SEXES: Final = frozenset(["GioiTinh", "gioiTinh"])
PERSONAL_NUMBERS: Final = frozenset(
    ["SoDinhDanh", "IDENTITY_NO", "CONTACT_ID_NO", "sodinhdanhcanhan"]
)
DISTRICTS: Final = frozenset(
    ["MaQuanHuyen", "DistrictID", "DistrictName", "maHuyen", "maHuyenKs", "mahuyen"]
)


class Units(NamedTuple):
    """The fields of one address: codes of two, three and five digits."""

    province: str
    district: str
    commune: str


ADDRESSES: Final = (
    Units("MaTinhThanh", "MaQuanHuyen", "MaPhuongXa"),
    Units("maTinh", "maHuyen", "maXa"),
    Units("maTinhKs", "maHuyenKs", "maXaKs"),
)
PARCEL: Final = Units("matinh", "mahuyen", "madvhc")

# Of each operation a field without which, or with nonsense in which, it is refused.
KEYS: Final = {
    "TraCuuThongTinCongDan": ("SoDinhDanh", "SoCMND", "TuNgay"),
    "XacThucThongTinCongDan": ("SoDinhDanh", "SoCMND"),
    "XacMinhThongTinNhanThan": ("SoDinhDanh", "SoCMND"),
    "chiTietDoanhNghiep": ("msdn",),
    "danhSachHoSo": ("from_date",),
    "danhSachHoSoTrongNgay": ("from_ts",),
    "tinhTrangHoSo": ("in_journal_no",),
    "getTraCuuTtHgdByMaSoBhxh": ("maSoBhxh",),
    "getMaSoBhxhTheoTieuChi": ("ngaySinh",),
    "getTraCuuThongTinHgd": ("ngaySinh",),
    "kiemTraTheBhyt": ("maThe",),
    "KQNhanLichSuKCB2024": ("cccdCb",),
    "thuadat": ("soto",),
    "giaychungnhan": ("sophathanh",),
    "chusudung": ("sodinhdanh", "masodoanhnghiep"),
}
