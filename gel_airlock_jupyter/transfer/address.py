"""Where a token may be sent: over TLS, or to this very machine."""

from __future__ import annotations

import ipaddress
import ssl
from pathlib import Path

import httpx

from gel_airlock_jupyter.transfer.protocol import Parked


def is_here(host: str) -> bool:
    """Return whether a host name stands for this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def refuse_unsafe(url: str) -> None:
    """Raise `Parked` with reason `setup` unless a token may be sent to this base URL."""
    if not url:
        raise Parked("setup", "No address of File Transfer is set.", "Set GEL_AIRLOCK_TRANSFER_URL.")
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        raise Parked(
            "setup", "The address of File Transfer is not a URL.", "Correct GEL_AIRLOCK_TRANSFER_URL."
        ) from None
    if parsed.userinfo or parsed.query:
        raise Parked("setup", "The address of File Transfer may hold no user, password or query.")
    if parsed.scheme != "https" and not (parsed.scheme == "http" and is_here(parsed.host)):
        said = f"The address of File Transfer must be https: '{parsed.scheme}' would show the token on the way."
        raise Parked("setup", said, "Correct GEL_AIRLOCK_TRANSFER_URL.")


def tls(ca_file: Path | None, certificate: Path | None) -> ssl.SSLContext:
    """Return TLS settings that check certificates against the system's and `ca_file`'s authorities.

    Raises
    ------
    Parked
        With reason `setup`, naming the file that cannot be read.
    """
    context = ssl.create_default_context()
    reading = ca_file
    try:
        if ca_file is not None:
            context.load_verify_locations(ca_file)
        if certificate is not None:
            reading = certificate
            context.load_cert_chain(certificate)
    except (OSError, ssl.SSLError):
        raise Parked("setup", f"The certificate file '{reading}' cannot be read.", "Check the path.") from None
    return context
