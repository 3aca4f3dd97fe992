"""What to ask: canonical requests about records that exist, and about some that do not.

A canonical request is the platform's own JSON for a service, before an adapter turns it into a
registry's native one. Nothing is searched for: a record is made from its index.
"""

from collections.abc import Callable
from datetime import date, timedelta

from mock_registries.country import Country
from mock_registries.country.people import Person
from mock_registries.country.permutation import mix, permute

Request = dict[str, object]

SERVICES = {
    "dancu": ("TraCuuThongTinCongDan", "XacThucThongTinCongDan"),
    "dkdn": ("chiTietDoanhNghiep", "danhSachHoSo"),
    "bhxh": ("getTraCuuTtHgdByMaSoBhxh", "getMaSoBhxhTheoTieuChi", "kiemTraTheBhyt"),
    "datdai": ("traCuuThuaDat", "traCuuGiayChungNhan"),
}
_FIRST_DOSSIERS = date(2010, 7, 5)  # a Monday
_SUNDAY = date(2022, 12, 25)


def lookup(country: Country, service_code: str, index: int) -> Request:
    """Make the request for the record at an index, counted round the number of records.

    Where a record may be missing (not everybody has a card, not every parcel a certificate) it is
    the next one that exists. Raises ValueError for an unknown service.
    """
    size = _size(country, service_code)
    make = _maker(service_code)
    for step in range(size):
        request = make(country, (index + step) % size)
        if request is not None:
            return request
    message = f"the country is too small for {service_code}"
    raise ValueError(message)


def sample(
    country: Country, registry_name: str, n: int, seed: int, service_code: str | None = None
) -> list[Request]:
    """Make requests for `n` distinct records, the same for the same seed.

    Without a service it is the registry's first one. Raises ValueError for an unknown registry or
    service, and when there are fewer than `n` records.
    """
    services = SERVICES.get(registry_name, ())
    service = service_code or next(iter(services), "")
    if service not in services:
        message = f"{registry_name} has no service {service}"
        raise ValueError(message)
    size, make = _size(country, service), _maker(service)
    key = mix(seed, 901)
    found: dict[tuple[object, ...], Request] = {}
    for turn in range(size):
        if len(found) >= n:
            break
        request = make(country, permute(turn, size, key))
        if request is not None:
            found.setdefault(tuple(request.values()), request)
    if len(found) < n:
        message = f"{service} has only {len(found)} records"
        raise ValueError(message)
    return list(found.values())


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


def _household(country: Country, index: int) -> Request:
    return {"MaSoBhxh": country.insurance.number(index)}


def _criteria(country: Country, index: int) -> Request:
    person = country.population.person(index)
    return {
        "HoVaTen": person.name.upper(),
        "NgaySinh": person.born,
        "GioiTinh": _sex(person),
        "MaTinhKhaiSinh": person.birthplace.province_code,
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


def _sex(person: Person) -> str:
    return "Nam" if person.male else "Nữ"


_MAKERS: dict[str, Callable[[Country, int], Request | None]] = {
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


def _maker(service_code: str) -> Callable[[Country, int], Request | None]:
    if service_code not in _MAKERS:
        message = f"no service {service_code}; there are {', '.join(_MAKERS)}"
        raise ValueError(message)
    return _MAKERS[service_code]


def _size(country: Country, service_code: str) -> int:
    """Return how many records a service counts through."""
    if service_code in SERVICES["datdai"]:
        return country.land.size
    if service_code == "chiTietDoanhNghiep":
        return country.enterprises.size
    if service_code == "danhSachHoSo":
        return ((country.as_of - _FIRST_DOSSIERS).days // 7) * 5
    return country.population.size
