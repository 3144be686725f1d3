"""`%airlock_evidence`: supporting counts from a notebook."""

from __future__ import annotations

from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring

from gel_airlock_jupyter import kernel
from gel_airlock_jupyter.magic_options import unquoted

OPTIONS = ("frame", "query", "sql", "table", "schema", "person", "by", "terms", "release", "container")


@magics_class
class EvidenceMagics(Magics):
    """Count people who fit a description, for the reviewer."""

    @magic_arguments()
    @argument("frame", nargs="?", metavar="FRAME", help="data frame of the session")
    @argument("-q", "--query", help="who is counted, as DataFrame.query takes it: \"sex == 'F' and age > 40\"")
    @argument("--sql", help="a LabKey SELECT instead of a frame")
    @argument("--table", help="a LabKey table instead of a SELECT")
    @argument("--schema", help="LabKey schema; 'lists' by default")
    @argument("--person", help="column that identifies people in LabKey; participant_id by default")
    @argument("--container", help="LabKey folder (release), where it is not the configured one")
    @argument("--by", nargs="+", metavar="COLUMN", help="count every combination of these columns")
    @argument("--terms", nargs="+", metavar="TERM", help="search terms, for the reviewer")
    @argument("--release", help="release of the data, where the LabKey folder does not tell it")
    @argument("--draft", action="store_true", help="print the draft of a Clinical Collaboration Request")
    @line_magic
    def airlock_evidence(self, line: str) -> Any:
        """Count the participants who share a description, and keep the supporting document in the store.

        Give its id to %airlock_stage as --evidence, or evidence= in Python. At least 5 people satisfy the rules on
        individual descriptions; for fewer the way out is a Clinical Collaboration Request.
        """
        if line.strip() in ("--help", "-h", "?"):
            print(type(self).airlock_evidence.__doc__)
            return None
        args = parse_argstring(self.airlock_evidence, line)
        given = {key: _plain(getattr(args, key)) for key in OPTIONS if getattr(args, key) is not None}
        if not {"frame", "sql", "table"} & set(given):
            raise UsageError("Name a data frame, or give --sql or --table.")
        namespace = self.shell.user_ns if self.shell is not None else {}
        document = kernel.session(namespace=namespace).evidence(**given)
        print(document)
        if args.draft:
            print(document.draft())
        return document


def _plain(value: Any) -> Any:
    return [unquoted(entry) for entry in value] if isinstance(value, list) else unquoted(value)
