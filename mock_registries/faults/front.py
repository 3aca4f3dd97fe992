"""The one place where faults happen: in front of the registries, whoever carries the bytes."""

import re
from random import Random
from typing import Protocol

from mock_registries.faults.kinds import KINDS
from mock_registries.faults.memory import Memory
from mock_registries.faults.orders import HEADER, Order, UnknownFaultError, read
from mock_registries.faults.scene import Scene, Sending
from mock_registries.registry import Registry
from mock_registries.wire import NativeRequest, is_front_page

_SEED = 7
_TEXT = "text/plain; charset=utf-8"
# No attribute holds a "<": a search from one beginning ends where the next one begins.
_OPERATION = re.compile(rb"<(?:[\w.-]+:)?Body\b[^<>]*>\s*<(?:[\w.-]+:)?([\w.-]+)")


class Rules(Protocol):
    """Says which calls have a fault that nobody asked for in a header.

    Whoever starts the registries may bring some; they are called from one thread and never block.
    """

    @property
    def quiet(self) -> bool:
        """Whether there is no rule at all."""
        ...

    def due(self, registry: str, operation: str) -> str | None:
        """Return the fault of the call that is being made, spelt as in the header."""
        ...

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, object]:
        """Answer a call for /faults with an HTTP status and a JSON value."""
        ...


class Front:
    """Answers as the registries do, but for the faults that a request orders or the rules have due.

    `anyone` says whether other machines may order them too; whoever carries the bytes asks.
    """

    def __init__(self, rules: Rules | None = None, *, anyone: bool = False) -> None:
        self.rules = rules
        self.anyone = anyone
        self._memory = Memory()
        self._chance = Random(_SEED)  # the same run gives the same delays

    def answer(self, registry: Registry, request: NativeRequest) -> Sending:
        """Answer one request, of somebody who may order faults if it does."""
        ordered = request.headers.get(HEADER)
        if ordered is None and (self.rules is None or self.rules.quiet):
            return Sending(registry.answer(request))
        operation = operation_of(registry, request)
        if ordered is None and self.rules is not None:
            ordered = self.rules.due(registry.name, operation)
        if ordered is None:
            return Sending(registry.answer(request))
        try:
            order = read(ordered, KINDS)
        except UnknownFaultError as unknown:
            return Sending(registry.page.paper.write(400, _TEXT, f"{HEADER}: {unknown}\n".encode()))
        return _apply(order, Scene(registry, request, operation, self._memory, self._chance))


def operation_of(registry: Registry, request: NativeRequest) -> str:
    """Return what is asked, as the path or the SOAP body names it; empty for pages and descriptions."""
    if request.path == registry.base and request.method == "POST":
        found = _OPERATION.search(request.body)
        return found[1].decode("ascii", "replace") if found else ""
    if is_front_page(request, registry.base) or request.path == registry.page.contract:
        return ""
    return request.path.rpartition("/")[2]


def _apply(order: Order, scene: Scene) -> Sending:
    """Let the fault happen to the registry's answer, and say so in a header."""
    untouched = Sending(scene.registry.answer(scene.request))
    sending = KINDS[order.name].apply(scene, untouched, order)
    said = [str(order), sending.note or ("changed=nothing" if sending == untouched else "")]
    headers = {**sending.answer.headers, HEADER: ";".join(filter(None, said))}
    return sending._replace(answer=sending.answer._replace(headers=headers))
