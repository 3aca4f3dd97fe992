"""For integrators: an exact verdict on whatever claims over HTTP to speak one of the dialects.

`bench` what is checked, `line` reaches it, `forms` how its services are asked, `dialects` how its callers
prove themselves and are refused, `talk` puts these together for `cases`.
"""
