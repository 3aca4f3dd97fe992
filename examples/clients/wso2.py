"""A client of the central platform or of an LGSP on WSO2: one token, used until it ends, a new one on 401.

python examples/clients/wso2.py --url http://127.0.0.1:8280 --account account 0312345678
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import requests

TIMEOUT_S = 30
ENTERPRISE = "/apiCSDLDKDN/1.0/chiTietDoanhNghiep"
_OTHER_TOKEN = (900901, 900904)  # what a new token helps against


class RefusedError(Exception):
    """The gateway said no; `code` is WSO2's number, or OAuth's word for a token call."""

    def __init__(self, answer: requests.Response) -> None:
        document, self.status = answer.json(), answer.status_code
        fault = document.get("fault", {})
        self.code: int | str = fault.get("code", document.get("error", ""))
        said = fault.get("message", document.get("error_description", ""))
        super().__init__(f"{self.code}: {said}")


class Wso2:
    """Calls with an application's key and secret."""

    def __init__(self, url: str, key: str, secret: str) -> None:
        self.url = url
        self._account = (key, secret)
        self._session = requests.Session()
        self.token, self._ends = "", 0.0

    def get(self, path: str, **params: str) -> Any:
        """The registry's answer; raises RefusedError."""
        answer = self._send(path, params)
        if answer.status_code == 401 and answer.json()["fault"]["code"] in _OTHER_TOKEN:
            self.token = ""
            answer = self._send(path, params)
        if answer.status_code != 200:
            raise RefusedError(answer)
        return answer.json()

    def _send(self, path: str, params: dict[str, str]) -> requests.Response:
        if not self.token or time.monotonic() > self._ends:
            self._ask_for_token()
        bearer = {"Authorization": f"Bearer {self.token}"}
        return self._session.get(self.url + path, params=params, headers=bearer, timeout=TIMEOUT_S)

    def _ask_for_token(self) -> None:
        url, form = f"{self.url}/token", {"grant_type": "client_credentials"}
        answer = self._session.post(url, data=form, auth=self._account, timeout=TIMEOUT_S)
        if answer.status_code != 200:
            raise RefusedError(answer)
        granted = answer.json()
        self.token, self._ends = granted["access_token"], time.monotonic() + granted["expires_in"]


def main(words: Sequence[str] | None = None) -> Any:
    """Look an enterprise up, as the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--account", type=Path, required=True, help="a file with key:secret")
    parser.add_argument("msdn", help="the enterprise's code")
    given = parser.parse_args(words)
    key, _, secret = given.account.read_text("utf-8").strip().partition(":")
    return Wso2(given.url, key, secret).get(ENTERPRISE, msdn=given.msdn)


if __name__ == "__main__":
    try:
        print(main())  # noqa: T201  its answer
    except (RefusedError, OSError) as error:  # refused, nobody there, no such file
        raise SystemExit(str(error)) from None
