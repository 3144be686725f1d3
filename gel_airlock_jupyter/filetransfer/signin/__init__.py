"""A small OAuth 2 authorization server: the device flow (RFC 8628), with tokens that expire and are renewed."""
