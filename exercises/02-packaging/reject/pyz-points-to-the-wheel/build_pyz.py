import sys
from pathlib import Path

START = """import sys
sys.path.insert(0, {wheel!r})
from orders.cli import main
sys.exit(main())
"""

if __name__ == "__main__":
    wheel, target = sys.argv[1:]
    Path(target).write_text(START.format(wheel=str(Path(wheel).resolve())))
