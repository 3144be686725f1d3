"""Signing in to File Transfer with the OAuth 2 device flow (RFC 8628): the person signs in on any browser."""
