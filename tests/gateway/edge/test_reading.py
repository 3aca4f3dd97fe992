"""How much of what is arriving a node holds."""

import pytest

from gateway.edge.body import Reading
from gateway.errors import OverloadedError


def test_bodies_that_are_too_many_together_are_refused() -> None:
    reading = Reading(10)

    with reading.body() as first, reading.body() as second:
        first(6)
        second(4)
        with pytest.raises(OverloadedError):
            first(1)


def test_what_a_body_took_is_free_when_it_ends() -> None:
    reading = Reading(10)
    with reading.body() as take:
        take(10)

    with reading.body() as take:
        take(10)
        with pytest.raises(OverloadedError):
            take(1)
