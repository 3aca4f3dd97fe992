"""Any rights and any request, and who may call by the document alone, without the platform's code."""

import copy
import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.gateway.members import SMALL
from tests.gateway.slowglob import slowly_matches

_SMALL = tomllib.loads(SMALL.read_text("utf-8"))

PROVIDERS = ["VN/GOV/G01/dancu", "VN/GOV/G13/datdai"]
OPAQUE = ["VN/GOV/G01/dancu/taiLieu", "VN/GOV/G01/dancu/hoSo", "VN/GOV/G13/datdai/banDo"]
WITH_SCHEMA = ["VN/GOV/G01/dancu/TraCuuThongTinCongDan", "VN/GOV/G13/datdai/traCuuThuaDat"]
CLIENTS = [
    "VN/GOV/H29/motcua",
    "VN/GOV/G14/lgsp",
    "VN/COM/0199999991/khachhang",
    "VN/GOV/G24/bhxh",
]
METHODS = ["GET", "POST", "DELETE", "get", "Post"]
ENDPOINTS = [
    "* **",
    "GET **",
    "* /",
    "GET /ho-so/*",
    "DELETE /ho-so/*",
    "* /ho-so/**",
    "POST /ho-so/12%2F2022",
    r"GET /\**",
    "GET /hồ-sơ",
]
PATHS: dict[str, str | None] = {  # as it is sent: as it is meant, None if nobody may say it
    "": "",
    "/": "/",
    "//": "/",
    "/ho-so": "/ho-so",
    "/ho-so/": "/ho-so/",
    "/ho-so/12": "/ho-so/12",
    "//ho-so/./%31": "/ho-so/1",
    "/ho-so/12/trang/1": "/ho-so/12/trang/1",
    "/ho-so/12%2f2022": "/ho-so/12%2F2022",
    "/*sao": "/*sao",
    "/h%E1%BB%93-s%C6%A1": "/hồ-sơ",
    "/ho-so/../ho-so/12": None,
    "/ho-so/%2e%2e": None,
    "/ho-so/%252e%252e": None,
    "/ho-so/%ff": None,
    "/ho-so/%00": None,
}


class Asked(NamedTuple):
    """One request, in texts."""

    client: str
    service: str
    method: str
    path: str


def is_granted(document: Mapping[str, Any], asked: Asked) -> bool:
    """Whether a right of the document says so: deny by default, one right is enough.

    A service with a schema has one form of call, whatever a right says.
    """
    if asked.service in WITH_SCHEMA and (asked.method, asked.path) != ("POST", ""):
        return False
    return any(_grants(document, right, asked) for right in document["right"])


def _grants(document: Mapping[str, Any], right: Mapping[str, Any], asked: Asked) -> bool:
    path = PATHS[asked.path]
    names = {asked.client} | {
        f"group:{group['id']}"
        for group in document.get("group", [])
        if asked.client in group["members"]
    }
    return (
        path is not None
        and bool(names & set(right["clients"]))
        and asked.service in right["services"]
        and any(_covers(each, asked.method, path) for each in right.get("endpoints", ["* **"]))
    )


def _covers(endpoint: str, method: str, path: str) -> bool:
    wanted, pattern = endpoint.split(" ", 1)
    return wanted in ("*", method.upper()) and slowly_matches(pattern, path)


def asked(
    clients: list[str] = CLIENTS, services: list[str] = OPAQUE + WITH_SCHEMA
) -> st.SearchStrategy[Asked]:
    return st.builds(
        Asked,
        st.sampled_from(clients),
        st.sampled_from(services),
        st.sampled_from(METHODS),
        st.sampled_from(list(PATHS)),
    )


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """The small network with three opaque services, and with any groups and rights."""
    document = copy.deepcopy(_SMALL)
    for provider in document["subsystem"]:
        codes = [each.split("/")[4] for each in OPAQUE if each.startswith(provider["id"] + "/")]
        if codes:
            provider |= {"services": [*provider["services"], *codes], "opaque": codes}
    groups = [draw(_groups(number)) for number in range(draw(st.integers(0, 3)))]
    document["right"] = [*draw(st.lists(_rights(groups), max_size=4)), SOMEBODY_ELSES]
    return document | ({"group": groups} if groups else {})


SOMEBODY_ELSES = {  # a network has at least one right
    "clients": ["VN/GOV/G05/dkdn"],
    "services": ["VN/GOV/G05/dkdn/chiTietDoanhNghiep"],
}


def _some(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)


@st.composite
def _groups(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """A group, local or not."""
    owner = draw(st.sampled_from([{}, *({"owner": provider} for provider in PROVIDERS)]))
    names = {"id": f"nhom-{number}", "name": "Group", "name_vi": "Nhóm"}
    return {**names, "members": draw(_some(CLIENTS)), **owner}


@st.composite
def _rights(draw: st.DrawFn, groups: list[dict[str, Any]]) -> dict[str, Any]:
    """A right; groups that are local to another provider cannot stand in it."""
    opaque = draw(st.booleans())
    services = draw(_some(OPAQUE if opaque else OPAQUE + WITH_SCHEMA))
    providers = {service.rpartition("/")[0] for service in services}
    named = [f"group:{g['id']}" for g in groups if {g.get("owner")} in ({None}, providers)]
    right = {"clients": draw(_some(CLIENTS + named)), "services": services}
    return right | ({"endpoints": draw(_some(ENDPOINTS))} if opaque else {})
