"""The social-insurance registry (Bảo hiểm xã hội Việt Nam): JSON made from SOAP, POST.

Three services wrap their answer in `TST_Get…Response`; the card check speaks the language of the
hospital gateway, in which every result is a three-digit `maKetQua` with HTTP 200.
"""

import json
import unicodedata
from typing import Final

from adapters import dates
from adapters.base import Answer, Call, JsonObject
from adapters.reading import Record, filled, json_record, line, record, records, whole
from adapters.wire import NativeAnswer, NativeCall, Wire
from gateway.errors import RegistryFailedError, RegistryRefusedError

_BASE = "/apiBHXH"
_HEADERS = {"Content-Type": "application/json; charset=utf-8"}
_HOUSEHOLD = "getTraCuuTtHgdByMaSoBhxh"
_CRITERIA = "getMaSoBhxhTheoTieuChi"
_HOUSEHOLDS = "getTraCuuThongTinHgd"
_CARD = "kiemTraTheBhyt"
# What is wrapped: a household or, of these, people who agree with criteria.
_DATA: Final = {
    _HOUSEHOLD: "dataThongTinHgd",
    _CRITERIA: "dataThongTin",
    _HOUSEHOLDS: "dataThongTinHgd",
}

_SEXES: Final = {"1": "Nam", "2": "Nữ", "Nam": "Nam", "Nữ": "Nữ"}  # 3 is "not known"
_SEX_CODES: Final = {"Nam": "1", "Nữ": "2", "Không rõ": "3"}
# loaiNgaySinh, by the length of a birth: a day, a year, a month.
_BIRTH_KINDS: Final = {len("YYYY-MM-DD"): "0", len("YYYY"): "1", len("YYYY-MM"): "2"}

# Which field of ours each native parameter of a search has, as far as they are there.
_PLACES: Final = {
    "maTinhKs": "MaTinhKhaiSinh",
    "maHuyenKs": "MaHuyenKhaiSinh",
    "maXaKs": "MaXaKhaiSinh",
}
_HOUSEHOLD_KEYS: Final = {"maTinh": "MaTinh", "soSo": "MaSoBhxh", "maThe": "MaThe"}

# The hospital gateway's list of maKetQua. An old card counts until its end (004) or no more (003);
# 110 to 124 are cards that were withdrawn or reported as reduced (báo giảm).
_VALID: Final = ("000", "004")
_NOT_VALID: Final = ("003", "010", "110", "120", "121", "122", "123", "124")
_NO_SUCH_CARD = "050"
# Results about what was asked rather than about a card.
_CARD_REFUSALS: Final = {
    "001": "/MaThe: kept by the Ministry of National Defence alone (001)",
    "002": "/MaThe: kept by the Ministry of Public Security alone (002)",
    "051": "/MaThe: not the number of this card (051)",
    "052": "/MaThe: wrong province in characters 4 and 5 (052)",
    "053": "/MaThe: wrong benefit in character 3 (053)",
    "060": "/HoVaTen: not the holder's name (060)",
    "061": "/HoVaTen: only the first letter is that of the holder's name (061)",
    "070": "/NgaySinh: not the holder's birth (070)",
    "130": "/MaThe: of a child who has no card yet (130)",
    "205": "the registry does not take a parameter (205)",
}


class BaoHiemXaHoi:
    """Looks households up, finds people by criteria, checks health-insurance cards."""

    subsystem = "VN/GOV/G24/bhxh"

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def answer(self, call: Call) -> Answer:
        """Ask the registry's service of the same name."""
        native = await self._wire.send(
            NativeCall(
                method="POST",
                path=f"{_BASE}/{call.service}",
                headers={**_HEADERS, **call.headers},
                body=json.dumps(_question(call), ensure_ascii=False).encode(),
            )
        )
        body = _read(native, call)
        return Answer(body=body, found=bool(body), native=native.body)


def _question(call: Call) -> JsonObject:
    asked = call.body
    if call.service == _HOUSEHOLD:
        return {"maSoBhxh": asked["MaSoBhxh"]}
    name = unicodedata.normalize("NFC", asked["HoVaTen"])
    if call.service == _CARD:
        return {
            "maThe": asked["MaThe"],
            "hoTen": name,
            "ngaySinh": dates.slashed(asked["NgaySinh"]),
        }
    places = _PLACES if call.service == _CRITERIA else _HOUSEHOLD_KEYS
    return {
        "hoTen": name,
        "ngaySinh": dates.compact(asked["NgaySinh"]),
        "loaiNgaySinh": _BIRTH_KINDS[len(asked["NgaySinh"])],
        "gioiTinh": _SEX_CODES[asked["GioiTinh"]],
        **{native: asked[field] for native, field in places.items() if field in asked},
        "isKs": "1" if asked.get("TheoNoiKhaiSinh", True) else "0",
    }


def _read(native: NativeAnswer, call: Call) -> JsonObject:
    if native.status != 200:
        raise RegistryFailedError("the HTTP status is not 200")
    if call.service == _CARD:
        return _checked(native, call.body["MaThe"])
    found = _unwrap(native, call.service)
    if call.service == _HOUSEHOLD:
        return _household(record(found), call.body["MaSoBhxh"])
    read = _match if call.service == _CRITERIA else _person
    matches = [read(one) for one in records(found)]
    return {"KetQua": matches} if matches else {}


def _unwrap(native: NativeAnswer, service: str) -> object:
    """Return the data within the wrapper, None when nothing was found."""
    wrapper, name = f"TST_G{service[1:]}Response", _DATA[service]
    inside = record(json_record(native.body).get(wrapper))
    if inside.get("successful") not in (True, False) or name not in inside:
        raise RegistryFailedError("not the wrapped answer")
    error = line(inside.get("errorCode"))
    if error == "INVALID_PARAM":
        raise RegistryRefusedError(
            "the registry does not take a parameter (INVALID_PARAM)", native=native.body
        )
    if error == "DATA_NOT_FOUND":
        return None
    if error or not inside["successful"]:
        raise RegistryFailedError("an error code that says nothing of the request")
    return inside[name]


def _household(native: Record, asked: str) -> JsonObject:
    if not native:
        return {}
    members = [_member(one) for one in records(native.get("dsThanhVien"))]
    if asked not in (member.get("MaSoBhxh") for member in members):
        raise RegistryFailedError("a household that was not asked for")
    address = filled(
        MaTinh=line(native.get("maTinh")),
        MaHuyen=line(native.get("maHuyen")),
        MaXa=line(native.get("maXa")),
        ChiTiet=line(native.get("diaChi")),
        QuocGia="VN",
    )
    return {"HoGiaDinh": filled(MaHo=line(native.get("maHo")), DiaChi=address, ThanhVien=members)}


def _member(native: Record) -> JsonObject:
    return filled(
        MaSoBhxh=line(native.get("maSo")),
        HoVaTen=line(native.get("hoTen")),
        NgaySinh=dates.canonical(line(native.get("ngaySinh"))),
        GioiTinh=_SEXES.get(line(native.get("gioiTinh"))),
        QuanHe=line(native.get("mqhChuHo")),
    )


def _match(native: Record) -> JsonObject:
    return filled(
        MaSoBhxh=line(native.get("maSoBhxh")),
        HoVaTen=line(native.get("hoTen")),
        NgaySinh=dates.canonical(line(native.get("ngaySinh"))),
        TrangThai=line(native.get("trangThai")),
    )


def _person(native: Record) -> JsonObject:
    address = line(native.get("diaChi"))
    return filled(
        MaSoBhxh=line(native.get("maSo")),
        HoVaTen=line(native.get("hoTen")),
        NgaySinh=dates.canonical(line(native.get("ngaySinh"))),
        GioiTinh=_SEXES.get(line(native.get("gioiTinh"))),
        MaHo=line(native.get("maHo")),
        DiaChi={"ChiTiet": address, "QuocGia": "VN"} if address else None,
        TrangThai=line(native.get("trangThai")),
    )


def _checked(answer: NativeAnswer, asked: str) -> JsonObject:
    native = json_record(answer.body)
    result = line(native.get("maKetQua"))
    if result == _NO_SUCH_CARD:
        return {}
    if result in _CARD_REFUSALS:
        raise RegistryRefusedError(_CARD_REFUSALS[result], native=answer.body)
    if result not in _VALID + _NOT_VALID:
        raise RegistryFailedError("a maKetQua that says nothing of the request")
    if line(native.get("maThe")) != asked:
        raise RegistryFailedError("a card that was not asked for")
    card = filled(
        MaThe=asked,
        HoVaTen=line(native.get("hoTen")),
        NgaySinh=dates.canonical(line(native.get("ngaySinh"))),
        GiaTriTu=dates.canonical(line(native.get("gtTheTu"))),
        GiaTriDen=dates.canonical(line(native.get("gtTheDen"))),
        NoiDangKyKhamBenh=filled(Ma=line(native.get("maDKBD")), Ten=line(native.get("tenDKBD"))),
        MucHuong=whole(native.get("mucHuong")),
        ConHieuLuc=result in _VALID,
    )
    return {"The": card}
