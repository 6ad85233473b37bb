"""Results for people to read: values → tables, HTML and text.

Nothing here looks anything up: a :class:`~b2bnps.reports.tables.Report` comes in, text goes out.
Rounding happens here, once, and nowhere before.
"""
