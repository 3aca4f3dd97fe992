"""X-Road-Request-Hash: what a caller may compute itself, to see that its call arrived unchanged.

    head  = METHOD CRLF target CRLF (name ":" value CRLF)*      in UTF-8
    hash  = base64(SHA512(head))                                without a body
    hash  = base64(SHA512(SHA512(head) || SHA512(body)))        with one

The headers are the caller's, in its order and spelling, without those that are never forwarded, then
`x-road-request-id`, then `x-road-id` if the caller sent none. It is given to the caller and kept nowhere:
it is a hash without salt of what may be guessed.
"""

import hashlib
from base64 import b64encode

from gateway.headers import is_hashed

RawHeaders = tuple[tuple[bytes, bytes], ...]


def request_hash(
    method: str, target: str, headers: tuple[RawHeaders, RawHeaders], body: bytes
) -> str:
    """Compute it from the headers of the call as they came, and those that the gateway adds."""
    came, added = headers
    lines = [f"{method}\r\n{target}\r\n".encode()]
    lines += [b"%b:%b\r\n" % pair for pair in came if is_hashed(pair[0])]
    lines += [b"%b:%b\r\n" % pair for pair in added]
    digest = hashlib.sha512(b"".join(lines)).digest()
    if body:
        digest = hashlib.sha512(digest + hashlib.sha512(body).digest()).digest()
    return b64encode(digest).decode()
