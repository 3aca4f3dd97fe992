"""A failure as this family tells it: three numbers with their meanings, from the guide of HCM LGSP.

    {"Error_Number": 401, "Error_Message": "Sai thông tin xác thực", "Description": "…"}

That guide has the numbers and their meanings. That they come as JSON, with these members and as the HTTP status
too, is assumed, and so is every other number: it is the platform's HTTP status.
"""

import json
from collections.abc import Mapping
from typing import Final

from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.edge.problems import JSON, Refusal, language_of, sealed_problem
from gateway.errors import UnauthenticatedError
from gateway.message import Request, Response

MEANINGS: Final[Mapping[int, str]] = {
    401: "Sai thông tin xác thực",
    403: "Tài khoản không có quyền truy cập API",
    429: "Vượt quá số lượng request cho phép",
}


class Refusals:
    """See gateway.edge.apis.calls.Words."""

    def tell(self, http: BaseRequest, refusal: Refusal) -> web.Response:
        """In Vietnamese, and what to do in the caller's language."""
        error = refusal.error
        sentences = (error.message("vi"), error.message(language_of(http)))
        answer = _written(error.status, sentences, refusal.detail)
        if isinstance(error, UnauthenticatedError):
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    def retell(self, http: BaseRequest, request: Request, response: Response) -> web.Response:
        """In the words of the provider's side."""
        sentence = sealed_problem(request, response, request.language)["message"]
        return _written(response.status, (sentence, sentence), request.request_id)


def _written(status: int, sentences: tuple[str, str], exchange: str) -> web.Response:
    vietnamese, sentence = sentences
    document = {
        "Error_Number": status,
        "Error_Message": MEANINGS.get(status, vietnamese),
        "Description": sentence,
        "CorrelationId": exchange,
    }
    body = json.dumps(document, ensure_ascii=False).encode(errors="replace")
    return web.Response(status=status, body=body, headers={"Content-Type": JSON})
