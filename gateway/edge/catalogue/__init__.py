"""What a node tells of its services: for people, for programs, and as OpenAPI.

    fields.py    a JSON Schema as the rows of a table
    openapi.py   OpenAPI 3.1 of a provider's services
    listing.py   members, services, rights and an example call, as JSON values
    page.py      the same as one HTML page
    refusals.py  every error as an OpenAPI response
    samples.py   where requests about records that exist come from

All of it is computed from the network document and the catalogue of schemas; nothing does I/O.
"""
