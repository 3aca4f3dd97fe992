"""In which form a call asks, in that it is answered and refused."""

from dataclasses import replace

import pytest

from gateway.edge import native as registries
from gateway.edge.forms import CanonicalForm, Form, OperationForm, SoapForm
from gateway.edge.problems import Refusal
from gateway.errors import AccessDeniedError, InvalidAnswerError, SchemaViolationError
from gateway.message import Response, ServiceId

GOOD = Response(status=200, headers=(), body=b'{"a":1}', native=b"", outcome="ok", code="")
CANONICAL = CanonicalForm(service=ServiceId.parse("VN/GOV/G13/datdai/traCuuThuaDat"), ships=True)


def own(registry: str, service: str) -> OperationForm:
    (operation,) = [
        one for one in registries.OPERATIONS if (one.registry, one.service) == (registry, service)
    ]
    return OperationForm(operation=operation)


BUSINESS = own("dkdn", "chiTietDoanhNghiep")
LAND = own("datdai", "traCuuThuaDat")


@pytest.mark.parametrize(
    ("native", "media_type"),
    [
        (b' {"x": 1}', "application/json"),
        (b"[]", "application/json"),
        (b"<x/>", "text/xml; charset=utf-8"),
        (b"\x89PNG", "application/octet-stream"),
        (b"", "application/json"),
    ],
)
def test_of_an_adapter_outside_the_client_reads_its_own_words(
    native: bytes, media_type: str
) -> None:
    answer = replace(CANONICAL, ships=False).answer(replace(GOOD, native=native))

    assert answer is not None
    assert answer.body == native or (native == b"" and answer.body == GOOD.body)
    assert answer.headers["Content-Type"] == media_type


def test_a_registrys_form_needs_its_words() -> None:
    with pytest.raises(InvalidAnswerError):
        BUSINESS.answer(GOOD)


def test_a_registrys_own_refusal_comes_in_its_own_way() -> None:
    refused = replace(GOOD, status=422, native=b"{}", outcome="invalid", code="service_refused")

    business = BUSINESS.answer(refused)
    land = LAND.answer(refused)
    soap = SoapForm().answer(refused)

    assert [each and each.status for each in (business, land, soap)] == [200, 400, 500]
    assert BUSINESS.answer(replace(refused, native=b"")) is None


def test_only_what_is_malformed_is_the_registrys_to_refuse() -> None:
    wrong = Refusal(error=SchemaViolationError("/MaSoDoanhNghiep: pattern"))

    answer = BUSINESS.malformed(wrong, "vi")

    assert answer is not None
    assert b"msdn: pattern" in bytes(answer.body or b"")  # type: ignore[arg-type]  # no payload
    assert BUSINESS.malformed(Refusal(error=AccessDeniedError()), "vi") is None
    form: Form = CANONICAL
    assert form.malformed(wrong, "vi") is None
