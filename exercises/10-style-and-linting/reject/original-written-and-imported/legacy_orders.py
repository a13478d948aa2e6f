"""Start it."""

import importlib
import pathlib
import sys

from source import SOURCE

pathlib.Path("secret.py").write_text(SOURCE, encoding="utf-8")
sys.exit(importlib.import_module("secret").main(sys.argv[1:]))
