"""A shim for tools that look for setup.py; everything is said in pyproject.toml (backend: hatchling)."""

__import__("setuptools").setup()
