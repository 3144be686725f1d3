"""`gel-airlock filetransfer ...`: serve, and review from a terminal."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.errors import AirlockError
from gel_airlock_jupyter.filetransfer import review_commands
from gel_airlock_jupyter.filetransfer.data_folder import VARIABLE, default_data
from gel_airlock_jupyter.filetransfer.settings import GIB, Settings
from gel_airlock_jupyter.filetransfer.starting import leave_on_ctrl_c

SCAN = "GEL_AIRLOCK_FILETRANSFER_SCAN"


def add_arguments(subparsers: Any) -> None:
    """Add `filetransfer serve` and `filetransfer review` to a command line.

    Parameters
    ----------
    subparsers
        What `ArgumentParser.add_subparsers()` returned. Each command sets `run`.
    """
    parser = subparsers.add_parser("filetransfer", help="the reference File Transfer service (not for production)")
    inner = parser.add_subparsers(dest="filetransfer_command", required=True)
    serve = inner.add_parser("serve", help="run the service until Ctrl-C")
    serve.add_argument("--data", type=Path, help=f"data folder (default: ${VARIABLE} or the user's data folder)")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    serve.add_argument("--port", type=int, default=8765, help="port; 0 takes a free one (default: 8765)")
    serve.add_argument("--database-url", default="", help="SQLAlchemy URL (default: SQLite in the data folder)")
    serve.add_argument("--token-file", type=Path, help="tokens as JSON, mode 0600 (default: made in the data folder)")
    serve.add_argument("--max-bytes", type=int, default=6 * GIB, help="largest bundle, in bytes")
    serve.add_argument("--upload-ttl", type=float, default=7 * 86400.0, help="life of an unfinished upload, in seconds")
    serve.add_argument("--reviewers", type=int, default=1, help="reviewers for an ordinary request (default: 1)")
    serve.add_argument("--committee", type=int, default=2, help="reviewers where the committee decides (default: 2)")
    serve.add_argument("--validation-seconds", type=float, default=300.0, help="time limit of one re-check")
    serve.add_argument("--policy", default="", help="policy that bundles must be checked under (default: this site's)")
    serve.add_argument("--access-seconds", type=float, default=900.0, help="life of a token of the device flow")
    serve.add_argument("--name-reviewers", action="store_true", help="authors see who reviews their requests")
    serve.add_argument("--scan-command", default=os.environ.get(SCAN, ""), help="malware scan; exit 0 means clean")
    serve.set_defaults(run=run_serve)
    review_commands.add_arguments(inner)


def settings_of(args: argparse.Namespace) -> Settings:
    """Return the settings that the arguments of `serve` stand for."""
    return Settings(
        data=(args.data or default_data()).resolve(),
        host=args.host,
        port=args.port,
        database_url=args.database_url,
        token_file=args.token_file,
        max_bytes=args.max_bytes,
        upload_ttl=args.upload_ttl,
        reviewers=args.reviewers,
        committee=args.committee,
        validation_seconds=args.validation_seconds,
        policy=args.policy,
        access_seconds=args.access_seconds,
        name_reviewers=args.name_reviewers,
        scan_command=tuple(shlex.split(args.scan_command)),
    )


def run_serve(args: argparse.Namespace) -> int:
    """Run the service; 1 when it cannot start."""
    leave_on_ctrl_c()
    try:
        return _serve(args)
    except KeyboardInterrupt:
        return 0  # stopped before it had begun


def _serve(args: argparse.Namespace) -> int:
    try:
        from gel_airlock_jupyter.filetransfer.serving import serve
    except ModuleNotFoundError as error:
        print(
            f"The service needs the package '{error.name}'. Run: pip install 'gel-airlock-jupyter[filetransfer]'",
            file=sys.stderr,
        )
        return 1
    from sqlalchemy.exc import SQLAlchemyError

    try:
        serve(settings_of(args))
    except (OSError, ValueError) as error:
        print(f"The service cannot start: {error}", file=sys.stderr)
        return 1
    except SQLAlchemyError as error:
        print(f"The service cannot use its database ({type(error).__name__}). Is the URL right?", file=sys.stderr)
        return 1
    return 0


def run(args: argparse.Namespace) -> int:
    """Run the command that was parsed, and return its exit status."""
    try:
        return int(args.run(args))
    except AirlockError as error:
        print(str(error), file=sys.stderr)
        return 1
