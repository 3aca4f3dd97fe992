"""The place where faults happen: who may order one, and which answers stay as they are."""

import time
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_registries.faults import HEADER, KINDS, Front, Sending
from mock_registries.faults.front import operation_of
from mock_registries.registry import Registry
from mock_registries.wire import NativeRequest, write_json
from tests.mock_registries.faults.scenes import Desk, call, calls

PARCEL = "thuadat"
PATHS = [
    *("/dancu", "/dancu/x", "/apiCSDLDKDN/1.0/chiTietDoanhNghiep", "/apiCSDLDKDN/1.0/x"),
    *("/apiBHXH/kiemTraTheBhyt", "/api/egw/KQNhanLichSuKCB2024", "/datdai/thuadat"),
]
FIELDS = ["msdn", "soto", "maThe", "cccdCb", "SoDinhDanh"]


class Every:
    """Rules that have one fault due for every call of one registry."""

    def __init__(self, registry: str, fault: str) -> None:
        self.quiet = False
        self.seen: list[tuple[str, str]] = []
        self._due = registry, fault

    def due(self, registry: str, operation: str) -> str | None:
        self.seen.append((registry, operation))
        return self._due[1] if registry == self._due[0] else None

    def answer(self, _method: str, _path: str, _body: bytes) -> tuple[int, object]:
        return 200, {}


def test_without_a_fault_the_registry_answers(desk: Desk) -> None:
    request = call(desk.registries, PARCEL)
    registry = desk.registries["datdai"]

    sending = desk.front.answer(registry, request)

    assert sending == Sending(registry.answer(request))
    assert HEADER not in sending.answer.headers


def test_an_answer_names_its_fault(desk: Desk) -> None:
    sending = desk.sample(PARCEL, "date_form;form=compact")

    assert sending.answer.headers[HEADER] == "date_form;form=compact"
    assert sending.answer.headers["X-Synthetic-Data"]


def test_a_fault_that_changes_nothing_says_so(desk: Desk) -> None:
    sending = desk.sample(PARCEL, "name_split")

    assert sending.answer.headers[HEADER] == "name_split;changed=nothing"
    assert sending.answer.body == desk.plain(call(desk.registries, PARCEL))


def test_an_unknown_fault_is_a_400_that_lists_them(desk: Desk) -> None:
    answer = desk.sample(PARCEL, "eror").answer

    assert answer.status == 400
    assert answer.body.decode().startswith(
        "X-NDXP-Fault: there is no such fault; there are element_"
    )
    assert b"eror," not in answer.body


@pytest.mark.parametrize("name", KINDS)
def test_pages_and_descriptions_keep_their_content(desk: Desk, name: str) -> None:
    kept = KINDS[name].apply.__module__.rpartition(".")[2] in (
        "shapes",
        "values",
        "places",
        "repeats",
    )
    for registry in desk.registries.values():
        path, _, query = registry.page.contract.partition("?")
        request = NativeRequest(method="GET", path=path, query=query)

        sending = desk.ask(request, name)

        assert not kept or sending.answer.body == desk.plain(request)


def test_rules_have_faults_due_by_registry_and_operation(
    registries: Mapping[str, Registry],
) -> None:
    rules = Every("datdai", "empty_body")
    front = Front(rules)

    seen = {
        operation_of(registry, request): front.answer(registry, request)
        for registry, request in calls(registries)
    }

    assert ("dancu", "TraCuuThongTinCongDan") in rules.seen
    assert ("datdai", PARCEL) in rules.seen
    assert seen[PARCEL].answer.body == b""
    assert HEADER not in seen["danhSachHoSo"].answer.headers


def test_what_a_call_orders_goes_before_the_rules(registries: Mapping[str, Registry]) -> None:
    front = Front(Every("datdai", "empty_body"))
    request = call(registries, PARCEL)._replace(headers={HEADER: "error"})

    sending = front.answer(registries["datdai"], request)

    assert sending.answer.headers[HEADER] == "error"


def test_a_body_that_opens_no_end_of_bodies_is_read_in_one_go(
    registries: Mapping[str, Registry],
) -> None:
    request = NativeRequest(method="POST", path="/dancu", body=b"<Body " * 100_000)

    started = time.process_time()
    operation = operation_of(registries["dancu"], request)

    assert operation == ""
    assert time.process_time() - started < 2  # half a minute where each beginning looks for an end


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(list(KINDS)),
    method=st.sampled_from(["GET", "POST", "PUT"]),
    path=st.sampled_from(PATHS),
    query=st.text(max_size=20) | st.sampled_from(FIELDS).map(lambda field: f"{field}=%ff&{field}"),
    body=st.binary(max_size=40)
    | st.sampled_from(FIELDS).map(lambda field: f"<a:Body><{field}>1<".encode())
    | st.dictionaries(st.sampled_from(FIELDS), st.none() | st.text()).map(write_json)
    | st.just(rb'{"maThe":"1","cccdCb":"1","hoTen":"\ud800"}'),
)
def test_whatever_is_asked_is_answered_with_any_fault(
    desk: Desk, name: str, method: str, path: str, query: str, body: bytes
) -> None:
    request = NativeRequest(method=method, path=path, query=query, body=body)

    sending = desk.ask(request, name)

    assert 200 <= sending.answer.status < 600
    assert sending.answer.headers[HEADER].startswith(name)
