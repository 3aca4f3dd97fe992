"""The population database (cơ sở dữ liệu quốc gia về dân cư) as its clients call it: SOAP 1.1 of C06.

    POST /dancu                                    any path: it is the one that the caller hashes
    Timestamp: 1795330800000                       milliseconds since 1970
    Authorization: Basic base64(username:sha256hex(path + username + timestamp + secret))
    X-Road-Client: VN/GOV/H29/motcua               may be missing: the account says who calls
    Content-Type: text/xml

The elements of a request become the canonical body of the service that bears the operation's name. Its
caller reads what the registry itself answered, or a SOAP Fault. GET ?wsdl is the contract.
"""

from gateway.edge.c06.dialect import Dialect

__all__ = ["Dialect"]
