"""A client beside a security server of VDXP: the adapter forwards to a provider that the query names.

python examples/clients/vdxp.py --url http://127.0.0.1:8283 0312345678
"""

import argparse
from collections.abc import Sequence
from typing import Any

import requests

TIMEOUT_S = 30
FORWARD = "/XrdAdapter/RestService/forward"
REGISTRY = "VN:GOV:000.00.00.G05:dkdn"
CLIENT = "VN/GOV/H29/motcua"


class RefusedError(Exception):
    """The adapter or the platform said no; a registry's own refusal is an answer."""

    def __init__(self, answer: requests.Response) -> None:
        problem = answer.json()
        self.status = answer.status_code
        self.code = problem["type"].rpartition(".")[2]
        super().__init__(f"{self.code}: {problem['message']}")


def enterprise(url: str, code: str, registry: str = REGISTRY, client: str = CLIENT) -> Any:
    """The business registry's answer; raises RefusedError."""
    answer = requests.get(
        f"{url}{FORWARD}/1.0/chiTietDoanhNghiep",
        params={"dstcode": registry, "providerurl": "http://dkdn/apiCSDLDKDN", "msdn": code},
        headers={"X-Road-Client": client},
        timeout=TIMEOUT_S,
    )
    if "X-Road-Error" in answer.headers:
        raise RefusedError(answer)
    return answer.json()


def main(words: Sequence[str] | None = None) -> Any:
    """Look an enterprise up, as the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--client", default=CLIENT)
    parser.add_argument("msdn", help="the enterprise's code")
    given = parser.parse_args(words)
    return enterprise(given.url, given.msdn, client=given.client)


if __name__ == "__main__":
    try:
        print(main())  # noqa: T201  its answer
    except (RefusedError, OSError) as error:  # refused, nobody there, no such file
        raise SystemExit(str(error)) from None
