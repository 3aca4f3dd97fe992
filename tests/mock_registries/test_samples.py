"""Samples are requests that their registry answers."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import pytest

from mock_registries import samples
from mock_registries.country import Country
from mock_registries.registry import Registry
from mock_registries.wire import NativeRequest

SERVICES = [(name, service) for name, codes in samples.SERVICES.items() for service in codes]
Request = dict[str, Any]


def soap(
    operation: str, purpose: str, namespace: str = "http://dancuquocgia.bca"
) -> Callable[[Request], NativeRequest]:
    def native(asked: Request) -> NativeRequest:
        relative = asked.get("NguoiThan")
        related = f"<QuanHe>{relative['QuanHe']}</QuanHe>{claim(relative)}" if relative else ""
        body = (
            '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
            f'<{operation} xmlns="{namespace}"><MaYeuCau>1</MaYeuCau>'
            f"<MaDVC>1</MaDVC><MaTichHop>{purpose}</MaTichHop><MaCanBo>1</MaCanBo>{claim(asked)}"
            f"{f'<NguoiThan>{related}</NguoiThan>' if related else ''}"
            f"</{operation}></e:Body></e:Envelope>"
        )
        return NativeRequest(method="POST", path="/dancu", body=body.encode())

    return native


def claim(asked: Request) -> str:
    born = asked["NgayThangNamSinh"].replace("-", "")
    birth = f"<Nam>{born}</Nam>" if len(born) == 4 else f"<NgayThangNam>{born}</NgayThangNam>"
    return (
        f"<SoDinhDanh>{asked['SoDinhDanh']}</SoDinhDanh><HoVaTen>{asked['HoVaTen']}</HoVaTen>"
        f"<NgayThangNamSinh>{birth}</NgayThangNamSinh>"
    )


def get(path: str, **parameters: str) -> Callable[[Request], NativeRequest]:
    """Each native parameter is filled from the canonical field that it names, if that is there."""

    def native(asked: Request) -> NativeRequest:
        given = {name: field for name, field in parameters.items() if field in asked}
        query = urlencode({name: day(asked[field]) for name, field in given.items()})
        return NativeRequest(method="GET", path=path, query=query)

    return native


def post(service: str, **parameters: str) -> Callable[[Request], NativeRequest]:
    def native(asked: Request) -> NativeRequest:
        body = {name: day(asked[field]) for name, field in parameters.items()}
        return NativeRequest(
            method="POST", path=f"/apiBHXH/{service}", body=json.dumps(body).encode()
        )

    return native


def day(value: object) -> str:
    """Turn ISO dates round, leave the rest."""
    text = str(value)
    return "/".join(reversed(text.split("-"))) if len(text) == 10 and text[4] == "-" else text


def criteria(service: str, province: str, field: str) -> Callable[[Request], NativeRequest]:
    def native(asked: Request) -> NativeRequest:
        body = {
            "hoTen": asked["HoVaTen"],
            "ngaySinh": asked["NgaySinh"].replace("-", ""),
            "loaiNgaySinh": "1" if len(asked["NgaySinh"]) == 4 else "0",
            "gioiTinh": "1" if asked["GioiTinh"] == "Nam" else "2",
            province: asked[field],
        }
        return NativeRequest(
            method="POST", path=f"/apiBHXH/{service}", body=json.dumps(body).encode()
        )

    return native


NATIVE: dict[str, tuple[Callable[[Request], NativeRequest], bytes]] = {
    "TraCuuThongTinCongDan": (soap("TraCuuThongTinCongDan", "037"), b'SoCongDan="0"'),
    "XacThucThongTinCongDan": (soap("XacThucThongTinCongDan", "003"), b"<TonTai>false"),
    "XacMinhThongTinNhanThan": (
        soap("XacMinhThongTinNhanThan", "033", "http://gtel.vn/qldc"),
        b"<TonTai>false",
    ),
    "chiTietDoanhNghiep": (
        get("/apiCSDLDKDN/1.0/chiTietDoanhNghiep", msdn="MaSoDoanhNghiep"),
        b'"DataCount":0,"Status":1',
    ),
    "danhSachHoSo": (
        get(
            "/apiCSDLDKDN/1.0/danhSachHoSo",
            from_date="TuNgay",
            to_date="DenNgay",
            offset="ViTri",
            limit="SoLuong",
        ),
        b'"DataCount":0,"Status":1',
    ),
    "danhSachHoSoTrongNgay": (
        get(
            "/apiCSDLDKDN/1.0/danhSachHoSoTrongNgay",
            from_ts="TuGio",
            to_ts="DenGio",
            offset="ViTri",
            limit="SoLuong",
        ),
        b'"DataCount":0,"Status":1',
    ),
    "tinhTrangHoSo": (
        get("/apiCSDLDKDN/1.0/tinhTrangHoSo", in_journal_no="SoHoSo"),
        b'"DataCount":0,"Status":1',
    ),
    "getTraCuuTtHgdByMaSoBhxh": (
        post("getTraCuuTtHgdByMaSoBhxh", maSoBhxh="MaSoBhxh"),
        b"DATA_NOT_FOUND",
    ),
    "getMaSoBhxhTheoTieuChi": (
        criteria("getMaSoBhxhTheoTieuChi", "maTinhKs", "MaTinhKhaiSinh"),
        b"DATA_NOT_FOUND",
    ),
    "getTraCuuThongTinHgd": (
        criteria("getTraCuuThongTinHgd", "maTinh", "MaTinh"),
        b"DATA_NOT_FOUND",
    ),
    "kiemTraTheBhyt": (
        post("kiemTraTheBhyt", maThe="MaThe", hoTen="HoVaTen", ngaySinh="NgaySinh"),
        b'"maKetQua":"050"',
    ),
    "traCuuThuaDat": (
        get("/datdai/thuadat", maxa="MaXa", soto="SoTo", sothua="SoThua"),
        b"KHONG_TIM_THAY",
    ),
    "traCuuGiayChungNhan": (
        get("/datdai/giaychungnhan", sophathanh="SoPhatHanh"),
        b"KHONG_TIM_THAY",
    ),
    "traCuuChuSuDung": (
        get("/datdai/chusudung", sodinhdanh="SoDinhDanh", masodoanhnghiep="MaSoDoanhNghiep"),
        b"KHONG_TIM_THAY",
    ),
}
REFUSED = (b"Fault", b'"Status":0', b"INVALID_PARAM", b"THAM_SO_SAI")
REFUSED_CARDS = (b'"maKetQua":"05', b'"maKetQua":"06', b'"maKetQua":"07', b'"maKetQua":"2')


@pytest.mark.parametrize(("name", "service"), SERVICES)
def test_a_sample_is_answered_by_its_registry(
    country: Country, registries: Mapping[str, Registry], name: str, service: str
) -> None:
    native, absent = NATIVE[service]

    for asked in samples.sample(country, name, 30, 1, service):
        reply = registries[name].answer(native(asked))

        assert reply.status == 200
        assert not any(sign in reply.body for sign in (absent, *REFUSED, *REFUSED_CARDS))


@pytest.mark.parametrize(("name", "service"), SERVICES)
def test_an_unknown_record_is_not_found(
    country: Country, registries: Mapping[str, Registry], name: str, service: str
) -> None:
    native, absent = NATIVE[service]

    reply = registries[name].answer(native(samples.unknown(country, service)))

    assert absent in reply.body


@pytest.mark.parametrize(("name", "service"), SERVICES)
def test_samples_are_distinct_and_repeatable(country: Country, name: str, service: str) -> None:
    first = samples.sample(country, name, 50, 9, service)
    again = samples.sample(country, name, 50, 9, service)
    other = samples.sample(country, name, 50, 10, service)

    assert len(set(map(str, first))) == 50
    assert first == again != other


@pytest.mark.parametrize(("name", "service"), SERVICES)
def test_a_lookup_takes_any_index(country: Country, name: str, service: str) -> None:
    far = samples.lookup(country, service, 10**9)

    # A parcel's owner is a person or an enterprise.
    assert far.keys() in [one.keys() for one in samples.sample(country, name, 50, 1, service)]


def test_without_a_service_it_is_the_registrys_first(country: Country) -> None:
    assert samples.sample(country, "dkdn", 3, 5) == samples.sample(
        country, "dkdn", 3, 5, "chiTietDoanhNghiep"
    )


@pytest.mark.parametrize(
    ("name", "n", "service", "reason"),
    [
        ("dancu", 1, "chiTietDoanhNghiep", "dancu has no service chiTietDoanhNghiep"),
        ("hotich", 1, None, "no service"),
        ("dkdn", 1000, None, "chiTietDoanhNghiep has only 10 records"),
    ],
)
def test_samples_that_cannot_be_are_refused(
    name: str, n: int, service: str | None, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        samples.sample(Country(scale=1e-5), name, n, 1, service)


def test_an_unknown_service_is_refused(country: Country) -> None:
    with pytest.raises(ValueError, match="no service"):
        samples.lookup(country, "xoaCongDan", 0)
    with pytest.raises(ValueError, match="no service"):
        samples.unknown(country, "xoaCongDan")
