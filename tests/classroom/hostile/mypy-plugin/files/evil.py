import os
from pathlib import Path

Path("/tmp/prodtutor-hostile-was-here").write_text("mypy")
os._exit(0)
