"""What holds for every registry."""

import subprocess
import sys
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_registries import build, route
from mock_registries.country import Country
from mock_registries.registry import Registry
from mock_registries.wire import NativeRequest

REGISTRIES = ("dancu", "dkdn", "bhxh", "datdai")
PATHS = [
    *["/dancu", "/dancu/x", "/apiCSDLDKDN/1.0/chiTietDoanhNghiep"],
    *["/apiCSDLDKDN/1.0/danhSachHoSo", "/apiBHXH/kiemTraTheBhyt", "/datdai/thuadat"],
    *["/apiBHXH/getTraCuuTtHgdByMaSoBhxh", "/apiBHXH/getMaSoBhxhTheoTieuChi"],
    *["/datdai/giaychungnhan", "/", ""],
]
queries = st.text(max_size=40) | st.sampled_from(["msdn=%ff", "msdn=1&" * 50, "a", "soto=%00"])
bodies = (
    st.binary(max_size=200)
    | st.text(max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.sampled_from(
        [
            b'<?xml version="1.0" encoding="utf-32"?><a/>',
            b'<?xml version="1.0" encoding="nothing"?><a/>',
            b'{"maThe":"\\ud800","hoTen":"\\ud800","ngaySinh":"1980"}',
            b'{"hoTen":"\\u0000","ngaySinh":"00000000","loaiNgaySinh":"0"}',
            b'{"maSoBhxh":' + b"9" * 5000 + b"}",
            b"[" * 100_000,
        ]
    )
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["GET", "POST", "PUT", "?"]), st.sampled_from(PATHS), queries, bodies)
def test_no_bytes_make_a_registry_raise(
    registries: Mapping[str, Registry], method: str, path: str, query: str, body: bytes
) -> None:
    request = NativeRequest(method=method, path=path, query=query, body=body)

    for registry in registries.values():
        reply = registry.answer(request)

        assert 200 <= reply.status < 600
        assert reply.headers["X-Synthetic-Data"] == "seed=2022; as-of=2022-12-31; scale=1"


@pytest.mark.parametrize("name", REGISTRIES)
@pytest.mark.parametrize("end", ["", "/"])
def test_the_front_page_says_that_nothing_is_real(
    registries: Mapping[str, Registry], name: str, end: str
) -> None:
    registry = registries[name]

    reply = registry.answer(NativeRequest(method="GET", path=registry.base + end))

    assert reply.status == 200
    assert "All data are synthetic" in reply.body.decode()


def test_a_path_leads_to_its_registry(registries: Mapping[str, Registry]) -> None:
    found = {path: route(registries, path) for path in ("/dancu", "/datdai/x", "/dancux", "/")}

    assert found == {
        "/dancu": registries["dancu"],
        "/datdai/x": registries["datdai"],
        "/dancux": None,
        "/": None,
    }


def test_another_country_stamps_its_answers_with_its_seed_and_scale() -> None:
    registry = build(Country(seed=7, scale=0.001))["datdai"]

    reply = registry.answer(NativeRequest(method="GET", path="/datdai/"))

    assert reply.headers["X-Synthetic-Data"] == "seed=7; as-of=2022-12-31; scale=0.001"


def test_importing_the_package_loads_no_registry() -> None:
    code = (
        "import sys, mock_registries; "
        "sys.exit(any(name in sys.modules for name in "
        "('aiohttp', 'xml.etree.ElementTree', 'mock_registries.country')))"
    )

    result = subprocess.run([sys.executable, "-c", code], check=False)

    assert result.returncode == 0
