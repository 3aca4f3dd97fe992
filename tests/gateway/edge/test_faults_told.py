"""What a provider of somebody else's can have said of a fault: what is known of the one ordered, nothing else."""

import pytest

from gateway.faults import HEADER
from tests.gateway.edge.opaque import lines, say
from tests.gateway.edge.origin import Origin

ORDERED = f"{HEADER}: date_form"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("date_form", "date_form"),
        ("date_form;form=year;changed=nothing", "date_form;changed=nothing"),
        ("", "date_form;obeyed=unknown"),
        ("all is well", "date_form;obeyed=unknown"),
        ("empty_body", "date_form;obeyed=unknown"),
        ("date_form;changed=079099000001", "date_form;obeyed=unknown"),
    ],
)
def test_a_provider_says_no_more_than_what_became_of_the_fault(
    store_port: int, origin: Origin, said: str, told: str
) -> None:
    origin.say("200 OK", f"{HEADER}: {said}\r\n".encode())

    answer = say(store_port, lines(headers=[ORDERED]))

    assert (answer.status, answer.headers[HEADER.lower()]) == (200, told)
