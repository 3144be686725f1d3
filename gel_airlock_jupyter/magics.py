"""The magics: the same words as in Python and on the command line."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, cell_magic, line_magic, magics_class
from IPython.core.magic_arguments import argument, argument_group, magic_arguments
from IPython.display import display
from traitlets import Unicode

from gel_airlock_jupyter import kernel, telling
from gel_airlock_jupyter.errors import InputError, UnknownName
from gel_airlock_jupyter.exportable import held_back
from gel_airlock_jupyter.findings import Report
from gel_airlock_jupyter.fixing.how import METHODS
from gel_airlock_jupyter.magic_cell import PICTURE, run_and_capture
from gel_airlock_jupyter.magic_evidence import EvidenceMagics
from gel_airlock_jupyter.magic_options import HelpShown, declared, declaring, parsed, with_help
from gel_airlock_jupyter.magic_requests import RequestMagics
from gel_airlock_jupyter.rendering.display import mimebundle
from gel_airlock_jupyter.rendering.status import items_text, request_text
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings


@magics_class
class AirlockMagics(Magics):
    """Check, fix, stage and send outputs from a notebook."""

    store = Unicode("", help="Folder of the store; '' means GEL_AIRLOCK_STORE or the user's data folder.").tag(
        config=True
    )
    project = Unicode("", help="Project, such as RR150; '' means GEL_AIRLOCK_PROJECT or 'default'.").tag(config=True)
    policy = Unicode("", help="Policy file or profile; '' means the site's. Cannot replace a site's policy.").tag(
        config=True
    )

    @property
    def session(self) -> Session:
        """Return the session with the settings as they are now."""
        settings = Settings.from_environment(self.store or None, self.project or None, self.policy or None)
        return kernel.session(settings, self._namespace)

    @property
    def pinned(self) -> list[str]:
        """Return which settings this kernel set for itself."""
        return [name for name in ("project", "store") if getattr(self, name)]

    @property
    def _namespace(self) -> dict[str, Any]:
        return self.shell.user_ns if self.shell is not None else {}

    @magic_arguments()
    @argument("names", nargs="+", metavar="NAME", help="variable, expression without blanks, or path of a file")
    @declaring
    @line_magic
    @with_help
    def airlock_check(self, line: str) -> None:
        """Judge outputs: may they leave the Research Environment?

        Shows verdict, findings and the table with the offending cells marked. Several names are judged together.
        """
        args = self._parse(self.airlock_check, line)
        said = declared(args)
        objects = {name: self._object(name) for name in args.names}
        for name, obj in objects.items():
            self._show(name, self.session.check(obj, name, **said), said)
        if len(objects) > 1:
            display(_Shown(mimebundle(self.session.check(objects, "together", **said))))

    @magic_arguments()
    @declaring
    @cell_magic("airlock_check")
    @with_help
    def airlock_check_cell(self, line: str, cell: str) -> None:
        """Run a cell and judge all that it shows: its last expression, what it prints, what it displays."""
        args = self._parse(self.airlock_check_cell, line)
        if self.shell is None:
            raise UsageError("%%airlock_check works in IPython only.")
        ran = run_and_capture(self.shell, cell)
        if not ran.outputs and not ran.success:
            return
        if not ran.outputs:
            raise UsageError(
                "The cell displays nothing that can be judged: let its last line be the table or figure to check."
            )
        said = declared(args)
        whole = "this cell's output"
        several: Any = ran.outputs if len(ran.outputs) > 1 else next(iter(ran.outputs.values()))
        report = self.session.check(several, whole, **said)
        if not ran.success and report.verdict == "pass":
            return  # the error itself says enough
        self._show(whole, report, said)
        if ran.pictures:
            print(f"Only a reviewer can judge the pixels of {', '.join(ran.pictures)}: {PICTURE}.")

    @magic_arguments()
    @argument("name", metavar="NAME", help="variable to fix")
    @argument("-o", "--output", metavar="NEW", help="variable for the masked copy; NAME_safe by default")
    @argument("--method", choices=tuple(METHODS), default="mask", help="masks, totals as ranges, rounding, fewer rows")
    @declaring
    @line_magic
    @with_help
    def airlock_fix(self, line: str) -> None:
        """Make a masked copy that passes the check; the original stays as it is."""
        args = self._parse(self.airlock_fix, line)
        new = args.output or f"{args.name}_safe"
        if not new.isidentifier():
            raise UsageError(f"'{new}' cannot be the name of a variable.")
        said = declared(args)
        try:
            fixed = self.session.fix(self._object(args.name), args.name, args.method, telling.line(), **said)
        except KeyboardInterrupt:
            raise UsageError(f"Stopped: {args.name} is as it was, and there is no {new} of this run.") from None
        self._namespace[new] = fixed.output
        said |= fixed.declared
        for change in fixed.changes:
            print(f"- {change}")
        print(f"{args.name} -> {new}" if fixed.changes else f"Nothing to change: {new} is a copy of {args.name}.")
        self._show(new, fixed.report.named(new), said)

    @magic_arguments()
    @argument("name", metavar="NAME", help="variable or path of the output")
    @argument_group("as")
    @argument("--as", dest="file", metavar="FILE", help="file name of the export, such as table1.csv")
    @argument("--title", help="title for the reviewer")
    @argument("--description", help="what it holds; every unclear column explained")
    @argument("--alt-text", dest="alt_text", help="description of a figure for people who cannot see it")
    @argument("--exception", help="why a fail should be allowed (goes to the committee)")
    @declaring
    @line_magic
    @with_help
    def airlock_stage(self, line: str) -> None:
        """Freeze an output for export: written, re-read and re-checked in a clean process, kept in the store."""
        args = self._parse(self.airlock_stage, line)
        details = {key: getattr(args, key) for key in ("title", "description", "alt_text", "exception")}
        print("Writing the file and checking its bytes in a clean process ...")
        details["variable"] = args.name
        item = self.session.stage(self._object(args.name), args.file or args.name, **details, **declared(args))
        assert item.export is not None
        print(
            f"Staged {item.export.file}: {item.verdict}, {item.export.bytes:,} bytes, sha256 {item.export.sha256[:12]}…"
        )
        print(" ".join(held_back(item)).strip(), end="\n" if item.removed else "")

    @line_magic
    @with_help
    def airlock_status(self, line: str) -> None:
        """Show which project and store this notebook uses, what is checked and staged, and the project's requests."""
        self._parse_none("airlock_status", line)
        where = self.session.settings
        print(f"Project {where.project}, store {where.store}")
        print(items_text(*self.session.store.items()))
        for request in self.session.current():
            print(request_text(request))

    @magic_arguments()
    @argument("--project", help="Research Registry id, such as RR150")
    @argument("--description", help="what the files hold")
    @argument("--aim", help="aim of the export, such as Publication")
    @argument("--justification", help="why it must leave, and where it will be published")
    @argument("--user-group", dest="user_group", help="GeCIP or Discovery Forum")
    @argument("--disease-type", dest="disease_type", help="such as Cancer")
    @argument("--comments", help="additional comments")
    @argument("--project-approved", dest="project_approved", help="date of approval, as 2026-03-31")
    @line_magic
    @with_help
    def airlock_request(self, line: str) -> None:
        """Make a request of everything that is staged."""
        args = self._parse(self.airlock_request, line)
        request = self.session.request(**{key: value for key, value in vars(args).items() if value is not None})
        print(request_text(request))

    @magic_arguments()
    @argument("request", nargs="?", help="id of the request; the newest by default")
    @argument("--part", default="bundle", help="bundle, outputs (for release), evidence, review (PDF) or form (text)")
    @line_magic
    @with_help
    def airlock_bundle(self, line: str) -> None:
        """Seal the request into its bundle and print the path, or that of a part of it for the way by hand."""
        session, args = self.session, self._parse(self.airlock_bundle, line)
        identifier = session.chosen(args.request)
        print(session.part(identifier, args.part))
        if remark := session.unsigned(identifier):
            print(remark)

    @magic_arguments()
    @argument("request", nargs="?", help="id of the request; the newest by default")
    @line_magic
    @with_help
    def airlock_submit(self, line: str) -> None:
        """Hand the request to File Transfer and show what it answers."""
        identifier = self.session.chosen(self._parse(self.airlock_submit, line).request)
        self.session.submit(identifier)
        print(request_text(self.session.store.request(identifier)))

    @line_magic
    @with_help
    def airlock_policy(self, line: str) -> None:
        """Show which policy judges, and its limits."""
        self._parse_none("airlock_policy", line)
        from gel_airlock_jupyter.rendering.status import policy_text

        print(policy_text(self.session.policy))

    def _show(self, name: str, report: Report, said: dict[str, Any]) -> None:
        item = self.session.record(name, report, said)
        display(_Shown(mimebundle(report, item.id, item.kernel_id)))

    def _object(self, name: str) -> Any:
        """Return the object of a variable, of an attribute or index of one, or a path."""
        if name in self._namespace:
            return self._namespace[name]
        tree = _expression(name)
        roots = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)] if tree else []
        if tree and roots and roots[0] in self._namespace:
            if any(isinstance(node, ast.Call) for node in ast.walk(tree)):
                raise InputError(f"'{name}' would run code.", "Give its result a name first, then check that.")
            try:
                return eval(compile(tree, "<airlock>", "eval"), self._namespace)  # noqa: S307 - no calls, own kernel
            except Exception as error:  # noqa: BLE001 - whatever an object raises, the name does not give an output
                raise UnknownName(f"There is no '{name}' ({type(error).__name__}).", "Check the spelling.") from None
        if "." in name or "/" in name:
            return Path(name)
        hidden = getattr(self.shell, "user_ns_hidden", {})
        known = [key for key in self._namespace if not key.startswith("_") and key not in hidden]
        raise UnknownName.among("variable", name, known, "Run the cell that makes it first.")

    def _parse(self, magic: Any, line: str) -> Any:
        return parsed(magic, line)

    def _parse_none(self, name: str, line: str) -> None:
        if line.strip() in ("--help", "-h"):
            print(inspect.getdoc(getattr(self, name)) or "")
            raise HelpShown
        if line.strip():
            raise UsageError(f"%{name} takes no arguments.")


class _Shown:
    """A ready MIME bundle for `display`."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self.data


def _expression(name: str) -> ast.Expression | None:
    try:
        return ast.parse(name, mode="eval")
    except (SyntaxError, ValueError):
        return None


def load(shell: Any) -> None:
    """Register the magics and tell the sidebar that this kernel has the package."""
    magics = AirlockMagics(shell)
    shell.register_magics(magics)
    shell.register_magics(EvidenceMagics(shell))
    shell.register_magics(RequestMagics(shell))
    kernel.record_from_here(shell)
    kernel.list_from_here(shell, lambda: magics.session)
    kernel.keep_announced(shell, lambda: magics.session, lambda: magics.pinned)


def unload(shell: Any) -> None:
    """Forget this kernel's note; the magics stay until the kernel ends, as IPython has no way to drop them."""
    kernel.stop_recording(shell)
    kernel.stop_announcing(shell)
    kernel.stop_listing(shell)
    kernel.retract(kernel.session())
