"""The platform for tests of clients and adapters: what the pytest plugin hands out (docs/testing.md).

    from ndxp.testing import Exchanges, Platform

    def test_a_person_is_found(ndxp: Platform, exchanges: Exchanges) -> None: ...

Outside pytest, or with another scope, `open_platform` gives the same.
"""

from ndxp.testing.account import Account
from ndxp.testing.call import Reply
from ndxp.testing.exchanges import Exchange, Exchanges
from ndxp.testing.platform import Platform, open_platform
from ndxp.testing.running import Settings
from ndxp.testing.sample import Sample
from ndxp.testing.switch import Switch

__all__ = [
    "Account",
    "Exchange",
    "Exchanges",
    "Platform",
    "Reply",
    "Sample",
    "Settings",
    "Switch",
    "open_platform",
]
