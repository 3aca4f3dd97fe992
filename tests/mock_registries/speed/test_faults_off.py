"""While no fault is on, an answer costs no more for passing where faults could happen."""

import time
from collections.abc import Callable

import pytest

from mock_registries import build
from mock_registries.country import Country
from mock_registries.faults import Front
from mock_registries.wire import NativeRequest, NativeResponse

ROUNDS, MOST_ROUNDS, CALLS = 5, 20, 1000
MOST_SLOWER = 1.05

pytestmark = pytest.mark.alone


class Silent:
    """Rules of which none is on."""

    quiet = True

    def due(self, _registry: str, _operation: str) -> str | None:
        raise AssertionError

    def answer(self, _method: str, _path: str, _body: bytes) -> tuple[int, object]:
        raise AssertionError


def seconds(answer: Callable[[], object]) -> float:
    """Processor time of a round."""
    start = time.thread_time()
    for _ in range(CALLS):
        answer()
    return time.thread_time() - start


def test_an_answer_without_a_fault_is_as_fast_as_the_registry(country: Country) -> None:
    registry, front = build(country)["dkdn"], Front(Silent())
    query = f"msdn={country.enterprises.code(0)}"
    path = "/apiCSDLDKDN/1.0/chiTietDoanhNghiep"
    request = NativeRequest("GET", path, query, {"traceparent": "00-0-0-00", "Host": "localhost"})

    def plain() -> NativeResponse:
        return registry.answer(request)

    def through() -> NativeResponse:
        return front.answer(registry, request).answer

    best = {plain: 9.9, through: 9.9}
    for number in range(MOST_ROUNDS):
        for each in best:
            best[each] = min(best[each], seconds(each))
        if number + 1 >= ROUNDS and best[through] <= MOST_SLOWER * best[plain]:
            break

    assert best[through] <= MOST_SLOWER * best[plain]
