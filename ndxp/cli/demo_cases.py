"""What the demo calls, and what has to come of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from ndxp.cli.options import CONSUMER
from ndxp.registries import Registries

ENTERPRISE = "VN/COM/0199999991/khachhang"
LOOKUP = "VN/GOV/G01/dancu/TraCuuThongTinCongDan"
HOUSEHOLD = "VN/GOV/G24/bhxh/getTraCuuTtHgdByMaSoBhxh"
PARCEL = "VN/GOV/G13/datdai/traCuuThuaDat"
SERVICES = (
    LOOKUP,
    "VN/GOV/G01/dancu/XacThucThongTinCongDan",
    "VN/GOV/G01/dancu/XacMinhThongTinNhanThan",
    "VN/GOV/G05/dkdn/chiTietDoanhNghiep",
    "VN/GOV/G05/dkdn/danhSachHoSo",
    "VN/GOV/G05/dkdn/danhSachHoSoTrongNgay",
    "VN/GOV/G05/dkdn/tinhTrangHoSo",
    HOUSEHOLD,
    "VN/GOV/G24/bhxh/getMaSoBhxhTheoTieuChi",
    "VN/GOV/G24/bhxh/getTraCuuThongTinHgd",
    "VN/GOV/G24/bhxh/kiemTraTheBhyt",
    PARCEL,
    "VN/GOV/G13/datdai/traCuuGiayChungNhan",
    "VN/GOV/G13/datdai/traCuuChuSuDung",
)
# They do not repeat what was asked.
LISTS = frozenset(["danhSachHoSo", "danhSachHoSoTrongNgay", "traCuuChuSuDung"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One call and what has to come of it; `fault` is what it asks for in X-NDXP-Fault."""

    name: str
    service: str
    body: dict[str, object]
    expected: str
    client: str = CONSUMER
    fault: str = ""
    any_record: bool = False  # a list, which does not repeat what was asked


def cases(registries: Registries) -> Iterator[Case]:
    """A good call of each service, then one of each kind that must not succeed."""

    def sample(service: str) -> dict[str, object]:
        registry, code = service.split("/")[-2:]
        return registries.sample(registry, 1, 1, code)[0]

    for service in SERVICES:
        name = f"{service.split('/')[-2]}: a record that exists"
        yield Case(
            name=name,
            service=service,
            body=sample(service),
            expected="ok",
            any_record=service.rpartition("/")[2] in LISTS,
        )
    yield Case(
        name="a person whom nobody knows",
        service=LOOKUP,
        body=registries.unknown("TraCuuThongTinCongDan"),
        expected="not_found",
    )
    yield Case(
        name="an identity number of five digits",
        service=LOOKUP,
        body=sample(LOOKUP) | {"SoDinhDanh": "12345"},
        expected="invalid",
    )
    yield Case(
        name="an enterprise asks about a citizen",
        service=LOOKUP,
        body=sample(LOOKUP),
        expected="denied",
        client=ENTERPRISE,
    )
    yield Case(
        name="the land registry is down",
        service=PARCEL,
        body=sample(PARCEL),
        expected="provider_error",
        fault="error;place=registry",
    )
    yield Case(
        name="an answer that its provider did not sign",
        service=HOUSEHOLD,
        body=sample(HOUSEHOLD),
        expected="bad_signature",
        fault="bad_signature",
    )
