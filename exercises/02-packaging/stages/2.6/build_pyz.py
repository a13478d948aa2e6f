"""Makes one runnable file out of a wheel: python build_pyz.py WHEEL TARGET"""

import shutil
import sys
import tempfile
import zipapp
from pathlib import Path

MAIN = """import sys

from orders.cli import main

sys.exit(main())
"""


def build(wheel: str, target: str) -> None:
    """Unpack the wheel, metadata and all, and pack it again with a start of its own."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.unpack_archive(wheel, folder, "zip")
        Path(folder, "__main__.py").write_text(MAIN, encoding="utf-8")
        zipapp.create_archive(folder, target, interpreter="/usr/bin/env python3")


if __name__ == "__main__":
    build(*sys.argv[1:])
