"""What every registry here is."""

from typing import Protocol

from mock_registries.pages import Page
from mock_registries.wire import NativeRequest, NativeResponse


class Registry(Protocol):
    """A registry that answers in its native protocol.

    `answer` does not block, changes nothing, may be called concurrently and never raises: whatever
    the bytes, they get the registry's own fault or error. It repeats nothing of what it was sent.
    """

    name: str
    base: str  # the path under which it is served
    page: Page

    def answer(self, request: NativeRequest) -> NativeResponse:
        """Answer one request."""
        ...

    def broken(self, request: NativeRequest) -> NativeResponse:
        """Say in its own words that it does not work: HTTP 500."""
        ...
