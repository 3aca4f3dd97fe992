"""Every failure of ours is one of WSO2's faults, and none blames the platform for what the caller did."""

import json
from xml.etree.ElementTree import fromstring

import pytest

from gateway import errors
from gateway.edge.apis.grants import MissingTokenError, UnknownTokenError
from gateway.edge.wso2.faults import FAULTS, fault_of, next_access, told
from gateway.errors import (
    CallerError,
    ExchangeError,
    InactiveTokenError,
    QuotaError,
    RightsError,
)

NAMESPACES = {
    "security": "{http://wso2.org/apimanager/security}",
    "throttling": "{http://wso2.org/apimanager/throttling}",
    "runtime": "{http://wso2.org/apimanager}",
}
NOW = 1_795_330_815_500


def leaves(parent: type[ExchangeError] = ExchangeError) -> list[type[ExchangeError]]:
    """The errors that have a code of their own."""
    found = [parent] if "code" in vars(parent) else []
    return found + [leaf for child in parent.__subclasses__() for leaf in leaves(child)]


def test_every_code_has_a_fault_and_no_fault_is_left_over() -> None:
    assert FAULTS.keys() == {error.code for error in leaves()}


@pytest.mark.parametrize("error", leaves(), ids=lambda error: error.__name__)
def test_a_fault_blames_who_is_to_blame(error: type[ExchangeError]) -> None:
    fault = fault_of(error("x"))

    if issubclass(error, CallerError | RightsError):
        assert 400 <= fault.status < 500
    assert (fault.status < 500) == (error.status < 500)
    assert fault.code == fault.status or fault.code > 100_000


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        (UnknownTokenError(), 900901, 401),
        (MissingTokenError(), 900902, 401),
        (InactiveTokenError(), 900904, 401),
        (errors.AccessDeniedError(), 900908, 403),
        (errors.TokenScopeError(), 900908, 403),
        (errors.OverloadedError(), 900801, 503),
        (QuotaError("60 a minute", NOW, NOW + 60_000), 900803, 429),
        (errors.TooManyRequestsError("5 a second", 1), 900804, 429),
        (errors.ProviderUnavailableError(), 303001, 503),
        (errors.BusUnavailableError(), 101503, 503),
        (errors.DeadlineExceededError(), 101504, 504),
        (errors.RegistryFailedError(), 101503, 502),
        (errors.LogUnavailableError(), 700700, 503),
    ],
)
def test_what_clients_tell_apart_has_wso2s_code(
    error: ExchangeError, code: int, status: int
) -> None:
    fault = fault_of(error)

    assert (fault.code, fault.status) == (code, status)


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_says_the_same_in_json_and_in_xml(code: str) -> None:
    fault, sentence = FAULTS[code], 'Câu của <ta> & "họ"\x00'

    members = json.loads(told(fault, sentence, "application/json"))["fault"]
    root = fromstring(told(fault, sentence, "text/xml"))  # noqa: S314  # our own

    assert root.tag == f"{NAMESPACES[fault.family]}fault"
    read = {child.tag.partition("}")[2]: child.text for child in root}
    assert read == {name: str(value).replace("\x00", "\ufffd") for name, value in members.items()}
    assert members["code"] == fault.code
    assert members["description"].endswith(sentence)
    assert ("type" in members) == (fault.family == "runtime")


def test_the_end_of_a_quota_is_written_as_wso2_writes_it() -> None:
    error = QuotaError("60 a minute", NOW, NOW + 44_500)

    body = json.loads(told(fault_of(error), "x", "application/json", error.next_ms))

    assert body["fault"]["nextAccessTime"] == "2026-Nov-22 07:01:00+0000 UTC"
    assert next_access(0) == "1970-Jan-01 00:00:00+0000 UTC"
    assert error.retry_after_s == 45
