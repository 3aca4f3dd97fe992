"""Canonical requests, made from the index of a record; and some about records that do not exist."""

from collections.abc import Callable
from datetime import date, timedelta

from mock_registries.country import Country, households
from mock_registries.country.dossiers import CLOSES, OPENS
from mock_registries.country.mismatches import Mismatch
from mock_registries.country.people import Person
from mock_registries.country.permutation import mix
from mock_registries.country.workdays import last_workday

Request = dict[str, object]
Maker = Callable[[Country, int], Request | None]

SERVICES = {
    "dancu": ("TraCuuThongTinCongDan", "XacThucThongTinCongDan", "XacMinhThongTinNhanThan"),
    "dkdn": ("chiTietDoanhNghiep", "danhSachHoSo", "danhSachHoSoTrongNgay", "tinhTrangHoSo"),
    "bhxh": (
        "getTraCuuTtHgdByMaSoBhxh",
        "getMaSoBhxhTheoTieuChi",
        "getTraCuuThongTinHgd",
        "kiemTraTheBhyt",
    ),
    "datdai": ("traCuuThuaDat", "traCuuGiayChungNhan", "traCuuChuSuDung"),
}
OF_A_PERIOD = ("danhSachHoSo", "danhSachHoSoTrongNgay")  # about no single record
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
    stranger: Request = {
        "HoVaTen": "NGUYỄN VĂN KHÔNG",
        "NgaySinh": "1980-01-31",
        "GioiTinh": "Nam",
    }
    requests: dict[str, Request] = {
        "TraCuuThongTinCongDan": citizen,
        "XacThucThongTinCongDan": citizen,
        "XacMinhThongTinNhanThan": {**citizen, "NguoiThan": {"QuanHe": "Cha", **citizen}},
        "chiTietDoanhNghiep": {"MaSoDoanhNghiep": country.enterprises.unknown_code(number)},
        "danhSachHoSo": _dossiers(_SUNDAY, _SUNDAY),
        "danhSachHoSoTrongNgay": _today(0, 0),
        "tinhTrangHoSo": {"SoHoSo": f"{_SUNDAY:%y%m%d}{number:06d}"},
        "getTraCuuTtHgdByMaSoBhxh": {"MaSoBhxh": insurance_number},
        "getMaSoBhxhTheoTieuChi": {**stranger, "MaTinhKhaiSinh": "79"},
        "getTraCuuThongTinHgd": {**stranger, "MaTinh": "79"},
        "kiemTraTheBhyt": {
            "MaThe": f"DN479{insurance_number}",
            "HoVaTen": "NGUYỄN VĂN KHÔNG",
            "NgaySinh": "1980-01-31",
        },
        "traCuuThuaDat": {"MaXa": commune, "SoTo": sheet, "SoThua": parcel},
        "traCuuGiayChungNhan": {"SoPhatHanh": country.land.unknown_serial(number)},
        "traCuuChuSuDung": {"SoDinhDanh": citizen["SoDinhDanh"]},
    }
    return requests[service_code]


def _citizen(country: Country, index: int) -> Request:
    return _said_of(country.population.person(index))


def _said_of(person: Person) -> Request:
    return {
        "SoDinhDanh": person.identity,
        "HoVaTen": person.name.upper(),
        "NgayThangNamSinh": person.born,
    }


def _relative(country: Country, index: int) -> Request | None:
    """Ask about the first relative that somebody has whom the registry can name, if any."""
    person = country.population.person(index)
    family = households.relatives(country.population, person)
    known = {"Cha": family.father, "Me": family.mother, "VoChong": family.spouse}
    for relation, relative in known.items():
        if relative is not None:
            related = {"QuanHe": relation, **_said_of(relative)}
            return {**_said_of(person), "NguoiThan": related}
    return None


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


def _part_of_today(country: Country, index: int) -> Request | None:
    """Ask for the dossiers of today from some minute of the office hours on, if there are any."""
    first = OPENS + index
    today = last_workday(country.as_of)
    if not country.dossiers.count_within(today, first, CLOSES + 1):
        return None
    return _today(first, CLOSES)


def _today(first: int, last: int) -> Request:
    return {
        "TuGio": f"{first // 60:02d}:{first % 60:02d}",
        "DenGio": f"{last // 60:02d}:{last % 60:02d}",
        "ViTri": 0,
        "SoLuong": 100,
    }


def _dossier(country: Country, index: int) -> Request | None:
    """Ask for the first dossier of an enterprise; of those founded before 2010 some have none."""
    first = next(country.dossiers.of_enterprise(index), None)
    return None if first is None else {"SoHoSo": first.number}


def _household(country: Country, index: int) -> Request | None:
    if not country.insurance.insured(index):
        return None
    return {"MaSoBhxh": country.insurance.number(index)}


def _criteria(country: Country, index: int) -> Request | None:
    return _searched(country, index, "MaTinhKhaiSinh")


def _criteria_of_household(country: Country, index: int) -> Request | None:
    return _searched(country, index, "MaTinh")


def _searched(country: Country, index: int, province: str) -> Request | None:
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
        province: record.birthplace.province_code,
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


def _owner(country: Country, index: int) -> Request:
    """Ask what the first owner of a parcel has."""
    owner = country.land.parcel(index).owners[0]
    if owner.person is not None:
        return {"SoDinhDanh": owner.person.identity}
    return {"MaSoDoanhNghiep": owner.tax_code}


_MAKERS: dict[str, Maker] = {
    "TraCuuThongTinCongDan": _citizen,
    "XacThucThongTinCongDan": _citizen,
    "XacMinhThongTinNhanThan": _relative,
    "chiTietDoanhNghiep": _enterprise,
    "danhSachHoSo": _period,
    "danhSachHoSoTrongNgay": _part_of_today,
    "tinhTrangHoSo": _dossier,
    "getTraCuuTtHgdByMaSoBhxh": _household,
    "getMaSoBhxhTheoTieuChi": _criteria,
    "getTraCuuThongTinHgd": _criteria_of_household,
    "kiemTraTheBhyt": _card,
    "traCuuThuaDat": _parcel,
    "traCuuGiayChungNhan": _certificate,
    "traCuuChuSuDung": _owner,
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
    if service_code in ("chiTietDoanhNghiep", "tinhTrangHoSo"):
        return country.enterprises.size
    if service_code == "danhSachHoSoTrongNgay":
        return CLOSES - OPENS
    if service_code == "danhSachHoSo":
        return ((country.as_of - _FIRST_DOSSIERS).days // 7) * 5
    return country.population.size
