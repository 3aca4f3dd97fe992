"""What a node tells of its services: for people, for programs, as OpenAPI and as AsyncAPI.

    fields.py      a JSON Schema as the rows of a table
    components.py  a JSON Schema as a component of a larger document
    openapi.py     OpenAPI 3.1 of a provider's services, as callers reach them
    asyncapi.py    AsyncAPI 3.0 of the same, as adapters answer them; batches.py what travels there
    listing.py     members, services, rights and an example call, as JSON values
    page.py        the same as one HTML page
    refusals.py    every error as an OpenAPI response
    samples.py     where requests about records that exist come from

All of it is computed from the network document and the catalogue of schemas. Nothing does I/O, but that the schemas
of sealed messages are read where they lie beside this package.
"""
