"""What the magics' options share: the declarations, quotes, and asking for help."""

from __future__ import annotations

import contextlib
import functools
import inspect
from typing import Any

from IPython.core.magic_arguments import argument, parse_argstring


class HelpShown(Exception):
    """Ends a magic after its help was shown."""


def declaring(function: Any) -> Any:
    """Add the options by which a researcher says what only they know."""
    options = (
        argument("--counts", nargs="+", metavar="COLUMN", help="columns that count people"),
        argument("--genetic", action="store_true", help="the counts are of variants or genes"),
        argument("--selected", action="store_true", help="a variant list curated for significance"),
        argument("--row-is", dest="row_is", help="participant, variant, gene, site, group or other"),
        argument("-n", dest="n", type=int, help="people behind the percentages"),
        argument("--unit", help="what a bar or cell counts, such as participants or variants"),
        argument("--source", help="the data frame it was made from, where it should not be searched for"),
        argument("--evidence", nargs="+", metavar="ID", help="supporting documents of %%airlock_evidence"),
        argument("--justification", help="why it may leave although it needs review"),
    )
    for option in options:
        function = option(function)
    return function


def with_help(function: Any) -> Any:
    """Let a magic end quietly once its help was shown: asking for help is no error."""

    @functools.wraps(function)
    def magic(*args: Any) -> None:
        with contextlib.suppress(HelpShown):
            function(*args)

    return magic


DECLARED = ("counts", "genetic", "selected", "row_is", "n", "unit", "source", "evidence", "justification")


def declared(args: Any) -> dict[str, Any]:
    """Return what the researcher declared with options."""
    return {key: value for key in DECLARED if (value := getattr(args, key, None))}


def parsed(magic: Any, line: str) -> Any:
    """Return the arguments of a magic's line, without quotes; ends the magic when help is asked for."""
    if line.strip() in ("--help", "-h", "?"):
        print(inspect.getdoc(magic) or "")
        raise HelpShown
    args = parse_argstring(magic, line)
    for key, value in vars(args).items():
        if isinstance(value, str):
            setattr(args, key, unquoted(value))
        elif isinstance(value, list):
            setattr(args, key, [unquoted(entry) for entry in value])
    return args


def unquoted(text: str) -> str:
    """Return a text without the quotes that IPython's argument splitter leaves on."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
