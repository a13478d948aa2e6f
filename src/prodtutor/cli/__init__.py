"""The command line: a module for each group of verbs; each function is thin and calls `session`."""
