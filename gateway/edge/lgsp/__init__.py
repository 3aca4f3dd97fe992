"""The family of LGSPs whose clients send a header lgspaccesstoken.

    POST /token                             lgspaccesstoken: base64 of who calls, and with which secret
    grant_type=client_credentials

    GET /apiCSDLDKDN/1.0/chiTietDoanhNghiep?msdn=…
    Authorization: Bearer <access token>    and lgspaccesstoken again
    AuthHash: base64(keyName:keyPass)       of the officer, in population calls

Headers and token call are those of client code in public repositories (OpenCPS for Hậu Giang) and of the guide of
HCM LGSP, as are the three refusals. Clients have the paths in their configuration, so none is known: /token
and the paths behind it are assumed to be those of the other LGSPs.
"""

from gateway.edge.lgsp.dialect import Dialect

__all__ = ["Dialect"]
