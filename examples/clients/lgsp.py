"""A client of an LGSP with lgspaccesstoken: that header with every call, an officer's AuthHash for people.

python examples/clients/lgsp.py --url http://127.0.0.1:8281 --account account 001099000001 "NGUYỄN A" 19990101
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import requests

TIMEOUT_S, GRANT = 30, {"grant_type": "client_credentials"}
LOOKUP = """<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
  xmlns:dan="http://dancuquocgia.bca"><soapenv:Header/><soapenv:Body><dan:TraCuuThongTinCongDan>
    <dan:MaYeuCau>1</dan:MaYeuCau><dan:MaDVC>1.000656</dan:MaDVC><dan:MaTichHop>037</dan:MaTichHop>
    <dan:MaCanBo>canbo01</dan:MaCanBo>
    <dan:SoDinhDanh>{number}</dan:SoDinhDanh><dan:HoVaTen>{name}</dan:HoVaTen><dan:NgayThangNamSinh><dan:NgayThangNam>{born}</dan:NgayThangNam></dan:NgayThangNamSinh></dan:TraCuuThongTinCongDan></soapenv:Body></soapenv:Envelope>"""


class RefusedError(Exception):
    """The LGSP said no; `number` is its Error_Number."""

    def __init__(self, answer: requests.Response) -> None:
        self.number, told = answer.json()["Error_Number"], answer.json()
        super().__init__(f"{self.number}: {told['Error_Message']}. {told['Description']}")


class Lgsp:
    """Calls with an application's header, and an officer where it is about people."""

    def __init__(self, url: str, header: str, auth_hash: str = "") -> None:
        self.url, self._token, self._session = url, "", requests.Session()
        self._session.headers.update({"lgspaccesstoken": header, "AuthHash": auth_hash})

    def enterprise(self, code: str) -> bytes:
        """The business registry's answer; raises RefusedError."""
        return self._call(f"/apiCSDLDKDN/1.0/chiTietDoanhNghiep?msdn={code}")

    def citizen(self, number: str, name: str, born: str) -> bytes:
        """Population's SOAP answer, `born` as yyyyMMdd; raises RefusedError."""
        return self._call("/dancu", LOOKUP.format(number=number, name=escape(name), born=born))

    def _call(self, path: str, soap: str = "") -> bytes:
        answer = self._send(path, soap)
        if answer.status_code == 401:  # the token has ended
            self._token = ""
            answer = self._send(path, soap)
        if answer.status_code != 200:
            raise RefusedError(answer)
        return answer.content

    def _send(self, path: str, soap: str) -> requests.Response:
        if not self._token:
            answer = self._session.post(f"{self.url}/token", data=GRANT, timeout=TIMEOUT_S)
            if answer.status_code != 200:
                raise RefusedError(answer)
            self._token = answer.json()["access_token"]
        headers = {"Authorization": f"Bearer {self._token}"}
        headers |= {"Content-Type": "text/xml; charset=utf-8"} if soap else {}
        send = self._session.post if soap else self._session.get
        return send(self.url + path, data=soap.encode(), headers=headers, timeout=TIMEOUT_S)


def main(words: Sequence[str] | None = None) -> str:
    """Look a citizen up, as the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--account", type=Path, required=True, help="lgspaccesstoken and AuthHash")
    parser.add_argument("who", nargs=3, metavar="WORD", help="number, name and birth")
    given = parser.parse_args(words)
    return Lgsp(given.url, *given.account.read_text("utf-8").split()).citizen(*given.who).decode()


if __name__ == "__main__":
    try:
        print(main())  # noqa: T201  its answer
    except (RefusedError, OSError) as error:  # refused, nobody there, no such file
        raise SystemExit(str(error)) from None
