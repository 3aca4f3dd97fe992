"""Requests about records that exist, which make an example call that works when pasted."""

from collections.abc import Callable

from gateway.errors import SchemaViolationError
from gateway.message import ServiceId
from gateway.schema import Catalogue

Sample = Callable[[ServiceId], object | None]
"""A request about a record that exists, or None where nobody knows one."""


def no_sample(_service: ServiceId) -> None:
    """Of a node that knows nothing of what is behind the adapters."""


def fitting(sample: Sample, catalogue: Catalogue) -> Sample:
    """The same, without what the service would refuse: a network may give its code another schema."""

    def checked(service: ServiceId) -> object | None:
        body = sample(service)
        if body is None:
            return None
        try:
            catalogue.check_request(service, body)
        except SchemaViolationError:
            return None
        return body

    return checked
