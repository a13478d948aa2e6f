"""Python's own parser, for one thread at a time.

Python up to 3.12 counts the depth of the tree that it builds or reads for all threads together (CPython gh-106905): two
that parse at the same moment can get a SystemError, "AST constructor recursion depth mismatch", for a file that is
quite in order.
"""

from __future__ import annotations

import ast
import threading
import warnings

_one_at_a_time = threading.Lock()


def parse(source: str | bytes, filename: str = "<unknown>", *, compiled: bool = False) -> ast.Module:
    """The tree of a file, without the warnings that Python has about it.

    compiled: see also whether it can be compiled, which finds a `return` outside of a function. Raises what
    `ast.parse` raises: SyntaxError, ValueError, RecursionError, MemoryError.
    """
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(source, filename=filename)
        if compiled:
            compile(tree, filename, "exec", dont_inherit=True)
    return tree
