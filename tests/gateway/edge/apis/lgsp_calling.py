"""A client with an lgspaccesstoken, written as public client code writes it, and its account."""

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import requests

from gateway.applications import Application, digest
from tests.gateway.edge.apis.calling import CLIENT, PATIENCE_S
from tests.platform.speaking import account

GOOD = {
    "AccessKey": "rT7",
    "SecretKey": "bí mật 2",
    "AppName": "MOTCUA",
    "PartnerCode": "000.00.00.H29",
    "PartnerCodeCus": "000.00.00.H29",
}
OFFICERS = {"cb01": "mk 1", "cán bộ 2": "mk:2"}


def header(members: object) -> str:
    """As client code makes it."""
    return base64.b64encode(json.dumps(members, ensure_ascii=False).encode()).decode()


class LgspClient:
    """Token once, until it is refused; the header with every call."""

    def __init__(self, port: int, members: Mapping[str, str] = GOOD) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.headers = {"lgspaccesstoken": header(members)}
        self.token = ""
        self.token_calls = 0

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        if not self.token:
            self.renew()
        answer = self.send(method, path, **more)
        if answer.status_code == 401:
            self.renew()
            answer = self.send(method, path, **more)
        return answer

    def send(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}", **self.headers}
        headers |= more.pop("headers", {})
        return requests.request(
            method, self.url + path, headers=headers, timeout=PATIENCE_S, **more
        )

    def renew(self) -> None:
        form = {"grant_type": "client_credentials"}
        answer = requests.post(
            f"{self.url}/token", data=form, headers=self.headers, timeout=PATIENCE_S
        )
        self.token = answer.json()["access_token"]
        self.token_calls += 1


def issued(members: Mapping[str, str], **more: Any) -> Application:
    return replace(
        account("lgsp", members["AccessKey"], members["SecretKey"], CLIENT),
        name=members["AppName"],
        partner_code=members["PartnerCode"],
        partner_code_cus=members["PartnerCodeCus"],
        officers={name: digest(password) for name, password in OFFICERS.items()},
        **more,
    )
