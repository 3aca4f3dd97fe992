"""What a registry says of the fault that it was ordered to have.

Who carries its answer hears it, and the provider's side tells it under the seal; the adapter between them,
which may well raise an error over that answer, need not know.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from gateway.faults import Fault

_NOTHING: Final = ";changed=nothing"


class _Heard:
    """What came of one order; of several calls to a registry the first that had the fault counts."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self.said = ""

    def hear(self, text: str) -> None:
        if not self.said or self.said.endswith(_NOTHING):
            self.said = self._fault.confirmed(text) or self.said


_HEARD: Final[ContextVar[_Heard | None]] = ContextVar("heard", default=None)


@contextmanager
def hearing(fault: Fault) -> Iterator[None]:
    """Within, what registries say of this fault is heard."""
    token = _HEARD.set(_Heard(fault))
    try:
        yield
    finally:
        _HEARD.reset(token)


def hear(text: str) -> None:
    """Take the header X-NDXP-Fault of a registry's answer, whatever stands in it."""
    listener = _HEARD.get()
    if listener is not None:
        listener.hear(text)


def heard() -> str:
    """What was heard, spelt as the header; empty for nothing that is about the fault."""
    listener = _HEARD.get()
    return "" if listener is None else listener.said
