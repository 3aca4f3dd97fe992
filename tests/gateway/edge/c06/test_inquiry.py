"""Population's SOAP is read in one order of elements; a complaint names the element, never what it holds."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.edge.c06.inquiry import read_inquiry
from gateway.errors import BadRequestError, SchemaViolationError
from tests.gateway.edge.c06.calling import (
    LEADING,
    LOOKUP,
    RELATIVE,
    RELATIVE_SERVICE,
    SERVICE,
    SOAP,
    VERIFICATION,
    Child,
    envelope,
)

NUMBER: Child = ("SoDinhDanh", "001099000001")
NAME: Child = ("HoVaTen", "NGUYỄN VĂN VÍ DỤ")
BORN: Child = ("NgayThangNamSinh", [("NgayThangNam", "19990101")])
PERSON = (NUMBER, NAME, BORN)
CANONICAL = {
    "SoDinhDanh": "001099000001",
    "HoVaTen": "NGUYỄN VĂN VÍ DỤ",
    "NgayThangNamSinh": "1999-01-01",
}
VERIFYING = (*LEADING[:2], ("MaTichHop", "033"), LEADING[3])
OPTIONAL = (("MaDonVi", "H29"), ("TaiKhoan", ""), ("SoDienThoai", "x"))


def complaint(data: bytes) -> str:
    """What is said about a request that nobody reads."""
    with pytest.raises(SchemaViolationError) as caught:
        read_inquiry(data)
    return caught.value.where


def test_a_lookup_says_who_asks_and_whom_it_is_about() -> None:
    inquiry = read_inquiry(envelope((*LEADING, *PERSON)))

    assert inquiry.service == LOOKUP
    assert inquiry.body == CANONICAL
    assert inquiry.request == "yc-1"
    assert inquiry.procedure == "1.000656"
    assert inquiry.officer == "cb01"
    assert inquiry.numbers == ("001099000001",)


@pytest.mark.parametrize("purpose", ["003", "033"])
def test_a_verification_has_another_purpose(purpose: str) -> None:
    leading = (*LEADING[:2], ("MaTichHop", purpose), LEADING[3])

    inquiry = read_inquiry(envelope((*leading, *PERSON), VERIFICATION))

    assert inquiry.service == VERIFICATION
    assert inquiry.body == CANONICAL


def test_a_relative_is_a_second_person() -> None:
    old: Child = ("SoCMND", "010000001")
    relative: Child = ("NguoiThan", [("QuanHe", "Me"), old, NAME, ("NgayThangNamSinh", YEAR)])

    inquiry = read_inquiry(envelope((*VERIFYING, *PERSON, relative), RELATIVE, RELATIVE_SERVICE))

    assert inquiry.body == {
        **CANONICAL,
        "NguoiThan": {
            "QuanHe": "Me",
            "SoCMND": "010000001",
            "HoVaTen": "NGUYỄN VĂN VÍ DỤ",
            "NgayThangNamSinh": "1970",
        },
    }
    assert inquiry.numbers == ("001099000001", "010000001")


YEAR: Sequence[Child] = [("Nam", "1970")]


@pytest.mark.parametrize("count", range(1, 4))
def test_what_may_be_missing_stands_between(count: int) -> None:
    inquiry = read_inquiry(envelope((*LEADING, *OPTIONAL[-count:], *PERSON)))

    assert inquiry.body == CANONICAL


def test_blanks_around_a_value_and_the_way_its_letters_are_composed_do_not_count() -> None:
    decomposed: Child = ("HoVaTen", "\n  NGUYE\u0302\u0303N VA\u0306N VI\u0301 DU\u0323 ")

    inquiry = read_inquiry(
        envelope((*LEADING, ("SoDinhDanh", " 001099000001\n"), decomposed, BORN))
    )

    assert inquiry.body == CANONICAL


@pytest.mark.parametrize(
    ("children", "where", "expected"),
    [
        ((), "*[1]", "expected MaYeuCau, found nothing"),
        ((*LEADING[1:], *PERSON), "*[1]", "expected MaYeuCau, found MaDVC"),
        ((*LEADING[:3], *PERSON), "*[4]", "expected MaCanBo, found SoDinhDanh"),
        (
            (LEADING[1], LEADING[0], *LEADING[2:], *PERSON),
            "*[1]",
            "expected MaYeuCau, found MaDVC",
        ),
        ((*LEADING, NAME, NUMBER, BORN), "*[5]", "expected SoDinhDanh or SoCMND, found HoVaTen"),
        ((*LEADING, NUMBER, BORN, NAME), "*[6]", "expected HoVaTen, found NgayThangNamSinh"),
        ((*LEADING, NUMBER, NAME), "*[7]", "expected NgayThangNamSinh, found nothing"),
        ((*LEADING, *PERSON, NUMBER), "*[8]", "expected nothing more, found SoDinhDanh"),
        (
            (*LEADING, OPTIONAL[1], OPTIONAL[0], *PERSON),
            "*[6]",
            "expected SoDinhDanh or SoCMND, found MaDonVi",
        ),
        (
            (*LEADING, ("Nguyen_Van_A", "x")),
            "*[5]",
            "expected SoDinhDanh or SoCMND, found another element",
        ),
        (
            (*LEADING, ("TuNgay", "0")),
            "*[5]",
            "expected SoDinhDanh or SoCMND, found TuNgay",
        ),
        ((("MaYeuCau", " "), *LEADING[1:], *PERSON), "MaYeuCau", "not empty"),
        ((*VERIFYING, *PERSON), "MaTichHop", "037 of this operation"),
        ((*LEADING[:3], ("MaCanBo", "c" * 256), *PERSON), "MaCanBo", "1 to 255 characters"),
        ((*LEADING[:3], ("MaCanBo", "a\nb"), *PERSON), "MaCanBo", "1 to 255 characters"),
        ((*LEADING, ("SoDinhDanh", "1" * 9), NAME, BORN), "SoDinhDanh", "12 digits"),
        ((*LEADING, ("SoDinhDanh", "٠" * 12), NAME, BORN), "SoDinhDanh", "12 digits"),
        ((*LEADING, ("SoCMND", "1" * 12), NAME, BORN), "SoCMND", "9 digits"),
        (
            (*LEADING, NUMBER, ("HoVaTen", [("Ten", "A")]), BORN),
            "HoVaTen",
            "text, without elements",
        ),
        (
            (*LEADING, NUMBER, NAME, ("NgayThangNamSinh", [])),
            "NgayThangNamSinh/*[1]",
            "expected NgayThangNam or Nam, found nothing",
        ),
        (
            (*LEADING, NUMBER, NAME, ("NgayThangNamSinh", [("NgayThangNam", "01/01/1999")])),
            "NgayThangNamSinh/NgayThangNam",
            "a day yyyyMMdd",
        ),
        (
            (*LEADING, NUMBER, NAME, ("NgayThangNamSinh", [("NgayThangNam", "19990231")])),
            "NgayThangNamSinh/NgayThangNam",
            "a day yyyyMMdd",
        ),
        (
            (*LEADING, NUMBER, NAME, ("NgayThangNamSinh", [("Nam", "99")])),
            "NgayThangNamSinh/Nam",
            "a year yyyy",
        ),
        (
            (*LEADING, NUMBER, NAME, ("NgayThangNamSinh", [("Nam", "1999"), ("Nam", "1999")])),
            "NgayThangNamSinh/*[2]",
            "expected nothing more, found Nam",
        ),
    ],
)
def test_a_complaint_names_the_element_and_its_place(
    children: Sequence[Child], where: str, expected: str
) -> None:
    assert complaint(envelope(children)) == f"/Envelope/Body/{LOOKUP}/{where}: {expected}"


def test_a_relative_without_relation_is_named_by_its_path() -> None:
    data = envelope((*VERIFYING, *PERSON, ("NguoiThan", PERSON)), RELATIVE, RELATIVE_SERVICE)

    assert complaint(data) == (
        f"/Envelope/Body/{RELATIVE}/NguoiThan/*[1]: expected QuanHe, found SoDinhDanh"
    )


def test_the_elements_stand_in_the_namespace_of_their_operation() -> None:
    data = envelope((*LEADING, *PERSON)).replace(
        b"<q:HoVaTen>", b'<q:HoVaTen xmlns:q="http://gtel.vn/qldc">'
    )

    assert complaint(data).endswith("/*[6]: expected HoVaTen, found another element")


@pytest.mark.parametrize(
    ("operation", "namespace"),
    [(LOOKUP, RELATIVE_SERVICE), (RELATIVE, SERVICE), ("Khac", SERVICE), (LOOKUP, "urn:la")],
)
def test_another_operation_is_told_which_there_are(operation: str, namespace: str) -> None:
    said = complaint(envelope((*LEADING, *PERSON), operation, namespace))

    assert said.startswith("/Envelope/Body/*: expected ")
    assert f"{RELATIVE} of {RELATIVE_SERVICE}" in said


@pytest.mark.parametrize(
    "data",
    [
        b"<a/>",
        b'<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"><Body><a/></Body></Envelope>',
        f'<e:Envelope xmlns:e="{SOAP}"/>'.encode(),
        f'<e:Envelope xmlns:e="{SOAP}"><e:Body/></e:Envelope>'.encode(),
        f'<e:Envelope xmlns:e="{SOAP}"><e:Body><a/><b/></e:Body></e:Envelope>'.encode(),
        f'<e:Envelope xmlns:e="{SOAP}"><e:Body><a/></e:Body><e:Body/></e:Envelope>'.encode(),
    ],
)
def test_without_one_operation_in_an_envelope_nothing_is_read(data: bytes) -> None:
    assert "expected" in complaint(data)


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff\xfe", b"<!DOCTYPE a><a/>", b"<a>" * 100])
def test_what_is_no_xml_is_malformed(data: bytes) -> None:
    with pytest.raises(BadRequestError, match="the body, as XML"):
        read_inquiry(data)


texts = st.text(max_size=20)
trees = st.recursive(
    texts,
    lambda inner: st.lists(
        st.tuples(st.sampled_from([*(name for name, _ in LEADING), "SoDinhDanh", "Nam"]), inner),
        max_size=5,
    ),
    max_leaves=10,
)


@given(children=st.lists(st.tuples(st.sampled_from(["MaYeuCau", "HoVaTen", "Khac"]), trees)))
def test_any_elements_are_complained_about_without_their_texts(
    children: Sequence[Child],
) -> None:
    with pytest.raises((BadRequestError, SchemaViolationError)) as caught:
        read_inquiry(envelope((*LEADING, *children)))

    assert caught.value.where.isascii()
