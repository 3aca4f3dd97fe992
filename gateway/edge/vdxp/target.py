"""What a URL of the adapter form says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from gateway.errors import BadRequestError, UnknownServiceError
from gateway.message import ServiceId, SubsystemId

PREFIXES: Final = ("/XrdAdapter/RestService/forward", "/VXPAdapter/RestService/forward")
_DSTCODE: Final = "dstcode"
_OURS: Final = frozenset([_DSTCODE, "providerurl"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Who is to answer, and what is behind `forward`; values may be identity numbers."""

    provider: SubsystemId
    path: str  # raw, with its leading slash, or empty
    query: str  # raw, without the two parameters of ours
    own_path: str  # the path of providerurl and behind it this one, decoded

    @property
    def service(self) -> ServiceId:
        """The service that the path begins with; raises BadRequestError."""
        code = self.path.split("/", 2)[1] if self.path else ""
        try:
            return ServiceId.parse(f"{self.provider}/{unquote(code, errors='strict')}")
        except ValueError:
            raise BadRequestError(
                "behind forward/ stands a path of the provider's registry, or the code of a service"
            ) from None

    @property
    def rest(self) -> str:
        """What stands behind the service code, byte for byte."""
        return "".join(f"/{part}" for part in self.path.split("/", 2)[2:])


def path_of(raw: str) -> str:
    """What stands behind `forward`; raises UnknownServiceError for a URL of another form."""
    for prefix in PREFIXES:
        path = raw.partition("?")[0].removeprefix(prefix)
        if raw.startswith(prefix) and path[:1] in ("", "/"):
            return path
    raise UnknownServiceError


def read_target(raw: str) -> Target:
    """Read a URL; raises UnknownServiceError or BadRequestError, which names a parameter."""
    path, query = path_of(raw), raw.partition("?")[2]
    pairs = [pair.partition("=") for pair in query.split("&")]
    ours = [(name, value) for name, _, value in pairs if name in _OURS]
    values = dict(ours)
    if len(values) < len(ours):
        raise BadRequestError("dstcode or providerurl stands twice in the query")
    return Target(
        provider=_provider(values),
        path=path,
        query="&".join("".join(pair) for pair in pairs if pair[0] not in _OURS),
        own_path=_base(values) + _decoded(path, "the path"),
    )


def _provider(values: Mapping[str, str]) -> SubsystemId:
    parts = _decoded(values.get(_DSTCODE, ""), _DSTCODE).split(":")
    try:
        instance, member_class, code, subsystem = parts
        return SubsystemId.parse(f"{instance}/{member_class}/{code}/{subsystem}")
    except ValueError:
        raise BadRequestError(
            "parameter dstcode reads instance:class:code:subsystem, for example VN:GOV:G05:dkdn"
        ) from None


def _base(values: Mapping[str, str]) -> str:
    try:
        return urlsplit(_decoded(values.get("providerurl", ""), "providerurl")).path.rstrip("/")
    except ValueError:
        raise BadRequestError("parameter providerurl is no URL") from None


def _decoded(text: str, name: str) -> str:
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise BadRequestError(f"{name} is not UTF-8") from None
