"""What the demo calls, and what has to come of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from ndxp.cli.options import CONSUMER
from ndxp.registries import Registries

ENTERPRISE = "VN/COM/0199999991/khachhang"
LOOKUP = "VN/GOV/G01/dancu/TraCuuThongTinCongDan"
SERVICES = (
    LOOKUP,
    "VN/GOV/G01/dancu/XacThucThongTinCongDan",
    "VN/GOV/G05/dkdn/chiTietDoanhNghiep",
    "VN/GOV/G05/dkdn/danhSachHoSo",
    "VN/GOV/G24/bhxh/getTraCuuTtHgdByMaSoBhxh",
    "VN/GOV/G24/bhxh/getMaSoBhxhTheoTieuChi",
    "VN/GOV/G24/bhxh/kiemTraTheBhyt",
    "VN/GOV/G13/datdai/traCuuThuaDat",
    "VN/GOV/G13/datdai/traCuuGiayChungNhan",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One call and what has to come of it; the faults are on for its length."""

    name: str
    service: str
    body: dict[str, object]
    expected: str
    client: str = CONSUMER
    registry_down: str = ""
    stranger_signs: bool = False
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
            any_record="danhSach" in service,
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
        service=SERVICES[7],
        body=sample(SERVICES[7]),
        expected="provider_error",
        registry_down="datdai",
    )
    yield Case(
        name="an answer that its provider did not sign",
        service=SERVICES[4],
        body=sample(SERVICES[4]),
        expected="bad_signature",
        stranger_signs=True,
    )
