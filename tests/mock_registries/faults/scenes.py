"""Good calls of every operation, and how to have them answered with a fault."""

from collections.abc import Iterator, Mapping

from mock_registries import route
from mock_registries.faults import HEADER, Front, Sending
from mock_registries.faults.front import operation_of
from mock_registries.registry import Registry
from mock_registries.wire import NativeRequest


def calls(registries: Mapping[str, Registry]) -> Iterator[tuple[Registry, NativeRequest]]:
    """One call of each operation, about records that exist."""
    for registry in registries.values():
        for example in registry.page.examples():
            path, _, query = example.path.partition("?")
            headers = {"Content-Type": example.content_type}
            method, body = ("POST", example.body.encode()) if example.body else ("GET", b"")
            yield registry, NativeRequest(method, path, query, headers, body)


def call(registries: Mapping[str, Registry], operation: str) -> NativeRequest:
    """The first call of an operation."""
    return next(
        request
        for registry, request in calls(registries)
        if operation_of(registry, request) == operation
    )


class Desk:
    """Asks registries through one front."""

    def __init__(self, registries: Mapping[str, Registry]) -> None:
        self.registries = registries
        self.front = Front()

    def ask(self, request: NativeRequest, fault: str) -> Sending:
        """Ask with a fault in the header."""
        registry = route(self.registries, request.path)
        assert registry is not None
        ordered = request._replace(headers={**request.headers, HEADER: fault})
        return self.front.answer(registry, ordered)

    def plain(self, request: NativeRequest) -> bytes:
        """What is answered without a fault."""
        registry = route(self.registries, request.path)
        assert registry is not None
        return registry.answer(request).body

    def sample(self, operation: str, fault: str) -> Sending:
        """The first call of an operation, with a fault."""
        return self.ask(call(self.registries, operation), fault)
