"""A client of the population database: hand-written SOAP, and a hash over path, name, time and secret.

python examples/clients/population.py --url http://127.0.0.1:8282/dancu --account account 001099000001 "NGUYỄN A" 19990101
"""

import argparse
import base64
import hashlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import requests

TIMEOUT_S, SOAP = 30, "http://schemas.xmlsoap.org/soap/envelope/"
ENVELOPE = (
    f'<e:Envelope xmlns:e="{SOAP}" xmlns:d="http://dancuquocgia.bca"><e:Body>'
    "<d:TraCuuThongTinCongDan>{}</d:TraCuuThongTinCongDan></e:Body></e:Envelope>"
)
Elements = Sequence[tuple[str, str]]


class FaultError(Exception):
    """The service answered with a Fault: the HTTP status, and what it says."""


class Account(requests.auth.AuthBase):
    """Timestamp and Authorization, made for each call; zeep takes it as well."""

    def __init__(self, user: str, secret: str, now: Callable[[], float] = time.time) -> None:
        self._user, self._secret, self._now = user, secret, now

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Prove a call."""
        stamp, path = str(int(self._now() * 1000)), urlsplit(request.url or "").path
        digest = hashlib.sha256(f"{path}{self._user}{stamp}{self._secret}".encode()).hexdigest()
        basic = base64.b64encode(f"{self._user}:{digest}".encode()).decode()
        request.headers.update({"Timestamp": stamp, "Authorization": f"Basic {basic}"})
        return request


def person(number: str, name: str, born: str) -> Elements:
    """What a lookup has to say, in the order that counts; `born` as yyyyMMdd."""
    call = (("MaYeuCau", "1"), ("MaDVC", "1.000656"), ("MaTichHop", "037"), ("MaCanBo", "cb01"))
    born = f"<d:NgayThangNam>{born}</d:NgayThangNam>"
    return (*call, ("SoDinhDanh", number), ("HoVaTen", escape(name)), ("NgayThangNamSinh", born))


def ask(url: str, account: Account, elements: Elements) -> ET.Element:
    """What stands in the body of the answer; raises FaultError."""
    said = "".join(f"<d:{name}>{content}</d:{name}>" for name, content in elements)
    headers = {"Content-Type": "application/xml", "SOAPAction": "", "ApiKey": "-"}
    body = ENVELOPE.format(said).encode()
    answer = requests.post(url, body, headers=headers, auth=account, timeout=TIMEOUT_S)
    (content,) = ET.fromstring(answer.content)[-1]  # noqa: S314  who is called is trusted
    if content.tag == f"{{{SOAP}}}Fault":
        raise FaultError(answer.status_code, content.findtext("faultstring", ""))
    return content


def main(words: Sequence[str] | None = None) -> str:
    """Look a citizen up, as the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--account", type=Path, required=True, help="a file with user:secret")
    parser.add_argument("who", nargs=3, help="number, name and birth")
    given = parser.parse_args(words)
    user, _, secret = given.account.read_text("utf-8").strip().partition(":")
    return ET.tostring(ask(given.url, Account(user, secret), person(*given.who)), "unicode")


if __name__ == "__main__":
    try:
        print(main())  # noqa: T201  its answer
    except (FaultError, OSError) as error:  # refused, nobody there, no such file
        raise SystemExit(": ".join(map(str, error.args))) from None
