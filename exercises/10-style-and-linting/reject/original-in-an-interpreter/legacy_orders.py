"""Start it."""

import code

from source import SOURCE

shell = code.InteractiveInterpreter({"__name__": "__main__"})
shell.runsource(SOURCE, "x", "exec")
