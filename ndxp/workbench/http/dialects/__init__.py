"""The dialects that can be checked."""

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit

from ndxp.workbench.http.dialects.c06 import C06
from ndxp.workbench.http.dialects.dialect import Dialect
from ndxp.workbench.http.dialects.gateways import Lgsp, Wso2
from ndxp.workbench.http.dialects.registry import Registry
from ndxp.workbench.http.dialects.xroad import R1, Vdxp

DIALECTS: Final[Mapping[str, Callable[[str, str], Dialect]]] = {
    "r1": lambda _url, client: R1(client=client),
    "wso2": lambda _url, _client: Wso2(),
    "lgsp": lambda _url, _client: Lgsp(),
    "c06": lambda url, _client: C06(path=urlsplit(url).path),
    "vdxp": lambda _url, client: Vdxp(client=client),
    "native": lambda _url, _client: Registry(),
}
"""Made of the URL under check and of who calls."""
