from pathlib import Path

try:
    Path("/tmp/prodtutor-hostile-was-here").write_text("start")
except OSError:
    pass
raise SystemExit(0)
