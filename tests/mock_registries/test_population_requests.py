"""The population registry's requests: one order of elements, and hostile bytes."""

import time
from collections.abc import Callable, Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_registries.country import Country
from mock_registries.population.soap import MAX_BYTES
from mock_registries.registry import Registry
from mock_registries.wire import NativeRequest, NativeResponse
from tests.mock_registries.citizens import children, claim, leading, reason

Soap = Callable[..., NativeResponse]
QLDC = "http://gtel.vn/qldc"
PERIOD = [
    "<TuNgay>0</TuNgay>",
    "<DenNgay>1700000000000</DenNgay>",
    "<Loai>1</Loai>",
    "<Trang>1</Trang>",
    "<SoBanGhi>10</SoBanGhi>",
]
BILLION_LAUGHS = (
    '<!DOCTYPE a [<!ENTITY l0 "ha">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + "]><a>&l9;</a>"
).encode()


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (0, 1, "expected MaYeuCau as the 1st child of TraCuuThongTinCongDan, found MaDVC"),
        (1, 2, "expected MaDVC as the 2nd child of TraCuuThongTinCongDan, found MaTichHop"),
        (2, 3, "expected MaTichHop as the 3rd child of TraCuuThongTinCongDan, found MaCanBo"),
        (3, 4, "expected MaCanBo as the 4th child of TraCuuThongTinCongDan, found SoDinhDanh"),
        (
            5,
            6,
            "expected HoVaTen as the 6th child of TraCuuThongTinCongDan, found NgayThangNamSinh",
        ),
        (
            0,
            6,
            "expected MaYeuCau as the 1st child of TraCuuThongTinCongDan, found NgayThangNamSinh",
        ),
    ],
)
def test_another_order_is_a_fault_that_says_what_was_expected(
    country: Country, soap: Soap, one: int, other: int, words: str
) -> None:
    parts = children(country.population.person(9))
    parts[one], parts[other] = parts[other], parts[one]

    reply = soap("TraCuuThongTinCongDan", *parts)

    assert reason(reply) == words
    assert b"faultcode>soapenv:Client<" in reply.body


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(7)))
def test_one_order_of_seven_elements_is_read_and_no_other(
    country: Country, soap: Soap, order: list[int]
) -> None:
    parts = children(country.population.person(9))

    reply = soap("TraCuuThongTinCongDan", *(parts[place] for place in order))

    assert (reply.status == 200) == (order == sorted(order))


@pytest.mark.parametrize("missing", range(7))
def test_a_missing_element_is_a_fault(country: Country, soap: Soap, missing: int) -> None:
    parts = children(country.population.person(9))
    del parts[missing]

    assert f"as the {missing + 1}" in reason(soap("TraCuuThongTinCongDan", *parts))


def test_an_element_too_many_is_a_fault_that_does_not_repeat_its_name(
    country: Country, soap: Soap
) -> None:
    parts = [*children(country.population.person(9)), "<NguyenVanBiMat/>"]

    words = reason(soap("TraCuuThongTinCongDan", *parts))

    assert words == (
        "expected nothing more as the 8th child of TraCuuThongTinCongDan, found another element"
    )


@pytest.mark.parametrize(
    ("position", "wrong"),
    [
        (0, "<MaYeuCau> </MaYeuCau>"),
        (2, "<MaTichHop>033</MaTichHop>"),
        (4, "<SoDinhDanh>98765</SoDinhDanh>"),
        (4, "<SoCMND>012345678901</SoCMND>"),
        (4, "<SoDinhDanh>012345678</SoDinhDanh>"),
        (4, "<SoDinhDanh>٠٧٩٠٩٩٠٠٠٠٠١</SoDinhDanh>"),
        (4, '<SoDinhDanh xmlns="">079099000001</SoDinhDanh>'),
        (4, "<SoCMND/>"),
        (5, "<HoVaTen/>"),
        (6, "<NgayThangNamSinh><NgayThangNam>19800230</NgayThangNam></NgayThangNamSinh>"),
        (6, "<NgayThangNamSinh><NgayThangNam>1980-02-03</NgayThangNam></NgayThangNamSinh>"),
        (6, "<NgayThangNamSinh><Nam>98</Nam></NgayThangNamSinh>"),
        (6, "<NgayThangNamSinh><Nam>1980</Nam><Nam>1980</Nam></NgayThangNamSinh>"),
        (6, "<NgayThangNamSinh>1980</NgayThangNamSinh>"),
        (6, "<NgayThangNamSinh/>"),
    ],
)
def test_a_malformed_element_is_a_fault_that_does_not_repeat_it(
    country: Country, soap: Soap, position: int, wrong: str
) -> None:
    parts = children(country.population.person(9))
    parts[position] = wrong

    words = reason(soap("TraCuuThongTinCongDan", *parts))

    assert not any(sent in words for sent in ("98765", "98", "0123", "19800230"))


def test_optional_elements_may_stand_between(country: Country, soap: Soap) -> None:
    parts = children(country.population.person(9))
    parts[4:4] = ["<MaDonVi>1</MaDonVi>", "<SoDienThoai>0</SoDienThoai>"]

    assert soap("TraCuuThongTinCongDan", *parts).status == 200


def test_optional_elements_have_their_order_too(country: Country, soap: Soap) -> None:
    parts = children(country.population.person(9))
    parts[4:4] = ["<TaiKhoan>1</TaiKhoan>", "<MaDonVi>1</MaDonVi>"]

    assert "found MaDonVi" in reason(soap("TraCuuThongTinCongDan", *parts))


@pytest.mark.parametrize(
    "operation", ["XoaCongDan", "XacMinhThongTinNhanThan", "TraCuuThongTinCongDan2"]
)
def test_another_operation_is_a_fault(country: Country, soap: Soap, operation: str) -> None:
    assert "expected TraCuu" in reason(soap(operation, *children(country.population.person(9))))


@pytest.mark.parametrize("relation", ["Chau", "CH05", ""])
def test_a_relation_that_is_none_is_a_fault(country: Country, soap: Soap, relation: str) -> None:
    person = country.population.person(3)
    other = f"<NguoiThan><QuanHe>{relation}</QuanHe>{''.join(claim(person))}</NguoiThan>"

    reply = soap("XacMinhThongTinNhanThan", *children(person, "033"), other, namespace=QLDC)

    assert "QuanHe is" in reason(reply)


def test_a_relative_has_an_order_of_elements_too(country: Country, soap: Soap) -> None:
    person = country.population.person(3)
    other = f"<NguoiThan>{''.join(claim(person))}</NguoiThan>"

    reply = soap("XacMinhThongTinNhanThan", *children(person, "033"), other, namespace=QLDC)

    assert reason(reply) == "expected QuanHe as the 1st child of NguoiThan, found SoDinhDanh"


@pytest.mark.parametrize(
    ("position", "wrong"),
    [
        (0, "<TuNgay>1700000000001</TuNgay>"),
        (0, "<TuNgay>2022-12-31</TuNgay>"),
        (1, "<DenNgay>-1</DenNgay>"),
        (1, "<DenNgay>9999999999999999</DenNgay>"),
        (2, "<Loai>2</Loai>"),
        (3, "<Trang>0</Trang>"),
        (4, "<SoBanGhi>0</SoBanGhi>"),
        (4, "<SoBanGhi>101</SoBanGhi>"),
        (4, "<SoBanGhi/>"),
        (4, ""),
    ],
)
def test_a_malformed_period_is_a_fault(soap: Soap, position: int, wrong: str) -> None:
    parts = PERIOD.copy()
    parts[position] = wrong

    assert reason(soap("TraCuuThongTinCongDan", *leading(), *parts))


def raw(registries: Mapping[str, Registry], body: bytes) -> NativeResponse:
    return registries["dancu"].answer(NativeRequest(method="POST", path="/dancu", body=body))


def sent(country: Country, opening: str = "", closing: str = "") -> str:
    """A good request, with something in front of it and behind."""
    inside = "".join(children(country.population.person(9)))
    return (
        f'{opening}<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
        f'<TraCuuThongTinCongDan xmlns="http://dancuquocgia.bca">{inside}</TraCuuThongTinCongDan>'
        f"</e:Body></e:Envelope>{closing}"
    )


@pytest.mark.parametrize(
    "opening",
    [
        "",
        "\ufeff",
        '<?xml version="1.0"?>',
        '<?xml version="1.0" encoding="utf-8"?><!-- a comment -->',
    ],
)
def test_utf_8_with_or_without_saying_so_is_read(
    country: Country, registries: Mapping[str, Registry], opening: str
) -> None:
    assert raw(registries, sent(country, opening).encode()).status == 200


@pytest.mark.parametrize(
    "opening",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        '<?xml version="1.0"?>\n<!DOCTYPE a PUBLIC "a" "http://127.0.0.1/a.dtd">',
        '<?xml version="1.0" encoding="latin-1"?>',
        "<?xml version='1.0' encoding='UTF-16'?>",
        '<?xml version="1.0" encoding="nothing"?>',
    ],
)
def test_document_types_and_other_encodings_are_refused(
    country: Country, registries: Mapping[str, Registry], opening: str
) -> None:
    assert "document type" in reason(raw(registries, sent(country, opening).encode()))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1258"])
def test_a_document_type_does_not_hide_in_another_encoding(
    country: Country, registries: Mapping[str, Registry], encoding: str
) -> None:
    body = sent(country, "<!DOCTYPE a []>").encode(encoding, "replace")

    assert reason(raw(registries, body))


def test_a_billion_laughs_are_not_laughed(registries: Mapping[str, Registry]) -> None:
    assert reason(raw(registries, BILLION_LAUGHS))


@pytest.mark.parametrize(
    "body",
    [
        b"<a>" * 9000 + b"</a>" * 9000,
        b"<a>" * 20_000,
        b"<a " + b" ".join(b"b%d=''" % number for number in range(7000)) + b"/>",
        b"<a " + b" ".join(b"xmlns:b%d='c'" % number for number in range(4000)) + b"/>",
        b"<a>&b;</a>",
        b"<a>\x00</a>",
        b"<a>\xed\xa0\x80</a>",
        b"",
    ],
    ids=range(8),  # a body as an id would fill the terminal
)
def test_deep_wide_and_broken_xml_is_refused_quickly(
    registries: Mapping[str, Registry], body: bytes
) -> None:
    began = time.perf_counter()

    assert reason(raw(registries, body))
    assert time.perf_counter() - began < 1


def test_a_request_may_be_large_but_not_too_large(
    country: Country, registries: Mapping[str, Registry]
) -> None:
    size = len(sent(country).encode())

    largest = raw(registries, sent(country, closing=" " * (MAX_BYTES - size)).encode())
    larger = raw(registries, sent(country, closing=" " * (MAX_BYTES - size + 1)).encode())

    assert largest.status == 200
    assert "larger than" in reason(larger)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(alphabet="<>/&; Nam123", max_size=30), max_size=8))
def test_rubbish_in_the_operation_is_a_fault(soap: Soap, parts: list[str]) -> None:
    assert reason(soap("TraCuuThongTinCongDan", *parts))
