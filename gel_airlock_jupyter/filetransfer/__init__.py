"""The reference File Transfer service: a process of its own that receives, re-checks and releases request bundles.

It exists so that the whole way of a request can be run, tested and shown. It is a reference, not for production:
one process, bearer tokens from a file, no single sign-on, no replication.
"""
