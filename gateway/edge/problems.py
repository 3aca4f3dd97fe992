"""A failure as HTTP: {type, message, detail}, X-Road-Error, and when to come back."""

import json
import uuid
from dataclasses import dataclass, field

import structlog
from aiohttp import web

from gateway.errors import (
    ExchangeError,
    InvalidMethodError,
    Language,
    UnauthenticatedError,
    problem,
)

log: structlog.stdlib.BoundLogger = structlog.get_logger()


def new_detail() -> str:
    return str(uuid.uuid4())


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What a caller is told; `detail` is the id under which the log or the program's log knows it."""

    error: ExchangeError
    language: Language
    message_id: str = ""
    detail: str = field(default_factory=new_detail)


def problem_response(refusal: Refusal) -> web.Response:
    """The answer to a failed call. A body that was not read ends the connection."""
    error = refusal.error
    log.info("call.refused", code=error.code, status=error.status, detail=refusal.detail)
    document = problem(error, refusal.language, refusal.detail)
    response = web.Response(
        status=error.status,
        body=json.dumps(document, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json", "X-Road-Error": document["type"]},
    )
    if refusal.message_id:
        response.headers["X-Road-Id"] = refusal.message_id
    if error.retry_after_s is not None:
        response.headers["Retry-After"] = str(error.retry_after_s)
    if isinstance(error, InvalidMethodError):
        response.headers["Allow"] = error.where
    if isinstance(error, UnauthenticatedError):
        response.headers["WWW-Authenticate"] = "Bearer"
    if error.status in (400, 408, 413):
        response.force_close()
    return response
