"""A client of X-Road's REST protocol: the service is in the path, who calls in a header.

python examples/clients/r1.py --url http://127.0.0.1:8080 '{"MaSoDoanhNghiep": "0312345678"}'
"""

import argparse
import json
import os
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import requests

TIMEOUT_S = 30
ENTERPRISE = "VN/GOV/G05/dkdn/chiTietDoanhNghiep"
CLIENT = "VN/GOV/H29/motcua"


class RefusedError(Exception):
    """The platform said no; `exchange` is what its operator finds it by."""

    def __init__(self, answer: requests.Response) -> None:
        problem = answer.json()
        self.status, self.exchange = answer.status_code, problem["detail"]
        self.code = problem["type"].rpartition(".")[2]
        super().__init__(f"{self.code}: {problem['message']}")


class R1:
    """Calls in the name of a subsystem; with a bearer token where the network wants one."""

    def __init__(self, url: str, client: str = CLIENT, token: str = "") -> None:
        self._url = url
        self._headers = {"X-Road-Client": client}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    def call(self, service: str, body: Mapping[str, object]) -> Any:
        """The canonical answer, empty where nothing was found; raises RefusedError."""
        named = {**self._headers, "X-Road-Id": str(uuid.uuid4())}
        answer = requests.post(
            f"{self._url}/r1/{service}", json=body, headers=named, timeout=TIMEOUT_S
        )
        if "X-Road-Error" in answer.headers:
            raise RefusedError(answer)
        if answer.headers["X-Road-Id"] != named["X-Road-Id"]:
            raise ValueError("an answer to another call")
        return answer.json()


def main(words: Sequence[str] | None = None) -> Any:
    """Call a service, as the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--client", default=CLIENT)
    parser.add_argument("--service", default=ENTERPRISE)
    parser.add_argument("body", type=json.loads, help="JSON, as `ndxp sample` prints it")
    given = parser.parse_args(words)
    token = os.environ.get("R1_TOKEN", "")
    return R1(given.url, given.client, token).call(given.service, given.body)


if __name__ == "__main__":
    try:
        print(main())  # noqa: T201  its answer
    except (RefusedError, OSError) as error:  # refused, nobody there, no such file
        raise SystemExit(str(error)) from None
