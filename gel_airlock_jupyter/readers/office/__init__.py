"""Workbooks, documents and slides of Microsoft Office, read as the zips of XML that they are.

No Office library is needed: every part of the package is known by name or reported, which a library would hide.
"""
