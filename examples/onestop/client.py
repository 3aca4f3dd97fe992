"""A one-stop system (hệ thống một cửa) looks citizens up: a client as it might stand in a system of yours.

It speaks X-Road's REST form over HTTP, knows nothing of the simulator, and its tests run against a whole one.
"""

import http.client
import json
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

LOOKUP: Final = "/r1/VN/GOV/G01/dancu/TraCuuThongTinCongDan"
CLIENT: Final = "VN/GOV/H29/motcua"
_PASSING: Final = (502, 503, 504)  # what may be good a moment later
_TRIES: Final = 3


class NoAnswerError(Exception):
    """Nothing came within the client's time."""


class RefusedError(Exception):
    """The platform or the registry said no; `exchange` is what its operator finds it by."""

    def __init__(self, status: int, problem: Mapping[str, str]) -> None:
        self.status = status
        self.code = problem["type"].rpartition(".")[2]
        self.exchange = problem["detail"]
        super().__init__(f"{self.code}: {problem['message']}")


class OneStop:
    """Asks the population database through the platform at `url`."""

    def __init__(self, url: str, timeout_s: float = 10, pause_s: float = 1) -> None:
        self._place = urlsplit(url).netloc
        self._timeout_s = timeout_s
        self._pause_s = pause_s  # before it asks again

    def citizen(self, asked: Mapping[str, object]) -> dict[str, Any] | None:
        """The citizen of this number, name and birth; None if there is none.

        Asks up to three times while the platform says that it will pass. Raises RefusedError with what
        it said last, NoAnswerError.
        """
        status, answer = self._post(asked)
        for _ in range(_TRIES - 1):
            if status not in _PASSING:
                break
            time.sleep(self._pause_s)
            status, answer = self._post(asked)
        if status != 200:
            raise RefusedError(status, answer)
        return answer.get("CongDan")

    def _post(self, body: Mapping[str, object]) -> tuple[int, dict[str, Any]]:
        connection = http.client.HTTPConnection(self._place, timeout=self._timeout_s)
        headers = {"X-Road-Client": CLIENT, "Content-Type": "application/json"}
        try:
            connection.request("POST", LOOKUP, json.dumps(body), headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswerError(type(error).__name__) from error
        finally:
            connection.close()
