"""Which broker the tests over RabbitMQ use, and what becomes of them where there is none."""

import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

from gateway.errors import BrokerError

LOCAL_URL = "amqp://guest:guest@127.0.0.1:5672/"
VARIABLES = ("NDXP_AMQP_URL", "AMQP_URL")
_PORT = 5672
_PATIENCE_S = 3


def broker_url(environment: Mapping[str, str]) -> str:
    """The broker that NDXP_AMQP_URL or AMQP_URL names, else the one on this machine.

    Raises BrokerError if nobody listens there: a broker that is named is not replaced by another one.
    """
    named = [environment[name] for name in VARIABLES if environment.get(name)]
    url = next(iter(named), LOCAL_URL)
    place = urlsplit(url)
    try:
        socket.create_connection((place.hostname, place.port or _PORT), _PATIENCE_S).close()
    except OSError as error:
        raise BrokerError(f"no broker at {place.hostname}:{place.port or _PORT}") from error
    return url
