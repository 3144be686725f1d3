"""`gel-airlock` for requests that were sent: list, messages, answer, resubmit, revise, withdraw, release."""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from gel_airlock_jupyter.corresponding import OUTCOMES
from gel_airlock_jupyter.errors import InputError, StoreError
from gel_airlock_jupyter.participants import text_of_file
from gel_airlock_jupyter.rendering.status import messages_text, request_line, request_text
from gel_airlock_jupyter.rendering.words import counted
from gel_airlock_jupyter.sending import waiting_for_login
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.transfer.protocol import Parked

Open = Callable[[argparse.Namespace], Session]
WHICH = "id of the request, or its first characters; the newest by default"


def add_arguments(verbs: argparse._SubParsersAction[argparse.ArgumentParser], session: Open) -> None:
    """Add the verbs; `session` opens the session that the common options ask for."""

    def add(name: str, words: str, run: Callable[[Session, argparse.Namespace], None]) -> argparse.ArgumentParser:
        verb = verbs.add_parser(name, help=words)
        verb.set_defaults(run=lambda args: run(session(args), args))
        return verb

    add("login", "sign in to File Transfer, in any browser", _login)
    add("logout", "sign out of File Transfer", _logout)
    add("requests", "list the requests, one line each", _requests)
    for name, words, run in (
        ("messages", "ask for the newest state, and show what was said", _messages),
        ("revise", "make a draft that replaces a request", _revise),
    ):
        add(name, words, run).add_argument("request", nargs="?", help=WHICH)
    answer = add("answer", "say something to the reviewers", _answer)
    answer.add_argument("text")
    answer.add_argument("--request", help=WHICH)
    resubmit = add("resubmit", "hand a returned request to the reviewers again", _resubmit)
    resubmit.add_argument("request", nargs="?", help=WHICH)
    resubmit.add_argument("--answer", default="", help="what to say to the reviewers first")
    withdraw = add("withdraw", "take a request back, until it is decided", _withdraw)
    withdraw.add_argument("request", nargs="?", help=WHICH)
    withdraw.add_argument("--reason", default="", help="why, for the reviewers")
    outcome = add("outcome", "write down what became of a request carried by hand", _outcome)
    outcome.add_argument("state", choices=OUTCOMES)
    outcome.add_argument("--note", default="", help="such as the number of the ticket")
    outcome.add_argument("--request", help=WHICH)
    acknowledge = add("acknowledge", "confirm that code without what was removed from it may be read", _acknowledge)
    acknowledge.add_argument("output", help="file name of the staged output")
    acknowledge.add_argument("--reason", required=True, help="why, for the reviewers")
    people = add("participants", "write the participant-id file of a request, apart from its bundle", _participants)
    people.add_argument(
        "file", type=Path, nargs="?", help="text file with one id a line; without it, say what is there"
    )
    people.add_argument("--request", help=WHICH)
    release = add("release", "fetch the released outputs and print the path", _release)
    release.add_argument("request", nargs="?", help=WHICH)
    release.add_argument("--to", type=Path, metavar="FOLDER", help="copy it there as well")


def _login(session: Session, args: argparse.Namespace) -> None:
    from gel_airlock_jupyter.transfer.oauth import login

    settings = session.settings.transfer
    found = login.state(settings)
    if found.state != login.SIGNED_IN and found.method == "device":
        found = login.begin(settings)
        print(found.verification_uri_complete or found.message, flush=True)
        print(f"Code: {found.user_code}. Waiting; Ctrl-C stops.", flush=True)
        while found.state == login.PENDING:
            time.sleep(found.interval or 5.0)
            found = login.state(settings)
    if found.state != login.SIGNED_IN:
        raise Parked("needs-login", found.message, "Try again: `gel-airlock login`.")
    print(found.message)
    for identifier in waiting_for_login(session.store):
        session.submit(identifier)
        print(request_line(session.store.request(identifier)))


def _logout(session: Session, args: argparse.Namespace) -> None:
    from gel_airlock_jupyter.transfer.oauth import login

    print(login.end(session.settings.transfer).message)


def _requests(session: Session, args: argparse.Namespace) -> None:
    found = session.current()
    print("\n".join(request_line(request) for request in found) or "There is no request yet.")


def _messages(session: Session, args: argparse.Namespace) -> None:
    identifier = session.chosen(args.request)
    print("\n".join(messages_text(session.messages(identifier))) or "Nobody has said anything yet.")
    session.requests.seen(identifier)


def _answer(session: Session, args: argparse.Namespace) -> None:
    print(request_text(session.answer(session.chosen(args.request), args.text)))


def _resubmit(session: Session, args: argparse.Namespace) -> None:
    print(request_text(session.resubmit(session.chosen(args.request), args.answer)))


def _revise(session: Session, args: argparse.Namespace) -> None:
    print(request_text(session.revise(session.chosen(args.request))))


def _withdraw(session: Session, args: argparse.Namespace) -> None:
    print(request_text(session.withdraw(session.chosen(args.request), args.reason)))


def _outcome(session: Session, args: argparse.Namespace) -> None:
    print(request_text(session.requests.outcome(session.chosen(args.request), args.state, args.note)))


def _acknowledge(session: Session, args: argparse.Namespace) -> None:
    item = session.acknowledge(args.output, args.reason)
    print(f"Recorded for {item.name}: {counted(len(item.removed), 'removal')} acknowledged.")


def _participants(session: Session, args: argparse.Namespace) -> None:
    text = None if args.file is None else text_of_file(args.file)
    found = session.participants(session.chosen(args.request), text)
    print(f"{counted(found.count, 'id')} in {found.file or 'no file yet'}")
    print("The form asks for it: rows of this request are people." if found.needed else "Attach it if the form asks.")


def _release(session: Session, args: argparse.Namespace) -> None:
    path = session.release(session.chosen(args.request))
    if args.to is None:
        print(path)
        return
    target = args.to / path.name
    if target.exists():
        raise InputError(f"'{target}' is there already.", "Choose another folder.")
    try:
        shutil.copyfile(path, target)
    except OSError as error:
        raise StoreError(f"'{target}' could not be written: {error.strerror}.", "Choose another folder.") from error
    print(target)
