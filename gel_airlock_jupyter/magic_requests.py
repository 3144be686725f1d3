"""The magics for a request that was sent: messages, answer, another round, a revision, withdrawal, release."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from IPython.core.magic import Magics, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments

from gel_airlock_jupyter.errors import InputError, UnknownName
from gel_airlock_jupyter.magic_options import parsed, with_help
from gel_airlock_jupyter.participants import text_of_file
from gel_airlock_jupyter.rendering.status import messages_text, request_text
from gel_airlock_jupyter.rendering.words import counted
from gel_airlock_jupyter.session import Session

WHICH = argument("request", nargs="?", help="id of the request, or its first characters; the newest by default")


def ids_of(name: str, namespace: dict[str, Any]) -> Any:
    """Return the ids that a name stands for: a variable, a column of a frame (`frame.column`), or a file's text."""
    root, _, column = name.partition(".")
    if root in namespace:
        found = namespace[root]
        if column:
            if column not in list(getattr(found, "columns", ())):
                raise UnknownName.among("column", column, list(getattr(found, "columns", ())))
            found = found[column]
        if hasattr(found, "columns"):
            raise InputError(f"'{name}' is a table.", f"Name its column of ids: {name}.participant_id")
        return found
    return text_of_file(Path(name))


@magics_class
class RequestMagics(Magics):
    """Follow, answer and change what was sent."""

    @magic_arguments()
    @WHICH
    @line_magic
    @with_help
    def airlock_messages(self, line: str) -> None:
        """Ask File Transfer for the newest state, and show what reviewers and author said."""
        session, args = self._parsed(self.airlock_messages, line)
        identifier = session.chosen(args.request)
        print("\n".join(messages_text(session.messages(identifier))) or "Nobody has said anything yet.")
        session.requests.seen(identifier)

    @magic_arguments()
    @argument("text", help="what to say, in quotes")
    @argument("--request", help="id of the request; the newest by default")
    @line_magic
    @with_help
    def airlock_answer(self, line: str) -> None:
        """Answer a question of the reviewers, or ask them one."""
        session, args = self._parsed(self.airlock_answer, line)
        print(request_text(session.answer(session.chosen(args.request), args.text)))

    @magic_arguments()
    @WHICH
    @argument("--answer", default="", help="what to say to the reviewers first")
    @line_magic
    @with_help
    def airlock_resubmit(self, line: str) -> None:
        """Hand a returned request to the reviewers again, with the same bundle."""
        session, args = self._parsed(self.airlock_resubmit, line)
        print(request_text(session.resubmit(session.chosen(args.request), args.answer)))

    @magic_arguments()
    @WHICH
    @line_magic
    @with_help
    def airlock_revise(self, line: str) -> None:
        """Make a draft with the form and outputs of an earlier request, which it replaces once it is submitted.

        Stage an output again under its name to change it, before or after; %airlock_submit sends the draft.
        """
        session, args = self._parsed(self.airlock_revise, line)
        print(request_text(session.revise(session.chosen(args.request))))

    @magic_arguments()
    @WHICH
    @argument("--reason", default="", help="why, for the reviewers")
    @line_magic
    @with_help
    def airlock_withdraw(self, line: str) -> None:
        """Take a request back; possible until it is decided."""
        session, args = self._parsed(self.airlock_withdraw, line)
        print(request_text(session.withdraw(session.chosen(args.request), args.reason)))

    @magic_arguments()
    @argument("state", help="in_review, returned, approved, partly_approved, rejected, released or withdrawn")
    @argument("--note", default="", help="such as the number of the ticket")
    @argument("--request", help="id of the request; the newest by default")
    @line_magic
    @with_help
    def airlock_outcome(self, line: str) -> None:
        """Write down what became of a request that you carried by hand.

        What was rejected or withdrawn published nothing: later requests are not compared with it any more.
        """
        session, args = self._parsed(self.airlock_outcome, line)
        print(request_text(session.requests.outcome(session.chosen(args.request), args.state, args.note)))

    @magic_arguments()
    @WHICH
    @line_magic
    @with_help
    def airlock_release(self, line: str) -> None:
        """Fetch the released outputs and print the path of the sealed zip."""
        session, args = self._parsed(self.airlock_release, line)
        print(session.release(session.chosen(args.request)))

    @magic_arguments()
    @argument("name", help="variable with the ids: a column, list or set; or the path of a text file")
    @argument("--request", help="id of the request; the newest by default")
    @line_magic
    @with_help
    def airlock_participants(self, line: str) -> None:
        """Write the participant-id file that the form asks for, apart from the bundle, readable by you only."""
        session, args = self._parsed(self.airlock_participants, line)
        shell: Any = self.shell
        found = session.participants(session.chosen(args.request), ids_of(args.name, shell.user_ns))
        print(f"{counted(found.count, 'id')} in {found.file}\nIt is in no bundle. {found.carried}")

    @magic_arguments()
    @argument("output", help="file name of the staged output")
    @argument("--reason", default="", help="why the code without it may be read, for the reviewers")
    @line_magic
    @with_help
    def airlock_acknowledge(self, line: str) -> None:
        """Confirm that reviewers may read the code behind an output without the secrets and identifiers in it.

        Sealing waits for that, or for the output to be staged again from cells without them.
        """
        session, args = self._parsed(self.airlock_acknowledge, line)
        item = session.acknowledge(args.output, args.reason)
        print(f"Recorded for {item.name}: {counted(len(item.removed), 'removal')} acknowledged.")

    def _parsed(self, magic: Any, line: str) -> tuple[Session, Any]:
        """Return the session of the settings as they are now, and the arguments."""
        args = parsed(magic, line)
        shell: Any = self.shell
        owner = shell.magics_manager.registry["AirlockMagics"]  # holds store, project and policy, as %config set them
        session: Session = owner.session
        return session, args
