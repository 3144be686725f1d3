"""Figures as researchers draw them, each with the verdict and rules that airlock-rules.md asks for.

The expectation was written down before the figure was judged for the first time.
"""
