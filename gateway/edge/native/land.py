"""The land registry's operations, an assumed contract: GET, refused with HTTP 400 and maloi."""

from collections.abc import Callable
from typing import Final

from gateway.edge.native import forms
from gateway.edge.native.operation import Given, Operation, Parameter

_BASE: Final = "/datdai"


def _refusal(message: str) -> object:
    return {"maloi": "THAM_SO_SAI", "thongbao": message}


def _operation(service: str, name: str, *parameters: Parameter) -> Operation:
    return Operation(
        registry="datdai",
        service=service,
        method="GET",
        path=f"{_BASE}/{name}",
        parameters=parameters,
        refusal=_refusal,
        refusal_status=400,
        missing_status=404,
    )


def _optional(native: str, canonical: str, read: Callable[[str, Given], object]) -> Parameter:
    return Parameter(native=native, canonical=canonical, read=read, required=False)


OPERATIONS: Final = (
    _operation(
        "traCuuThuaDat",
        "thuadat",
        Parameter(native="maxa", canonical="MaXa", read=forms.text),
        Parameter(native="soto", canonical="SoTo", read=forms.whole),
        Parameter(native="sothua", canonical="SoThua", read=forms.whole),
    ),
    _operation(
        "traCuuGiayChungNhan",
        "giaychungnhan",
        Parameter(native="sophathanh", canonical="SoPhatHanh", read=forms.text),
    ),
    _operation(
        "traCuuChuSuDung",
        "chusudung",
        _optional("sodinhdanh", "SoDinhDanh", forms.text),
        _optional("masodoanhnghiep", "MaSoDoanhNghiep", forms.text),
        _optional("offset", "ViTri", forms.whole),
        _optional("limit", "SoLuong", forms.whole),
    ),
)
