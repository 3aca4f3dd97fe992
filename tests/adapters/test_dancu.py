"""The population registry's adapter: SOAP in its one order, and answers in all their forms."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from adapters.base import Adapter, Answer, Call
from adapters.dancu import DanCu
from adapters.wire import NativeCall, Wire
from gateway.errors import RegistryFailedError, RegistryRefusedError
from mock_registries import samples
from mock_registries.country import Country
from tests.adapters.faulty import DOWN

Recorded = Callable[[bytes | str, int], Wire]
Check = Callable[[Adapter, str, Answer], None]

LOOKUP, VERIFICATION = "TraCuuThongTinCongDan", "XacThucThongTinCongDan"
RELATIVE = "XacMinhThongTinNhanThan"
ASKED: dict[str, object] = {
    "SoDinhDanh": "001099000001",
    "HoVaTen": "Nguye\u0302\u0303n Văn Ví Dụ & Con",
    "NgayThangNamSinh": "1999-01-31",
}
ENVELOPE = (
    '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Header/><S:Body>{}</S:Body>'
    "</S:Envelope>"
)
COLLECTION = (
    '<ns2:CongdanCollection xmlns:ns2="http://www.mic.gov.vn/dancu/1.0">{}</ns2:CongdanCollection>'
)
BILLION_LAUGHS = (
    '<!DOCTYPE a [<!ENTITY l0 "ha">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + "]><a>&l9;</a>"
)
MANY_ATTRIBUTES = "<a " + " ".join(f"b{number}=''" for number in range(50_000)) + "/>"
# Other prefixes, another order and less than the mock registry sends; a name in three parts.
SPARSE = """
<ns2:CongDan>
  <ns2:NgayThangNamSinh><ns2:Nam>1999</ns2:Nam></ns2:NgayThangNamSinh>
  <ns2:HoVaTen><ns2:Ho>Nguyễn</ns2:Ho><ns2:ChuDem>Văn</ns2:ChuDem><ns2:Ten>Dụ</ns2:Ten></ns2:HoVaTen>
  <ns2:SoDinhDanh>001099000001</ns2:SoDinhDanh><ns2:SoCMND/>
  <ns2:GioiTinh>Nữ</ns2:GioiTinh><ns2:DanToc>01</ns2:DanToc><ns2:TonGiao>Không</ns2:TonGiao>
  <ns2:TinhTrangHonNhan>7</ns2:TinhTrangHonNhan><ns2:QuocTich>VN</ns2:QuocTich>
  <ns2:Cha><ns2:HoVaTen>Nguyễn Văn A</ns2:HoVaTen><ns2:SoDinhDanh>012345678</ns2:SoDinhDanh></ns2:Cha>
  <ns2:Me/>
  <ns2:ChuHo><ns2:QuanHe>CH99</ns2:QuanHe><ns2:HoVaTen>Nguyễn Văn A</ns2:HoVaTen></ns2:ChuHo>
</ns2:CongDan>
"""


def call(service: str, body: dict[str, object]) -> Call:
    return Call(service=service, body=body, request_id="r-1", time_left_s=10)


def soap(content: str) -> str:
    return ENVELOPE.format(content)


async def failure(wire: Wire, service: str = LOOKUP) -> RegistryFailedError:
    with pytest.raises(RegistryFailedError) as caught:
        await DanCu(wire).answer(call(service, ASKED))
    return caught.value


@pytest.mark.parametrize("service", [LOOKUP, VERIFICATION, RELATIVE])
async def test_records_of_the_registry_come_back_canonical(
    service: str, registry: Wire, country: Country, check: Check
) -> None:
    adapter = DanCu(registry)

    for body in samples.sample(country, "dancu", 40, 7, service):
        answer = await adapter.answer(call(service, body))

        assert answer.found
        assert answer.native
        check(adapter, service, answer)
        if service == LOOKUP:
            assert answer.body["CongDan"]["SoDinhDanh"] == body["SoDinhDanh"]
            assert answer.body["CongDan"]["HoVaTen"].upper() == body["HoVaTen"]
            assert answer.body["CongDan"]["NgayThangNamSinh"] == body["NgayThangNamSinh"]


@pytest.mark.parametrize(
    ("service", "expected"),
    [(LOOKUP, {}), (VERIFICATION, {"KetQua": False}), (RELATIVE, {"KetQua": False})],
)
async def test_nobody_is_not_found(
    service: str, expected: object, registry: Wire, country: Country, check: Check
) -> None:
    adapter = DanCu(registry)

    answer = await adapter.answer(call(service, samples.unknown(country, service)))

    assert not answer.found
    assert answer.body == expected
    check(adapter, service, answer)


async def test_a_registry_that_is_down_has_failed(registry: Wire, country: Country) -> None:
    body = samples.unknown(country, LOOKUP)

    with pytest.raises(RegistryFailedError):
        await DanCu(registry).answer(replace(call(LOOKUP, body), headers=DOWN))


@pytest.mark.parametrize(
    ("service", "purpose", "born", "birth"),
    [
        (LOOKUP, "037", "1999-01-31", "<dan:NgayThangNam>19990131</dan:NgayThangNam>"),
        (VERIFICATION, "033", "1999", "<dan:Nam>1999</dan:Nam>"),
    ],
)
async def test_the_elements_of_a_request_stand_in_the_registrys_order(
    service: str,
    purpose: str,
    born: str,
    birth: str,
    recorded: Recorded,
    sent: list[NativeCall],
) -> None:
    exists = "<KetQuaXacThuc><TonTai>1</TonTai></KetQuaXacThuc>"
    wire = recorded(soap(COLLECTION.format("") if service == LOOKUP else exists), 200)

    await DanCu(wire).answer(call(service, {**ASKED, "NgayThangNamSinh": born}))

    assert sent[0].method == "POST"
    assert sent[0].path == "/dancu"
    assert (
        f"<dan:{service}><dan:MaYeuCau>r-1</dan:MaYeuCau><dan:MaDVC>NDXP</dan:MaDVC>"
        f"<dan:MaTichHop>{purpose}</dan:MaTichHop><dan:MaCanBo>ndxp-adapter</dan:MaCanBo>"
        "<dan:SoDinhDanh>001099000001</dan:SoDinhDanh>"
        "<dan:HoVaTen>NGUYỄN VĂN VÍ DỤ &amp; CON</dan:HoVaTen>"
        f"<dan:NgayThangNamSinh>{birth}</dan:NgayThangNamSinh></dan:{service}>"
    ) in sent[0].body.decode()


async def test_other_prefixes_order_and_gaps_are_read(recorded: Recorded, check: Check) -> None:
    adapter = DanCu(recorded(soap(COLLECTION.format(SPARSE)), 200))

    answer = await adapter.answer(call(LOOKUP, ASKED))

    check(adapter, LOOKUP, answer)
    assert answer.body["CongDan"] == {
        "SoDinhDanh": "001099000001",
        "HoVaTen": "Nguyễn Văn Dụ",
        "GioiTinh": "Nữ",
        "NgayThangNamSinh": "1999",
        "DanToc": {"Ma": "01"},
        "TonGiao": "Không",
        "QuocTich": "VN",
        "Cha": {"HoVaTen": "Nguyễn Văn A"},
        "ChuHo": {"QuanHe": "CH99", "HoVaTen": "Nguyễn Văn A"},
    }


@pytest.mark.parametrize(("text", "exists"), [("true", True), ("0", False)])
async def test_a_verification_is_read(text: str, exists: bool, recorded: Recorded) -> None:
    wire = recorded(soap(f"<KetQuaXacThuc><TonTai>{text}</TonTai></KetQuaXacThuc>"), 200)

    answer = await DanCu(wire).answer(call(VERIFICATION, ASKED))

    assert answer.body == {"KetQua": exists}
    assert answer.found is exists


@pytest.mark.parametrize("status", [200, 500])
async def test_a_client_fault_is_a_refusal_in_our_words(status: int, recorded: Recorded) -> None:
    fault = "<S:Fault><faultcode>S:Client</faultcode><faultstring>Ví Dụ</faultstring></S:Fault>"

    with pytest.raises(RegistryRefusedError) as caught:
        await DanCu(recorded(soap(fault), status)).answer(call(LOOKUP, ASKED))

    assert "Ví Dụ" not in str(caught.value)
    assert caught.value.native.decode() == soap(fault)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (soap("<S:Fault><faultcode>S:Server</faultcode></S:Fault>"), 500),
        (soap("<S:Fault><faultcode>S:Client</faultcode></S:Fault>"), 404),
        (soap(COLLECTION.format("")), 503),
        (soap("<KetQuaXacThuc><TonTai>true</TonTai></KetQuaXacThuc>"), 200),
        (soap(""), 200),
        (soap("<a/><b/>"), 200),
        ("", 200),
        ('{"fault":{"code":900804}}', 200),
        ("<html><body><p>502</p><p>Bad Gateway</p></body></html>", 200),
        ("<a>" * 100_000, 200),
        ('<?xml version="1.0" encoding="nothing"?><a/>', 200),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + soap(COLLECTION.format("")), 200),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd">' + soap(COLLECTION.format("")), 200),
        (BILLION_LAUGHS, 200),
        (soap(COLLECTION.format("")).encode("utf-16"), 200),
        (soap(COLLECTION.format("")).encode("utf-16-be"), 200),
        (soap(COLLECTION.format("<ns2:CongDan>&file;</ns2:CongDan>")), 200),
        (soap(COLLECTION.format("<ns2:CongDan>\xff</ns2:CongDan>")).encode("latin-1"), 200),
        (soap(COLLECTION.format("<a>" * 50_000 + "</a>" * 50_000)), 200),
    ],
    ids=range(19),  # a body as an id would fill the terminal
)
async def test_any_other_answer_is_a_failure(body: str, status: int, recorded: Recorded) -> None:
    await failure(recorded(body, status))


async def test_attributes_without_number_do_no_harm(recorded: Recorded) -> None:
    answer = await DanCu(recorded(soap(COLLECTION.format(MANY_ATTRIBUTES)), 200)).answer(
        call(LOOKUP, ASKED)
    )

    assert not answer.found


async def test_comments_cdata_and_a_byte_order_mark_are_read(
    recorded: Recorded, check: Check
) -> None:
    written = SPARSE.replace(
        "<ns2:Ten>Dụ</ns2:Ten>", "<!-- tên --><ns2:Ten><![CDATA[Dụ]]></ns2:Ten>"
    )
    adapter = DanCu(recorded("\ufeff" + soap(COLLECTION.format(written)), 200))

    answer = await adapter.answer(call(LOOKUP, ASKED))

    check(adapter, LOOKUP, answer)
    assert answer.body["CongDan"]["HoVaTen"] == "Nguyễn Văn Dụ"


async def test_an_address_of_today_has_no_district(recorded: Recorded, check: Check) -> None:
    place = (
        "<ns2:ThuongTru><ns2:MaTinhThanh>79</ns2:MaTinhThanh><ns2:MaPhuongXa>26734</ns2:MaPhuongXa>"
        "<ns2:QuocGia>VN</ns2:QuocGia></ns2:ThuongTru></ns2:CongDan>"
    )
    written = SPARSE.replace("</ns2:CongDan>", place)
    adapter = DanCu(recorded(soap(COLLECTION.format(written)), 200))

    answer = await adapter.answer(call(LOOKUP, ASKED))

    check(adapter, LOOKUP, answer)
    assert answer.body["CongDan"]["ThuongTru"] == {"MaTinh": "79", "MaXa": "26734", "QuocGia": "VN"}


async def test_a_verification_without_its_verdict_is_a_failure(recorded: Recorded) -> None:
    await failure(recorded(soap("<KetQuaXacThuc><TonTai/></KetQuaXacThuc>"), 200), VERIFICATION)
    verdict = soap("<KetQuaXacMinh><TonTai>true</TonTai></KetQuaXacMinh>")
    await failure(recorded(verdict, 200), VERIFICATION)


async def test_somebody_elses_record_goes_no_further(recorded: Recorded) -> None:
    other = SPARSE.replace("001099000001", "001099000002")

    error = await failure(recorded(soap(COLLECTION.format(SPARSE + other)), 200))

    assert "001099000002" not in str(error)


async def test_a_date_that_is_none_is_a_failure_that_does_not_repeat_it(recorded: Recorded) -> None:
    wrong = SPARSE.replace("<ns2:Nam>1999</ns2:Nam>", "<ns2:Nam>khoảng 1999</ns2:Nam>")

    error = await failure(recorded(soap(COLLECTION.format(wrong)), 200))

    assert "khoảng" not in str(error)
