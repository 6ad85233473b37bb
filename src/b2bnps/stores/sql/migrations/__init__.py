"""The revisions of our tables, run by :func:`b2bnps.stores.sql.migrate` without an env.py."""
