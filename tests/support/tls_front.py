"""A TLS front for the service, with certificates made for the test."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import threading
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


class Authority:
    """A certificate authority that lives as long as the test."""

    def __init__(self, folder: Path, name: str = "Test authority") -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._cert = self._sign(self._name, self._key, x509.BasicConstraints(ca=True, path_length=None), None)
        self.file = folder / f"{name}.pem".replace(" ", "-")
        self.file.write_bytes(self._cert.public_bytes(Encoding.PEM))

    def _sign(self, name: x509.Name, key: ec.EllipticCurvePrivateKey, basic: x509.BasicConstraints, host: str | None):
        now = dt.datetime.now(dt.UTC)
        builder = x509.CertificateBuilder(self._name, name, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(now - dt.timedelta(hours=1)).not_valid_after(now + dt.timedelta(hours=1))
        builder = builder.add_extension(basic, critical=True)
        ours = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        builder = builder.add_extension(ours, critical=False)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        if basic.ca:
            usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
            builder = builder.add_extension(usage, critical=True)
        if host:
            names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self._key, hashes.SHA256())

    def issue(self, name: str, host: str | None = None) -> Path:
        """Write a certificate with its key into one PEM file."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        cert = self._sign(subject, key, x509.BasicConstraints(ca=False, path_length=None), host)
        path = self._folder / f"{name}.pem"
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.write_bytes(secret + cert.public_bytes(Encoding.PEM))
        return path


class TlsFront:
    """Takes TLS off and forwards to `port`; with `clients` it asks for a certificate of that authority."""

    def __init__(self, port: int, certificate: Path, clients: Path | None = None) -> None:
        self._target = port
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.load_cert_chain(certificate)
        if clients is not None:
            self._context.verify_mode = ssl.CERT_REQUIRED
            self._context.load_verify_locations(clients)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._socket.getsockname()[1]}"
        self.seen = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                plain, _ = self._socket.accept()
                threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        with contextlib.suppress(OSError), plain, self._context.wrap_socket(plain, server_side=True) as client:
            first = client.recv(65536)
            self.seen += bool(first)
            with socket.create_connection(("127.0.0.1", self._target)) as server:
                server.sendall(first.replace(b"Connection: keep-alive", b"Connection: close", 1))
                _exchange(client, server)


def _exchange(client: ssl.SSLSocket, server: socket.socket) -> None:
    # One thread only: an SSL socket must not be read and written by two.
    client.settimeout(0.02)
    server.settimeout(0.02)
    while True:
        with contextlib.suppress(TimeoutError):
            block = client.recv(65536)
            if not block:
                return
            server.settimeout(10)
            server.sendall(block)
            server.settimeout(0.02)
            continue
        with contextlib.suppress(TimeoutError):
            block = server.recv(65536)
            if not block:
                return
            client.settimeout(10)
            client.sendall(block)
            client.settimeout(0.02)
