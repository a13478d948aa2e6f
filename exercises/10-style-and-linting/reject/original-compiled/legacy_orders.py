"""Start it."""

import types

from source import SOURCE

code = compile(SOURCE, "legacy_orders.py", "exec")
types.FunctionType(code, {"__name__": "__main__", "__builtins__": __builtins__})()
