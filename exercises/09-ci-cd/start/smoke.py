"""Asks the server whether the shop is open. Ends with status 1 when it is not."""

import os
import sys
from pathlib import Path


def main() -> int:
    """Returns the exit status."""
    server = Path(os.environ.get("SERVER_FOLDER", "server"))
    if not (server / "current.whl").exists():
        print("smoke: nothing is deployed", file=sys.stderr)
        return 1
    if (server / "disk-full").exists():
        print("smoke: the shop answers 503: no space left on device", file=sys.stderr)
        return 1
    print("smoke: the shop is open")
    return 0


if __name__ == "__main__":
    sys.exit(main())
