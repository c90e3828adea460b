"""Documents and tables that people have, as text with places: read apart from us, within limits, never raising.

`port` says what comes out, `reader` reads; everything else here runs in a process of its own that may be killed.
"""
