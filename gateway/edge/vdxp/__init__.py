"""The adapter form of VDXP (trục liên thông của Văn phòng Chính phủ): as its REST adapter is called.

    GET /XrdAdapter/RestService/forward/{path}?dstcode=VN:GOV:G05:dkdn&providerurl={a URL, encoded}&msdn=…

`dstcode` names the provider. Where the path of `providerurl` with `{path}` behind it is one of that registry's
own, the call and its answer are the registry's; else `{path}` begins with the code of a service, and the rest
is as in r1. Nobody ever connects to `providerurl`. /VXPAdapter/ means the same.
"""

from gateway.edge.vdxp.dialect import Dialect

__all__ = ["Dialect"]
