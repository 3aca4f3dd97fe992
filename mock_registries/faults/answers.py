"""Faults of an answer as a whole: an error, nothing, something else than it says."""

from typing import Final

from mock_registries.faults.orders import Order
from mock_registries.faults.scene import Scene, Sending
from mock_registries.wire import NativeResponse

_CONTENT_TYPE: Final = "Content-Type"
_HTML: Final = "text/html; charset=utf-8"
_PROXYS_PAGE: Final = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    b"<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
)


def error(scene: Scene, sending: Sending, order: Order) -> Sending:
    """Answer in the registry's own words that it does not work."""
    broken = scene.registry.broken(scene.request)
    return sending._replace(answer=broken._replace(status=int(order.word("status"))))


def error_body(scene: Scene, sending: Sending, order: Order) -> Sending:
    """Answer HTTP 200 with an error: the registry's own, or the page of a proxy before it."""
    if order.word("words") == "own":
        answer = scene.registry.broken(scene.request)
    else:
        answer = _labelled(sending.answer, _HTML)._replace(body=_PROXYS_PAGE)
    return sending._replace(answer=answer._replace(status=200))


def empty_body(_scene: Scene, sending: Sending, _order: Order) -> Sending:
    """Answer HTTP 200 with nothing."""
    return sending._replace(answer=sending.answer._replace(status=200, body=b""))


def wrong_content_type(_scene: Scene, sending: Sending, _order: Order) -> Sending:
    """Say that the answer is HTML."""
    return sending._replace(answer=_labelled(sending.answer, _HTML))


def _labelled(answer: NativeResponse, kind: str) -> NativeResponse:
    return answer._replace(headers={**answer.headers, _CONTENT_TYPE: kind})
