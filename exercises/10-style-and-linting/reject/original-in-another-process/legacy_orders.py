"""Start it."""

import subprocess
import sys

from source import SOURCE

sys.exit(subprocess.call([sys.executable, "-B", "-c", SOURCE, *sys.argv[1:]]))
