"""Where a fault happens, and the answer that it happens to."""

from random import Random
from typing import NamedTuple

from mock_registries.faults.memory import Memory
from mock_registries.registry import Registry
from mock_registries.wire import NativeRequest, NativeResponse


class Scene(NamedTuple):
    """One call to one registry."""

    registry: Registry
    request: NativeRequest
    operation: str  # as its path or its SOAP body names it; empty for a page and a description
    memory: Memory
    chance: Random


class Sending(NamedTuple):
    """An answer on its way, and how it leaves; whoever carries the bytes keeps to it."""

    answer: NativeResponse
    wait_s: float = 0.0  # before its first byte
    bytes_per_s: float = 0.0  # of its body; 0: as fast as it goes
    cut: int | None = None  # bytes of its body after which the connection ends; None: all of it
    reset: bool = False  # the connection is reset instead of answered
    note: str = ""  # what is said of the fault behind its name, as ;name=value
