"""The business registry's operations: GET, refused with HTTP 200 and Status 0."""

from typing import Final

from gateway.edge.native import forms
from gateway.edge.native.operation import Operation, Parameter

_BASE: Final = "/apiCSDLDKDN/1.0"
_PAGE: Final = (
    Parameter(native="offset", canonical="ViTri", read=forms.whole),
    Parameter(native="limit", canonical="SoLuong", read=forms.whole),
)


def _refusal(message: str) -> object:
    return {"Data": None, "DataCount": 0, "Status": 0, "Message": message}


def _operation(service: str, *parameters: Parameter) -> Operation:
    return Operation(
        registry="dkdn",
        service=service,
        method="GET",
        path=f"{_BASE}/{service}",
        parameters=parameters,
        refusal=_refusal,
    )


OPERATIONS: Final = (
    _operation(
        "chiTietDoanhNghiep",
        Parameter(native="msdn", canonical="MaSoDoanhNghiep", read=forms.text),
    ),
    _operation(
        "danhSachHoSo",
        Parameter(native="from_date", canonical="TuNgay", read=forms.slashed_day),
        Parameter(native="to_date", canonical="DenNgay", read=forms.slashed_day),
        *_PAGE,
    ),
    _operation(
        "danhSachHoSoTrongNgay",
        Parameter(native="from_ts", canonical="TuGio", read=forms.text),
        Parameter(native="to_ts", canonical="DenGio", read=forms.text),
        *_PAGE,
    ),
    _operation(
        "tinhTrangHoSo",
        Parameter(native="in_journal_no", canonical="SoHoSo", read=forms.text),
    ),
)
