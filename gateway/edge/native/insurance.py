"""The insurer's operations: POST with JSON, refused with INVALID_PARAM or, for a card, maKetQua 205."""

import re
from collections.abc import Callable
from typing import Final

from gateway.edge.native import forms
from gateway.edge.native.operation import Given, MalformedError, Operation, Parameter

_BASE: Final = "/apiBHXH"
_SEXES: Final = {"1": "Nam", "2": "Nữ", "3": "Không rõ"}
# loaiNgaySinh: how much of ngaySinh there is.
_BIRTHS: Final = {
    "0": ("yyyyMMdd", re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")),
    "1": ("yyyy", re.compile(r"([0-9]{4})")),
    "2": ("yyyyMM", re.compile(r"([0-9]{4})([0-9]{2})")),
}
# isKs; by the place of birth registration is what a body that says nothing of it means.
_BY_BIRTHPLACE: Final = {"1": None, "0": False}


def _birth(native: str, given: Given) -> str:
    """Read ngaySinh as loaiNgaySinh, which is read before it, says."""
    form, pattern = _BIRTHS[given["loaiNgaySinh"]]
    match = pattern.fullmatch(native)
    if match is None:
        raise MalformedError(f"not {form}, which loaiNgaySinh says")
    return "-".join(match.groups())


def _kind_of_birth(native: str, _given: Given) -> None:
    """Read loaiNgaySinh, which has no field of its own."""
    forms.coded(native, _BIRTHS)


def _sex(native: str, _given: Given) -> str:
    return forms.coded(native, _SEXES)


def _by_birthplace(native: str, _given: Given) -> bool | None:
    return forms.coded(native, _BY_BIRTHPLACE)


def _required(native: str, canonical: str) -> Parameter:
    return Parameter(native=native, canonical=canonical, read=forms.text)


def _optional(native: str, canonical: str) -> Parameter:
    return Parameter(native=native, canonical=canonical, read=forms.text, required=False)


_NAME: Final = Parameter(native="hoTen", canonical="HoVaTen", read=forms.name)
_WHO: Final = (
    _NAME,
    Parameter(native="loaiNgaySinh", canonical="", read=_kind_of_birth),
    Parameter(native="ngaySinh", canonical="NgaySinh", read=_birth),
    Parameter(native="gioiTinh", canonical="GioiTinh", read=_sex),
    Parameter(native="isKs", canonical="TheoNoiKhaiSinh", read=_by_birthplace, required=False),
)


def _wrapped(service: str, data: str) -> Callable[[str], object]:
    """The answer made from SOAP has no place for a message."""

    def refusal(_message: str) -> object:
        inside = {"successful": False, data: None, "errorCode": "INVALID_PARAM"}
        return {f"TST_G{service[1:]}Response": inside}

    return refusal


def _hospital(message: str) -> object:
    return {"maKetQua": "205", "ghiChu": message}


def _operation(service: str, refusal: Callable[[str], object], *parameters: Parameter) -> Operation:
    return Operation(
        registry="bhxh",
        service=service,
        method="POST",
        path=f"{_BASE}/{service}",
        parameters=parameters,
        refusal=refusal,
    )


OPERATIONS: Final = (
    _operation(
        "getTraCuuTtHgdByMaSoBhxh",
        _wrapped("getTraCuuTtHgdByMaSoBhxh", "dataThongTinHgd"),
        _required("maSoBhxh", "MaSoBhxh"),
    ),
    _operation(
        "getMaSoBhxhTheoTieuChi",
        _wrapped("getMaSoBhxhTheoTieuChi", "dataThongTin"),
        *_WHO,
        _required("maTinhKs", "MaTinhKhaiSinh"),
        _optional("maHuyenKs", "MaHuyenKhaiSinh"),
        _optional("maXaKs", "MaXaKhaiSinh"),
    ),
    _operation(
        "getTraCuuThongTinHgd",
        _wrapped("getTraCuuThongTinHgd", "dataThongTinHgd"),
        *_WHO,
        _required("maTinh", "MaTinh"),
        _optional("soSo", "MaSoBhxh"),
        _optional("maThe", "MaThe"),
    ),
    _operation(
        "kiemTraTheBhyt",
        _hospital,
        _required("maThe", "MaThe"),
        _NAME,
        Parameter(native="ngaySinh", canonical="NgaySinh", read=forms.slashed_birth),
    ),
)
