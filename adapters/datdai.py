"""The land registry (cơ sở dữ liệu quốc gia về đất đai): GET, JSON, 404 for what is not there.

No public contract of it was found. Paths and envelope are assumed; the field names are those of
the sheets with which land offices clean their data.
"""

from typing import Final
from urllib.parse import quote, urlencode

from adapters import dates
from adapters.base import Answer, Call, JsonObject
from adapters.reading import Record, decimal, filled, identity, json_record, line, records, whole
from adapters.wire import NativeAnswer, NativeCall, Wire
from gateway.errors import RegistryFailedError, RegistryRefusedError

_BASE = "/datdai"
_PARCEL, _CERTIFICATE, _OWNER = "traCuuThuaDat", "traCuuGiayChungNhan", "traCuuChuSuDung"
_NOT_FOUND = "KHONG_TIM_THAY"
_REFUSALS: Final = {
    _PARCEL: "/MaXa, /SoTo or /SoThua: not a key that it takes",
    _CERTIFICATE: "/SoPhatHanh: not a serial that it takes",
    _OWNER: "/SoDinhDanh, /MaSoDoanhNghiep, /ViTri or /SoLuong: not one that it takes",
}
# Which field of ours each native parameter of an owner has, as far as they are there.
_OWNER_KEYS: Final = {
    "sodinhdanh": "SoDinhDanh",
    "masodoanhnghiep": "MaSoDoanhNghiep",
    "offset": "ViTri",
    "limit": "SoLuong",
}
_MOST_USES = 3  # loaidat1 to loaidat3


class DatDai:
    """Gives parcels, land-use certificates and what an owner has."""

    subsystem = "VN/GOV/G13/datdai"

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def answer(self, call: Call) -> Answer:
        """Ask for the parcel, the certificate or the owner's parcels."""
        native = await self._wire.send(
            NativeCall(method="GET", path=_path(call), headers=call.headers)
        )
        found = _found(native, call.service)
        if found is None:
            return Answer(body={}, found=False, native=native.body)
        return Answer(body=_READERS[call.service](found, call), found=True, native=native.body)


def _path(call: Call) -> str:
    asked = call.body
    if call.service == _PARCEL:
        # JSON may spell a whole number 12.0.
        query = {"maxa": asked["MaXa"], "soto": int(asked["SoTo"]), "sothua": int(asked["SoThua"])}
        return f"{_BASE}/thuadat?{urlencode(query)}"
    if call.service == _CERTIFICATE:
        query = {"sophathanh": asked["SoPhatHanh"]}
        return f"{_BASE}/giaychungnhan?{urlencode(query, quote_via=quote)}"
    given = {name: asked[field] for name, field in _OWNER_KEYS.items() if field in asked}
    owner = {name: text if isinstance(text, str) else int(text) for name, text in given.items()}
    return f"{_BASE}/chusudung?{urlencode(owner)}"


def _found(native: NativeAnswer, service: str) -> Record | None:
    if native.status == 404 and json_record(native.body).get("maloi") == _NOT_FOUND:
        return None
    if native.status == 400:
        raise RegistryRefusedError(_REFUSALS[service], native=native.body)
    if native.status != 200:
        raise RegistryFailedError("the HTTP status is not 200")
    return json_record(native.body)


def _parcel(native: Record, call: Call) -> JsonObject:
    key = _key(native)
    asked = [call.body[name] for name in ("MaXa", "SoTo", "SoThua")]
    # Since the merger of communes a parcel is found by its old key as well.
    keys = (("MaXa", "SoTo", "SoThua"), ("MaXaCu", "SoToCu", "SoThua"))
    if asked not in [[key.get(name) for name in names] for names in keys]:
        raise RegistryFailedError("a parcel that was not asked for")
    address = filled(
        MaTinh=line(native.get("matinh")),
        MaHuyen=line(native.get("mahuyen")),
        MaXa=line(native.get("madvhc")),
        ChiTiet=line(native.get("diachi")),
        QuocGia="VN",
    )
    parcel = filled(
        **key,
        LoaiDat=_uses(native),
        DiaChi=address,
        GiayChungNhan=_issue(native),
        ChuSuDung=_users(native),
    )
    return {"ThuaDat": parcel}


def _certificate(native: Record, call: Call) -> JsonObject:
    if line(native.get("sophathanhgcn")) != call.body["SoPhatHanh"]:
        raise RegistryFailedError("a certificate that was not asked for")
    parcels = [_key(one) for one in records(native.get("thuadat"))]
    return {"GiayChungNhan": {**_issue(native), "ThuaDat": parcels, "ChuSuDung": _users(native)}}


def _holding(native: Record, _call: Call) -> JsonObject:
    total = whole(native.get("tongso"))
    if not total:
        raise RegistryFailedError("an owner of nothing")
    parcels = [
        filled(**_key(one), SoPhatHanh=line(one.get("sophathanhgcn")))
        for one in records(native.get("thuadat"))
    ]
    return {"TongSo": total, "ThuaDat": parcels}


def _key(native: Record) -> JsonObject:
    return filled(
        MaXa=line(native.get("madvhc")),
        SoTo=whole(native.get("soto")),
        SoThua=whole(native.get("sothua")),
        MaXaCu=line(native.get("madvhc_cu")),
        SoToCu=whole(native.get("soto_cu")),
        DienTich=decimal(native.get("dientich")),
    )


def _uses(native: Record) -> list[JsonObject]:
    """Read loaidat1..3 with dientich1..3, as far as they are there."""
    uses = [
        filled(
            Ma=line(native.get(f"loaidat{number}")),
            DienTich=decimal(native.get(f"dientich{number}")),
        )
        for number in range(1, _MOST_USES + 1)
    ]
    return [use for use in uses if use]


def _issue(native: Record) -> JsonObject:
    """Read a certificate's serial, date and register number; empty for land without one."""
    return filled(
        SoPhatHanh=line(native.get("sophathanhgcn")),
        NgayCap=dates.canonical(line(native.get("ngaycapgcn"))),
        SoVaoSo=line(native.get("sovaosogcn")),
    )


def _users(native: Record) -> list[JsonObject]:
    return [
        filled(
            HoVaTen=line(one.get("hovatenchusudung")),
            SoDinhDanh=identity(one.get("sodinhdanhcanhan")),
            MaSoDoanhNghiep=line(one.get("masodoanhnghiep")),
        )
        for one in records(native.get("chusudung"))
    ]


_READERS: Final = {_PARCEL: _parcel, _CERTIFICATE: _certificate, _OWNER: _holding}
