"""`python -m gel_airlock_jupyter.filetransfer serve|review ...`."""

import argparse
import sys

from gel_airlock_jupyter.filetransfer.commands import add_arguments, run

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m gel_airlock_jupyter")
    add_arguments(parser.add_subparsers(required=True))
    sys.exit(run(parser.parse_args(["filetransfer", *sys.argv[1:]])))
