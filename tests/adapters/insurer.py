"""What the insurance registry is asked and what it answers, for the tests of its adapter."""

import json
from typing import Any

from adapters.base import Call

HOUSEHOLD, CRITERIA, CARD = "getTraCuuTtHgdByMaSoBhxh", "getMaSoBhxhTheoTieuChi", "kiemTraTheBhyt"
HOUSEHOLDS = "getTraCuuThongTinHgd"
SERVICES = [HOUSEHOLD, CRITERIA, HOUSEHOLDS, CARD]
ASKED: dict[str, dict[str, Any]] = {
    HOUSEHOLD: {"MaSoBhxh": "0100000001"},
    CRITERIA: {
        "HoVaTen": "Nguye\u0302\u0303n Văn A",
        "NgaySinh": "1999-01-31",
        "GioiTinh": "Nữ",
        "MaTinhKhaiSinh": "01",
    },
    HOUSEHOLDS: {
        "HoVaTen": "Nguyễn Văn A",
        "NgaySinh": "1999-01-31",
        "GioiTinh": "Nam",
        "MaTinh": "01",
    },
    CARD: {"MaThe": "DN4010100000001", "HoVaTen": "Nguyễn Văn A", "NgaySinh": "1999-01-31"},
}
MEMBER = {
    "maSo": "0100000001",
    "hoTen": "Nguyễn Văn A",
    "ngaySinh": "199901",
    "loaiNgaySinh": "2",
    "gioiTinh": "3",
    "mqhChuHo": "Chủ hộ",
    "trangThai": "Đang tham gia",
}
MATCH = {"maSoBhxh": "0100000001", **{k: v for k, v in MEMBER.items() if k != "maSo"}}
FAMILY = {"maHo": "1", "maTinh": "01", "maXa": "00001", "dsThanhVien": MEMBER}


def call(service: str, body: dict[str, Any] | None = None) -> Call:
    return Call(service=service, body=body or ASKED[service], request_id="r", time_left_s=10)


def wrapped(service: str, data: object, error: str = "", successful: object = True) -> str:
    wrapper = f"TST_G{service[1:]}Response"
    name = "dataThongTin" if service == CRITERIA else "dataThongTinHgd"
    return json.dumps({wrapper: {"successful": successful, name: data, "errorCode": error}})


def card(result: str, **changes: object) -> str:
    answer: dict[str, object] = {
        "maKetQua": result,
        "ghiChu": "Ví Dụ",
        "maThe": "DN4010100000001",
        "hoTen": "Nguyễn Văn A",
        "ngaySinh": "1999",
        "gtTheTu": "01/01/2022",
        "gtTheDen": "31/12/2022",
        "maDKBD": "01001",
        "tenDKBD": "Bệnh viện Ví Dụ",
        "mucHuong": "80",
    }
    return json.dumps({**answer, **changes})
