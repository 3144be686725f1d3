"""Policies: which rules run, with which limits, severities and words. Versioned, validated, digested."""
