"""Every refusal that a call can meet, as OpenAPI responses: one a status, with an example a code."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from gateway.errors import ExchangeError, problem

_DETAIL: Final = "00000000-0000-4000-8000-000000000001"
_XML_TYPES: Final = ("text/xml", "application/xml")

PROBLEM: Final[dict[str, object]] = {
    "title": "Problem / Lỗi",
    "description": "What went wrong, for a person and for a program (X-Road PR-REST)"
    " / Lỗi xảy ra, cho người và cho chương trình",
    "type": "object",
    "xml": {"name": "error"},
    "properties": {
        "type": {
            "description": "Place and code of the failure, stable / Nơi và mã lỗi, không thay đổi",
            "type": "string",
            "pattern": r"^[a-z]+(\.[a-z_]+){1,2}$",
        },
        "message": {
            "description": "What to do about it, by Accept-Language / Cách khắc phục",
            "type": "string",
            "minLength": 1,
        },
        "detail": {
            "description": "The id under which the log knows the call / Mã trong nhật ký",
            "type": "string",
        },
    },
    "required": ["type", "message", "detail"],
    "additionalProperties": False,
}


@cache
def refusals() -> dict[str, object]:
    """By HTTP status, from the tree of errors: what is raised is described."""
    by_status: dict[int, list[type[ExchangeError]]] = {}
    for error in _codes(ExchangeError):
        by_status.setdefault(error.status, []).append(error)
    return {str(status): _response(errors) for status, errors in sorted(by_status.items())}


def _codes(parent: type[ExchangeError]) -> Iterator[type[ExchangeError]]:
    """Those with a code of their own; they are what is raised."""
    if "code" in vars(parent):
        yield parent
    for child in parent.__subclasses__():
        yield from _codes(child)


def _response(errors: list[type[ExchangeError]]) -> dict[str, object]:
    headers: dict[str, object] = {
        "X-Road-Error": {
            "description": "The problem's type, where the platform made the answer / Loại lỗi",
            "schema": {"type": "string"},
        }
    }
    if any(error.retry_after_s for error in errors):
        headers["Retry-After"] = {
            "description": "When to call again, in seconds / Gọi lại sau, giây",
            "schema": {"type": "integer", "minimum": 1},
        }
    schema = {"$ref": "#/components/schemas/Problem"}
    examples = {error.code: {"value": problem(error("…"), "en", _DETAIL)} for error in errors}
    return {
        "description": "; ".join(f"`{error.code}`" for error in errors),
        "headers": headers,
        "content": {
            "application/json": {"schema": schema, "examples": examples},
            **{kind: {"schema": schema} for kind in _XML_TYPES},
        },
    }
