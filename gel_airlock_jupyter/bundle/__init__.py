"""Bundles: a request sealed as a zip of a BagIt bag with an RO-Crate, and everything that reads one back.

`verify` stands here because it is what every receiver calls; the rest is imported from its own module.
"""

from gel_airlock_jupyter.bundle.verify import Verification, verify

__all__ = ["Verification", "verify"]
