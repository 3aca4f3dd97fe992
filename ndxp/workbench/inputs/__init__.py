"""Bodies made from a JSON Schema and one good body; the schema's own validator has the last word on each.

Not hypothesis-jsonschema: its last release knows drafts 4 to 7 and leaves our formats out, so that nearly
every tax code or identity number that it makes would be thrown away. What is changed here from a good body
bit by bit stays near enough to be accepted, whatever keyword or format decides.
"""
