"""`python -m gel_airlock_jupyter.filetransfer serve|review ...`."""

import argparse
import sys

from gel_airlock_jupyter.filetransfer.starting import leave_on_ctrl_c

if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        leave_on_ctrl_c()  # before the imports that take most of the start
    from gel_airlock_jupyter.filetransfer.commands import add_arguments, run

    parser = argparse.ArgumentParser(prog="python -m gel_airlock_jupyter")
    add_arguments(parser.add_subparsers(required=True))
    sys.exit(run(parser.parse_args(["filetransfer", *sys.argv[1:]])))
