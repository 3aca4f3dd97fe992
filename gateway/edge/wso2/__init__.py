"""WSO2 API Manager as clients of central NDXP and of many LGSPs know it: tokens, calls, faults.

    POST /token                                          Basic base64(consumer key:consumer secret)
    grant_type=client_credentials

    GET /apiCSDLDKDN/1.0/chiTietDoanhNghiep?msdn=…       Authorization: Bearer <access token>

The token call and the URLs are those of client code in public repositories. Which release the real platforms
run is not known: codes, words and forms of faults are those of WSO2's documentation up to release 4.5.
"""

from gateway.edge.wso2.dialect import Dialect

__all__ = ["Dialect"]
