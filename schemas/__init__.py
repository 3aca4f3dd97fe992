"""Data only: the JSON Schemas of every service, of problems and of sealed messages."""
