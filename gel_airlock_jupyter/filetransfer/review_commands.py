"""`gel-airlock filetransfer review ...`: decide on requests from a terminal."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gel_airlock_jupyter.filetransfer.data_folder import default_data

if TYPE_CHECKING:
    from gel_airlock_jupyter.filetransfer.review_client import ReviewClient

Command = Callable[["ReviewClient", argparse.Namespace], int]


def add_arguments(inner: Any) -> None:
    """Add `review` and its commands below `filetransfer`."""
    parser = inner.add_parser("review", help="list, read and decide requests as a reviewer")
    verbs = parser.add_subparsers(dest="review_command", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--url", help="address of the service (default: the one running on the data folder)")
    common.add_argument("--token-file", type=Path, help="tokens as JSON, or one bare token")
    common.add_argument("--data", type=Path, help="data folder of a service on this machine")
    common.add_argument(
        "--reviewer", default="", metavar="NAME", help="whose token to use (default: the first reviewer's)"
    )
    common.add_argument("--json", action="store_true", help="print the service's answer as JSON")

    def add(name: str, words: str, run: Command, identified: bool = True) -> argparse.ArgumentParser:
        verb: argparse.ArgumentParser = verbs.add_parser(name, help=words, parents=[common])
        if identified:
            verb.add_argument("id", metavar="ID", help="the request's id, or enough of its beginning")
        verb.set_defaults(run=lambda args: run(_client(args), args))
        return verb

    add("list", "list requests", _list, identified=False)
    add("show", "show one request", _show)
    for name, run in (("approve", _approve), ("reject", _reject)):
        verb = add(name, f"vote to {name} outputs, and decide once there are votes enough", run)
        verb.add_argument(
            "--output", type=int, action="append", default=[], metavar="N", help="only output N; may be repeated"
        )
        verb.add_argument("--reason", default="", required=name == "reject", help="what the author is told")
    add("return", "give it back to its author", _return).add_argument("--reason", required=True)
    add("release", "release the approved outputs", _release)


def _client(args: argparse.Namespace) -> ReviewClient:
    # Loaded when a command runs: the whole command line adds these arguments, and most of it needs no HTTP.
    from gel_airlock_jupyter.filetransfer.review_client import ReviewClient, Target, running

    url, token_file = args.url, args.token_file
    if not url or not token_file:
        found = running((args.data or default_data()).resolve())
        url, token_file = url or found["url"], token_file or Path(found["token_file"])
    return ReviewClient(Target(url, token_file, args.reviewer or os.environ.get("GEL_AIRLOCK_REVIEWER", "")))


def clean(text: Any) -> str:
    """Return text from a request without the control characters that could move a terminal's cursor."""
    return "".join(c if c.isprintable() else " " for c in str(text))


def _line(each: dict[str, Any]) -> str:
    committee = "committee" if each["committee"] else "team"
    words = [
        each["id"][:8],
        f"{each['state']:<15}",
        f"{each['verdict'] or '-':<6}",
        f"{committee:<9}",
        clean(each["owner"]),
    ]
    return "  ".join([*words, clean(_title(each))])


def _title(each: dict[str, Any]) -> str:
    summary = each["summary"]
    return str(summary.get("title") or summary.get("project") or summary.get("id") or "")


def _list(client: ReviewClient, args: argparse.Namespace) -> int:
    found = client.requests()
    if args.json:
        print(json.dumps(found, indent=1))
    else:
        print("\n".join(_line(each) for each in found) or "No requests.")
    return 0


def _show(client: ReviewClient, args: argparse.Namespace) -> int:
    return _print(client.find(args.id), args)


def _print(found: dict[str, Any], args: argparse.Namespace) -> int:
    if args.json:
        print(json.dumps(found, indent=1))
        return 0
    print(_line(found))
    print(f"  {clean(found['message'])}")
    if found.get("participants"):
        print(f"  participant ids: {found['participants']['count']}, at {found['participants']['url']}")
    for note in found["notes"]:
        print(f"  together: {clean(note)}")
    for each in found["outputs"]:
        decision = each["decision"] or "undecided"
        print(f"  {each['position']:>3}. {each['verdict']:<6}  {decision:<9}  {clean(each['file'])}")
    for vote in found["reviews"]:
        print(f"  vote  {clean(vote['reviewer'])}: output {vote['position']} {vote['vote']}  {clean(vote['comment'])}")
    for message in found["messages"]:
        print(f"  {message['at'][:16]}  {clean(message['author'])}: {clean(message['text'])}")
    return 0


def _approve(client: ReviewClient, args: argparse.Namespace) -> int:
    return _vote(client, args, "approve")


def _reject(client: ReviewClient, args: argparse.Namespace) -> int:
    return _vote(client, args, "reject")


def _vote(client: ReviewClient, args: argparse.Namespace, vote: str) -> int:
    request_id = client.find(args.id)["id"]
    found = client.vote(request_id, vote, args.output, args.reason)
    decided, missing = client.decide(request_id)
    _print(decided or found, args)
    if decided is None and not args.json:
        print(f"  Not decided yet: {missing}")
    return 0


def _return(client: ReviewClient, args: argparse.Namespace) -> int:
    return _print(client.give_back(client.find(args.id)["id"], args.reason), args)


def _release(client: ReviewClient, args: argparse.Namespace) -> int:
    return _print(client.release(client.find(args.id)["id"]), args)
