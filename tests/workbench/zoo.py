"""Adapters with one defect each, and the cases that have to name them."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.workbench.desk import Desk
from tests.workbench.place import Place
from tests.workbench.zoo_bodies import BODIES
from tests.workbench.zoo_bus import BUS, asks_one_question_at_a_time, is_slow
from tests.workbench.zoo_requests import REQUESTS
from tests.workbench.zoo_seals import SEALS

Animal = Callable[[Place], Desk]

ZOO: Final[Mapping[Animal, set[str]]] = {**SEALS, **REQUESTS, **BODIES, **BUS}

ALONE: Final[Mapping[Animal, set[str]]] = {
    asks_one_question_at_a_time: {"good_call", "throughput"},
    is_slow: {"good_call", "latency", "throughput"},
}
"""Those that are too slow for others of their cases, and what is tried on them."""

TIMED: Final = {"deadline", "slow_item", "slow_message", "latency", "throughput", "restart"}
"""Cases that take their time by what they are: tried where the defect is one of time."""
