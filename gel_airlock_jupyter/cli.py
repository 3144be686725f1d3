"""`gel-airlock`: the same verbs in a terminal, for files made by any program."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from gel_airlock_jupyter import comparing, file_commands, request_commands
from gel_airlock_jupyter._version import __version__
from gel_airlock_jupyter.errors import AirlockError, InputError, NotExportable, UnknownName, short_traceback
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings

VERDICT_STATUS = {"pass": 0, "review": 1, "fail": 2}
UNREADABLE = 3
DECLARED = ("counts", "genetic", "selected", "row_is", "n", "unit", "justification")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; expected errors are one line on standard error."""
    parser = _parser()
    args = parser.parse_args(argv)
    if not hasattr(args, "run"):
        parser.print_help()
        return 0
    try:
        return int(args.run(args) or 0)
    except NotExportable as error:
        print(error, file=sys.stderr)
        return VERDICT_STATUS[error.report.verdict] if error.report else 2
    except InputError as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    except AirlockError as error:
        print(error, file=sys.stderr)
        return UNREADABLE if args.run is _check else 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREADABLE
    except Exception:  # noqa: BLE001 - a crash must not look like a verdict: Python's own exit status is that of review
        print(f"gel-airlock failed unexpectedly ({short_traceback()}).", file=sys.stderr)
        print(f"Report this as a bug: gel-airlock {__version__}, Python {sys.version.split()[0]}.", file=sys.stderr)
        return UNREADABLE


def _parser() -> argparse.ArgumentParser:
    from gel_airlock_jupyter.filetransfer import commands as filetransfer

    parser = argparse.ArgumentParser(
        prog="gel-airlock", description="Check, stage, seal and submit outputs for the Airlock."
    )
    parser.add_argument(
        "--version", action="version", version=f"gel-airlock {__version__} (Python {sys.version.split()[0]})"
    )
    parser.add_argument("--store", help="folder of the store (GEL_AIRLOCK_STORE)")
    parser.add_argument("--project", help="project, such as RR150 (GEL_AIRLOCK_PROJECT)")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB")
    _check_verbs(verbs)
    _request_verbs(verbs)
    policy = verbs.add_parser("policy", help="show or validate a policy")
    policy.add_argument("action", choices=("show", "validate"))
    policy.add_argument("file", nargs="?", help="policy file or profile")
    policy.set_defaults(run=_policy)
    demo = verbs.add_parser("demo", help="the whole way on public data: File Transfer, JupyterLab, tutorial notebook")
    demo.add_argument("--headless", action="store_true", help="without a browser: run the notebook to the receipt")
    demo.add_argument("--folder", type=Path, default=Path(".demo"), help="where the demo keeps its files")
    demo.set_defaults(run=_demo)
    filetransfer.add_arguments(verbs)
    return parser


def _check_verbs(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = verbs.add_parser(
        "check", help="judge files, several together too; exit status 0 pass, 1 review, 2 fail, 3 could not be read"
    )
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    check.add_argument("--json", action="store_true", help="reports as JSON")
    check.add_argument("--policy", help="policy file or profile")
    check.set_defaults(run=_check)
    stage = verbs.add_parser("stage", help="freeze a file for export")
    stage.add_argument("file", type=Path)
    stage.add_argument("--as", dest="name", help="file name of the export")
    for option in ("title", "description", "alt-text", "exception"):
        stage.add_argument(f"--{option}", dest=option.replace("-", "_"))
    stage.set_defaults(run=_stage)
    for verb in (check, stage, file_commands.add_arguments(verbs, _session, _declared)):
        verb.add_argument("--counts", nargs="+", metavar="COLUMN", help="columns that count people")
        verb.add_argument("--genetic", action="store_true", help="the counts are of variants or genes")
        verb.add_argument("--selected", action="store_true", help="a variant list curated for significance")
        verb.add_argument("--row-is", dest="row_is", help="participant, variant, gene, site, group or other")
        verb.add_argument("-n", dest="n", type=int, help="people behind the percentages")
        verb.add_argument("--unit", help="what a bar counts")
        verb.add_argument("--justification", help="why it may leave although it needs review")
    verbs.add_parser("status", help="list items and requests").set_defaults(run=_status)


def _request_verbs(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from gel_airlock_jupyter.form import FIELDS

    request = verbs.add_parser("request", help="make a request of everything that is staged")
    for field in FIELDS:
        request.add_argument("--" + field.name.replace("_", "-"), dest=f"form_{field.name}", help=field.help)
    request.set_defaults(run=_request)
    for verb, run, words in (
        ("bundle", _bundle, "seal a request and print the path of its bundle"),
        ("submit", _submit, "hand a request to File Transfer"),
    ):
        parser = verbs.add_parser(verb, help=words)
        parser.add_argument(
            "request", nargs="?", help="id of the request, or its first characters; the newest by default"
        )
        parser.set_defaults(run=run)
        if verb == "bundle":
            words = "what to print the path of: outputs (for release), evidence, review (PDF) or form (text to paste)"
            parser.add_argument("--part", default="bundle", help=words)
    request_commands.add_arguments(verbs, _session)
    verify = verbs.add_parser("verify", help="check hashes, names and sizes of a bundle and re-run the checks")
    verify.add_argument("bundle", type=Path)
    verify.add_argument("--key", type=Path, help="public key of the server that sealed it")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=_verify)


def _session(args: argparse.Namespace) -> Session:
    return Session(Settings.from_environment(args.store, args.project))


def _declared(args: argparse.Namespace) -> dict[str, object]:
    return {key: value for key in DECLARED if (value := getattr(args, key))}


def _check(args: argparse.Namespace) -> int:
    session = _session(args)
    reports, worst = [], 0
    readable: dict[str, Path] = {}
    for file in args.files:
        try:
            report = session.check(file, file.name, policy=args.policy, **_declared(args))
        except InputError as error:
            print(f"{file}: {error}", file=sys.stderr)
            worst = UNREADABLE
            continue
        worst = max(worst, VERDICT_STATUS[report.verdict])
        readable[file.name if file.name not in readable else str(file)] = file
        reports.append(report.to_dict())
        if not args.json:
            print(report, end="\n\n")
    rules = load(args.policy) if args.policy else session.policy
    together = comparing.beside(session.store, rules, readable, _declared(args))
    if together is not None and together.findings:
        worst = max(worst, VERDICT_STATUS[together.verdict])
        reports.append(together.to_dict())
        if not args.json:
            print(together, end="\n\n")
    if args.json:
        print(json.dumps(reports if len(args.files) > 1 else next(iter(reports), None), ensure_ascii=False, indent=1))
    return worst


def _stage(args: argparse.Namespace) -> int:
    details = {key: getattr(args, key) for key in ("title", "description", "alt_text", "exception")}
    item = _session(args).stage(args.file, args.name or args.file.name, **details, **_declared(args))
    print(f"Staged {item.name}: {item.verdict} ({item.id})")
    return 0


def _status(args: argparse.Namespace) -> int:
    from gel_airlock_jupyter.rendering.status import items_text, request_text

    session = _session(args)
    print(items_text(*session.store.items()))
    for request in session.current():
        print(request_text(request))
    return 0


def _request(args: argparse.Namespace) -> int:
    from gel_airlock_jupyter.rendering.status import request_text

    form = {key.removeprefix("form_"): value for key, value in vars(args).items() if key.startswith("form_") and value}
    print(request_text(_session(args).request(**form)))
    return 0


def _bundle(args: argparse.Namespace) -> int:
    session = _session(args)
    identifier = session.chosen(args.request)
    print(session.part(identifier, args.part))
    if args.part == "form":
        return 0
    if remark := session.unsigned(identifier):
        print(remark, file=sys.stderr)
    return 0


def _submit(args: argparse.Namespace) -> int:
    from gel_airlock_jupyter.rendering.status import request_text

    session = _session(args)
    identifier = session.chosen(args.request)
    session.submit(identifier)
    request = session.store.request(identifier)
    print(request_text(request))
    return 1 if request.state in ("parked", "sending") else 0


def _verify(args: argparse.Namespace) -> int:
    from gel_airlock_jupyter.bundle.verify import verify

    result = verify(args.bundle, args.key)
    print(json.dumps(result.to_dict(), ensure_ascii=False, indent=1) if args.json else result)
    return 0 if result.ok else 2


def _policy(args: argparse.Namespace) -> int:
    from gel_airlock_jupyter.checks import all_rules
    from gel_airlock_jupyter.rendering.status import policy_text

    policy = load(args.file)
    known = {rule.id for rule in all_rules()}
    for rule in policy.content["rules"]:
        if rule not in known:
            raise UnknownName.among("rule", rule, known, "Remove it from the policy.")
    print(policy_text(policy) if args.action == "show" else f"{policy.source}: valid, sha256 {policy.digest}")
    return 0


def _demo(args: argparse.Namespace) -> int:
    from gel_airlock_jupyter.demo import run

    return run(args.folder, args.headless)


if __name__ == "__main__":
    sys.exit(main())
