"""The report."""

import runpy

runpy.run_path("legacy.txt", run_name="__main__")
