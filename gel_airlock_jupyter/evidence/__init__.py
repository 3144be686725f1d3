"""What the session itself proves: group sizes behind statistics, rows of live frames, identifiers seen in them.

On demand only, read-only, in a time box, holding weak references; nothing is registered and nothing runs by itself.
"""
