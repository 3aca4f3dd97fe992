"""Clients of API gateways, written as public client code writes them: a token once, used until it ends."""

import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from json import dumps
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import requests

from gateway.clock import SystemClock
from mock_registries.wire import NativeRequest
from ndxp.registries import Registries

CLIENT = "VN/GOV/H29/motcua"
KEY, SECRET = "h29-motcua", "bí mật 1"
AUTH: Any = (KEY, SECRET.encode())  # so it is sent in UTF-8
DETAILS = "/apiCSDLDKDN/1.0/chiTietDoanhNghiep"
PATIENCE_S = 20


class MovedClock(SystemClock):
    """The machine's clock, and a little more."""

    def __init__(self) -> None:
        self.ahead_ms = 0

    def now_ms(self) -> int:
        return super().now_ms() + self.ahead_ms


class Wso2Client:
    """Asks for a token when it has none, when its time is over, and when one is refused."""

    def __init__(self, port: int, key: str, secret: str = SECRET) -> None:
        self.auth = key, secret.encode()
        self.url = f"http://127.0.0.1:{port}"
        self._session = requests.Session()
        self._token = ""
        self._ends_s = 0.0
        self.token_calls = 0

    def close(self) -> None:
        self._session.close()

    def get(self, path: str, **params: object) -> requests.Response:
        return self._call("GET", path, params=params)

    def post(self, path: str, body: object) -> requests.Response:
        return self._call("POST", path, json=body)

    @property
    def token(self) -> str:
        if not self._token or time.time() > self._ends_s:
            answer = requests.post(
                f"{self.url}/token",
                data={"grant_type": "client_credentials"},
                auth=self.auth,  # type: ignore[arg-type]  # so it is UTF-8
                timeout=PATIENCE_S,
            ).json()
            self.token_calls += 1
            self._token = answer["access_token"]
            self._ends_s = time.time() + answer["expires_in"]
        return self._token

    def _call(self, method: str, path: str, **more: Any) -> requests.Response:
        answer = self._send(method, path, **more)
        if answer.status_code == 401 and answer.json()["fault"]["code"] in (900901, 900904):
            self._token = ""
            answer = self._send(method, path, **more)
        return answer

    def _send(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        return self._session.request(
            method, self.url + path, headers=headers, timeout=PATIENCE_S, **more
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Native:
    """A call in a registry's own form."""

    path: str
    params: Mapping[str, object] = field(default_factory=dict)
    json: Mapping[str, object] | None = None

    def of_registry(self, registries: Registries, name: str) -> bytes:
        """What the registry itself answers."""
        body = b"" if self.json is None else dumps(self.json).encode()
        answer = registries.by_name[name].answer(
            NativeRequest(
                method="GET" if self.json is None else "POST",
                path=self.path,
                query=urlencode(self.params),
                headers={"Content-Type": "application/json"},
                body=body,
            )
        )
        return answer.body


def native(code: str, asked: Mapping[str, Any]) -> Native:
    """The registry's own call for a canonical one."""
    match code:
        case "chiTietDoanhNghiep":
            path = "/apiCSDLDKDN/1.0/chiTietDoanhNghiep"
            return Native(path=path, params={"msdn": asked["MaSoDoanhNghiep"]})
        case "danhSachHoSo":
            days = {"from_date": _day(asked["TuNgay"]), "to_date": _day(asked["DenNgay"])}
            page = {"offset": asked["ViTri"], "limit": asked["SoLuong"]}
            return Native(path="/apiCSDLDKDN/1.0/danhSachHoSo", params={**days, **page})
        case "getTraCuuTtHgdByMaSoBhxh":
            return Native(path=f"/apiBHXH/{code}", json={"maSoBhxh": asked["MaSoBhxh"]})
        case "kiemTraTheBhyt":
            card = {"maThe": asked["MaThe"], "hoTen": asked["HoVaTen"]}
            born = {"ngaySinh": _day(asked["NgaySinh"])}
            return Native(path=f"/apiBHXH/{code}", json={**card, **born})
        case "traCuuThuaDat":
            parcel = {"maxa": asked["MaXa"], "soto": asked["SoTo"], "sothua": asked["SoThua"]}
            return Native(path="/datdai/thuadat", params=parcel)
        case _:
            path = "/datdai/giaychungnhan"
            return Native(path=path, params={"sophathanh": asked["SoPhatHanh"]})


def _day(text: str) -> str:
    return "/".join(reversed(text.split("-")))


def token_call(port: int, path: str = "/token", **more: Any) -> requests.Response:
    """Ask for a token, wrongly where it is said how."""
    given = {"data": {"grant_type": "client_credentials"}, **more}
    return requests.post(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE_S, **given)


def logged(folder: Path, answer: requests.Response) -> tuple[str, str]:
    """Client and outcome of the exchange that an answer names."""
    exchange = answer.headers["X-Road-Request-Id"]
    with closing(sqlite3.connect(folder / "log.db")) as log:
        rows = "SELECT client, outcome FROM exchanges WHERE request_id = ?"
        (row,) = log.execute(rows, (exchange,)).fetchall()
    return row[0], row[1]
