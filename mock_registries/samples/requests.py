"""Canonical requests, made from the index of a record; and some about records that do not exist."""

from collections.abc import Callable
from datetime import date, timedelta

from mock_registries.country import Country
from mock_registries.country.mismatches import Mismatch
from mock_registries.country.permutation import mix

Request = dict[str, object]
Maker = Callable[[Country, int], Request | None]

SERVICES = {
    "dancu": ("TraCuuThongTinCongDan", "XacThucThongTinCongDan"),
    "dkdn": ("chiTietDoanhNghiep", "danhSachHoSo"),
    "bhxh": ("getTraCuuTtHgdByMaSoBhxh", "getMaSoBhxhTheoTieuChi", "kiemTraTheBhyt"),
    "datdai": ("traCuuThuaDat", "traCuuGiayChungNhan"),
}
_FIRST_DOSSIERS = date(2010, 7, 5)  # a Monday
_SUNDAY = date(2022, 12, 25)
_NOT_FOUND_BY_CRITERIA = (Mismatch.NO_MIDDLE_NAME, Mismatch.YEAR_ONLY)


def lookup(country: Country, service_code: str, index: int) -> Request:
    """Make the request for the record at an index, counted round the number of records.

    Where a record may be missing (not everybody has a card, not every parcel a certificate) it is
    the next one that exists. Raises ValueError for an unknown service.
    """
    size = size_of(country, service_code)
    make = _maker(service_code)
    for step in range(size):
        request = make(country, (index + step) % size)
        if request is not None:
            return request
    message = f"the country is too small for {service_code}"
    raise ValueError(message)


def maker_of(registry: str, service_code: str | None) -> tuple[str, Maker]:
    """Return a service, the registry's first one for None, and what makes its requests.

    Raises ValueError for an unknown registry or service.
    """
    services = SERVICES.get(registry, ())
    service = service_code or next(iter(services), "")
    if service not in services:
        message = f"{registry} has no service {service}"
        raise ValueError(message)
    return service, _maker(service)


def unknown(country: Country, service_code: str) -> Request:
    """Make a well-formed request to which the registry's answer is "not found"."""
    _maker(service_code)  # an unknown service is refused here
    number = mix(country.seed, 902) % 100_000
    commune, sheet, parcel = country.land.unknown_key(number)
    citizen: Request = {
        "SoDinhDanh": country.population.unknown_identity(number),
        "HoVaTen": "NGUYỄN VĂN KHÔNG",
        "NgayThangNamSinh": "1980-01-31",
    }
    insurance_number = country.insurance.unknown_number(number)
    requests: dict[str, Request] = {
        "TraCuuThongTinCongDan": citizen,
        "XacThucThongTinCongDan": citizen,
        "chiTietDoanhNghiep": {"MaSoDoanhNghiep": country.enterprises.unknown_code(number)},
        "danhSachHoSo": _dossiers(_SUNDAY, _SUNDAY),
        "getTraCuuTtHgdByMaSoBhxh": {"MaSoBhxh": insurance_number},
        "getMaSoBhxhTheoTieuChi": {
            "HoVaTen": "NGUYỄN VĂN KHÔNG",
            "NgaySinh": "1980-01-31",
            "GioiTinh": "Nam",
            "MaTinhKhaiSinh": "79",
        },
        "kiemTraTheBhyt": {
            "MaThe": f"DN479{insurance_number}",
            "HoVaTen": "NGUYỄN VĂN KHÔNG",
            "NgaySinh": "1980-01-31",
        },
        "traCuuThuaDat": {"MaXa": commune, "SoTo": sheet, "SoThua": parcel},
        "traCuuGiayChungNhan": {"SoPhatHanh": country.land.unknown_serial(number)},
    }
    return requests[service_code]


def _citizen(country: Country, index: int) -> Request:
    person = country.population.person(index)
    return {
        "SoDinhDanh": person.identity,
        "HoVaTen": person.name.upper(),
        "NgayThangNamSinh": person.born,
    }


def _enterprise(country: Country, index: int) -> Request:
    return {"MaSoDoanhNghiep": country.enterprises.code(index)}


def _period(country: Country, index: int) -> Request:
    weeks, weekday = divmod(index, 5)
    first = _FIRST_DOSSIERS + timedelta(days=weeks * 7 + weekday)
    return _dossiers(first, min(first + timedelta(days=4), country.as_of))


def _dossiers(first: date, last: date) -> Request:
    return {
        "TuNgay": first.isoformat(),
        "DenNgay": last.isoformat(),
        "ViTri": 0,
        "SoLuong": 100,
    }


def _household(country: Country, index: int) -> Request | None:
    if not country.insurance.insured(index):
        return None
    return {"MaSoBhxh": country.insurance.number(index)}


def _criteria(country: Country, index: int) -> Request | None:
    """Ask as the insurer has somebody on file, unless it has too little to find them by."""
    if not country.insurance.insured(index):
        return None
    record = country.insurance.record(index)
    if record.mismatch in _NOT_FOUND_BY_CRITERIA:
        return None
    return {
        "HoVaTen": record.name.upper(),
        "NgaySinh": record.born,
        "GioiTinh": "Nam" if record.male else "Nữ",
        "MaTinhKhaiSinh": record.birthplace.province_code,
    }


def _card(country: Country, index: int) -> Request | None:
    card = country.insurance.card(index)
    if card is None:
        return None
    return {
        "MaThe": card.code,
        "HoVaTen": card.holder.name.upper(),
        "NgaySinh": card.holder.born,
    }


def _parcel(country: Country, index: int) -> Request:
    commune, sheet, number = country.land.key(index)
    return {"MaXa": commune, "SoTo": sheet, "SoThua": number}


def _certificate(country: Country, index: int) -> Request | None:
    certificate = country.land.parcel(index).certificate
    return None if certificate is None else {"SoPhatHanh": certificate.serial}


_MAKERS: dict[str, Maker] = {
    "TraCuuThongTinCongDan": _citizen,
    "XacThucThongTinCongDan": _citizen,
    "chiTietDoanhNghiep": _enterprise,
    "danhSachHoSo": _period,
    "getTraCuuTtHgdByMaSoBhxh": _household,
    "getMaSoBhxhTheoTieuChi": _criteria,
    "kiemTraTheBhyt": _card,
    "traCuuThuaDat": _parcel,
    "traCuuGiayChungNhan": _certificate,
}


def _maker(service_code: str) -> Maker:
    if service_code not in _MAKERS:
        message = f"no service {service_code}; there are {', '.join(_MAKERS)}"
        raise ValueError(message)
    return _MAKERS[service_code]


def size_of(country: Country, service_code: str) -> int:
    """Return how many records a service counts through."""
    if service_code in SERVICES["datdai"]:
        return country.land.size
    if service_code == "chiTietDoanhNghiep":
        return country.enterprises.size
    if service_code == "danhSachHoSo":
        return ((country.as_of - _FIRST_DOSSIERS).days // 7) * 5
    return country.population.size
