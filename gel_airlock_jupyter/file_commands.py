"""`gel-airlock` for files: fix a copy that may leave, clear a notebook."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.session import Session

Open = Callable[[argparse.Namespace], Session]
VERDICT_STATUS = {"pass": 0, "review": 1, "fail": 2}


def add_arguments(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    session: Open,
    declared: Callable[[argparse.Namespace], dict[str, Any]],
) -> argparse.ArgumentParser:
    """Add the verbs; return the one that takes declarations, for the caller to add them."""
    fix = verbs.add_parser(
        "fix",
        help="write a copy of a file that passes the check: masked tables, a workbook's values, a notebook's sources, "
        "a picture's pixels; exit status as for check",
    )
    fix.add_argument("file", type=Path)
    fix.add_argument("-o", "--output", type=Path, help="where to write; NAME-fixed beside the file by default")
    fix.add_argument("--method", help="mask (default), range, round or merge")
    fix.set_defaults(run=lambda args: _fix(session(args), args, declared(args)))
    clear = verbs.add_parser("clear", help="write a copy of a notebook without outputs and metadata")
    clear.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK")
    clear.add_argument("-o", "--output", type=Path, help="where to write; NAME-cleared beside the file by default")
    clear.set_defaults(run=_clear)
    return fix


def _fix(session: Session, args: argparse.Namespace, declared: dict[str, Any]) -> int:
    if not args.file.is_file():
        raise InputError(f"There is no file '{args.file}'.", "Check the path.")
    fixed = session.fix(args.file, args.file.name, args.method, to=args.output, **declared)
    print(f"Wrote {fixed.output}: {fixed.report.verdict}")
    for change in fixed.changes:
        print(f"  {change}")
    return VERDICT_STATUS[fixed.report.verdict]


def _clear(args: argparse.Namespace) -> int:
    from gel_airlock_jupyter.fixing.files import cleared_notebook, written_to

    if args.output and len(args.notebooks) > 1:
        raise InputError("One output cannot hold several notebooks.", "Leave --output out.")
    for path in args.notebooks:
        if not path.is_file():
            raise InputError(f"There is no file '{path}'.", "Check the path.")
        data, words = cleared_notebook(path)
        target = args.output or path.with_name(f"{path.stem}-cleared{path.suffix}")
        written = written_to(target, data, numbered=args.output is None)
        print(f"Wrote {written}: {', '.join(words) or 'nothing to remove'}")
    return 0
