"""The dialects that a listener can speak beside r1."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from gateway.edge import c06, lgsp, vdxp, wso2
from gateway.edge.dialect import Dialect, Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How a dialect is made, and the port on which its callers expect it."""

    make: Callable[[Setting], Dialect]
    port: int


DIALECTS: Final[Mapping[str, Kind]] = {
    "wso2": Kind(make=wso2.Dialect, port=8280),
    "lgsp": Kind(make=lgsp.Dialect, port=8281),
    "c06": Kind(make=c06.Dialect, port=8282),
    "vdxp": Kind(make=vdxp.Dialect, port=8283),
}
