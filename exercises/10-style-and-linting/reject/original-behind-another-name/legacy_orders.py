"""Start it."""

from source import SOURCE

run = exec
run(SOURCE, {"__name__": "__main__"})
