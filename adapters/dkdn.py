"""The business registry (cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp): GET, {Data, Status, …}.

HTTP 200 says nothing: Status is 1 or 0. Data may be one object where a list is due, and the head
office comes as `HOAdress`, misspelt on the real wire.
"""

from typing import Final
from urllib.parse import urlencode

from adapters import dates
from adapters.base import Answer, Call, JsonObject
from adapters.reading import (
    Record,
    decimal,
    filled,
    identity,
    json_record,
    line,
    record,
    records,
    whole,
)
from adapters.wire import NativeAnswer, NativeCall, Wire
from gateway.errors import RegistryFailedError, RegistryRefusedError

_BASE = "/apiCSDLDKDN/1.0"
_DETAILS, _DOSSIER = "chiTietDoanhNghiep", "tinhTrangHoSo"
_RECEIVED, _TODAY = "danhSachHoSo", "danhSachHoSoTrongNgay"
_REFUSALS: Final = {
    _DETAILS: "/MaSoDoanhNghiep: not a code that it takes",
    _RECEIVED: "/DenNgay: from /TuNgay it has to be at most five days",
    _TODAY: "/DenGio: before /TuGio",
    _DOSSIER: "/SoHoSo: not a number that it takes",
}


class DangKyDoanhNghiep:
    """Gives an enterprise's details, lists registration dossiers and gives the state of one."""

    subsystem = "VN/GOV/G05/dkdn"

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def answer(self, call: Call) -> Answer:
        """Ask the registry; Data that is null or empty means that there is nothing."""
        native = await self._wire.send(
            NativeCall(method="GET", path=_path(call), headers=call.headers)
        )
        envelope = _envelope(native, call.service)
        body = _body(envelope, call)
        return Answer(body=body, found=bool(body), native=native.body)


def _path(call: Call) -> str:
    return f"{_BASE}/{call.service}?{urlencode(_query(call))}"


def _query(call: Call) -> JsonObject:
    asked = call.body
    if call.service == _DETAILS:
        return {"msdn": asked["MaSoDoanhNghiep"]}
    if call.service == _DOSSIER:
        return {"in_journal_no": asked["SoHoSo"]}
    if call.service == _TODAY:
        period = {"from_ts": asked["TuGio"], "to_ts": asked["DenGio"]}
    else:
        first, last = dates.slashed(asked["TuNgay"]), dates.slashed(asked["DenNgay"])
        period = {"from_date": first, "to_date": last}
    # JSON may spell a whole number 0.0.
    return {**period, "offset": int(asked["ViTri"]), "limit": int(asked["SoLuong"])}


def _envelope(native: NativeAnswer, service: str) -> Record:
    if native.status != 200:
        raise RegistryFailedError("the HTTP status is not 200")
    envelope = json_record(native.body)
    status = whole(envelope.get("Status"))
    if status == 0:
        raise RegistryRefusedError(_REFUSALS[service], native=native.body)
    if status != 1 or "Data" not in envelope:
        raise RegistryFailedError("not the envelope with Data and Status")
    return envelope


def _body(envelope: Record, call: Call) -> JsonObject:
    if call.service == _DETAILS:
        return _details(record(envelope.get("Data")), call.body["MaSoDoanhNghiep"])
    if call.service == _DOSSIER:
        return _dossier(record(envelope.get("Data")), call.body["SoHoSo"])
    return _dossiers(envelope, today=call.service == _TODAY)


def _details(data: Record, asked: str) -> JsonObject:
    main = record(data.get("MainInformation"))
    if not main:
        return {}
    if line(main.get("ENTERPRISE_GDT_CODE")) != asked:
        raise RegistryFailedError("an enterprise that was not asked for")
    enterprise = filled(
        MaSoDoanhNghiep=asked,
        Ten=line(main.get("NAME")),
        TinhTrang=line(main.get("ENTERPRISE_STATUS")),
        NgayThanhLap=dates.canonical(line(main.get("FOUNDING_DATE"))),
        VonDieuLe=whole(main.get("CAPITAL_AMOUNT")),
        # Misspelt on the real wire, until somebody corrects it.
        DiaChiTruSo=_address(record(data.get("HOAdress", data.get("HOAddress")))),
        NguoiDaiDien=_representatives(data, main),
        NganhNghe=[_activity(one) for one in records(data.get("BusinessActivity"))],
        ThanhVien=[_member(one) for one in records(data.get("Member"))],
    )
    return {"DoanhNghiep": enterprise}


def _address(native: Record) -> JsonObject:
    """Read the address as people do; the registry's own numbers of places mean nothing outside."""
    parts = ("StreetNumber", "WardName", "DistrictName", "CityName")
    spelt = ", ".join(filter(None, (line(native.get(part)) for part in parts)))
    return filled(ChiTiet=line(native.get("AddressFullText")) or spelt, QuocGia="VN")


def _representatives(data: Record, main: Record) -> list[JsonObject]:
    """Read the representatives, or at least the names that the main information has of them."""
    found = [
        filled(
            HoVaTen=line(one.get("FULL_NAME")),
            ChucDanh=line(one.get("POSITION")),
            SoDinhDanh=identity(one.get("IDENTITY_NO")),
        )
        for one in records(data.get("Representatives"))
    ]
    names = line(main.get("LEGAL_NAMES")).split(";")
    return found or [{"HoVaTen": name.strip()} for name in names if name.strip()]


def _activity(native: Record) -> JsonObject:
    main = native.get("IS_MAIN") in ("Y", "y", "1", "true", 1, True)
    return filled(Ma=line(native.get("CODE")), Ten=line(native.get("NAME")), Chinh=main)


def _member(native: Record) -> JsonObject:
    return filled(
        HoVaTen=line(native.get("MEMBER_NAME")),
        SoDinhDanh=identity(native.get("IDENTITY_NO")),
        TyLe=decimal(native.get("RATIO_PERCENT")),
    )


def _dossiers(envelope: Record, *, today: bool) -> JsonObject:
    """Read a page of dossiers with the day of filing or, of today's, the day of processing."""
    total = whole(envelope.get("DataCount"))
    if not total:
        return {}
    name, native = ("NgayXuLy", "PROCESSED_DATE") if today else ("NgayNop", "RECEIPT_DATE")
    listed = [
        filled(
            SoHoSo=line(one.get("IN_JOURNAL_NO")),
            MaSoDoanhNghiep=line(one.get("ENTERPRISE_GDT_CODE")),
            Loai=line(one.get("DOCUMENT_TYPE")),
            TrangThai=line(one.get("PROCESS_STATUS")),
            **{name: dates.canonical(line(one.get(native)))},
        )
        for one in records(envelope.get("Data"))
    ]
    return {"TongSo": total, "HoSo": listed}


def _dossier(data: Record, asked: str) -> JsonObject:
    main = record(data.get("MainInformation"))
    if not main:
        return {}
    number = line(main.get("IN_JOURNAL_NO"))
    # The registry writes a number, which has no leading zeros.
    if number.lstrip("0") != asked.lstrip("0"):
        raise RegistryFailedError("a dossier that was not asked for")
    dossier = filled(
        SoHoSo=number,
        MaSoDoanhNghiep=line(main.get("ENTERPRISE_GDT_CODE")),
        TenDoanhNghiep=line(main.get("NAME")),
        Loai=line(main.get("DOCUMENT_TYPE")),
        NgayNop=dates.canonical(line(main.get("RECEIPT_DATE"))),
        NgayHenTra=dates.canonical(line(main.get("PLAN_DATE"))),
        NgayDangKy=dates.canonical(line(main.get("REGISTRATION_DATE"))),
        NgayBoSung=dates.canonical(line(main.get("SUPPLEMENT_DATE"))),
        HinhThucNop=line(main.get("SUBMISSION_TYPE")),
        TrangThai=line(main.get("PROCESS_STATUS")),
        NguoiNop=_contact(main),
    )
    return {"HoSo": dossier}


def _contact(main: Record) -> JsonObject:
    """Read who filed a dossier; nothing without a name."""
    name, address = line(main.get("CONTACT_FULL_NAME")), line(main.get("CONTACT_ADDRESS"))
    if not name:
        return {}
    return filled(
        HoVaTen=name,
        SoDinhDanh=identity(main.get("CONTACT_ID_NO")),
        DiaChi={"ChiTiet": address, "QuocGia": "VN"} if address else None,
    )
