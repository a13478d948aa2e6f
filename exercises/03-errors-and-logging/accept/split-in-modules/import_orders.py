"""Nothing but the command line; the work is done in the package `nightly`."""

import argparse
import logging
import sys
from pathlib import Path

from gateway import Gateway
from nightly.errors import ImportAborted
from nightly.job import run

__all__ = ["ImportAborted", "main", "run"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--log-file", type=Path)
    parser.add_argument("--log-level", default="INFO")
    arguments = parser.parse_args()
    where = {"filename": arguments.log_file} if arguments.log_file else {"stream": sys.stderr}
    logging.basicConfig(
        **where, level=arguments.log_level, format="%(asctime)s %(name)s %(levelname)s %(message)s", force=True
    )
    try:
        report = run(arguments.file, arguments.db, Gateway())
    except ImportAborted as error:
        print(f"import aborted, {error}: {error.__cause__}", file=sys.stderr)
        return 2
    print(report)
    return 0 if report.clean else 1


if __name__ == "__main__":
    raise SystemExit(main())
