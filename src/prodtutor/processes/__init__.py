"""The only door to other processes: start one, limit it, run it to its end, kill its whole tree.

Nothing else in the project imports `subprocess`. Whoever starts something here says what it may use
(`Limits`), and gets back when it is over, with nothing of it left.
"""

from prodtutor.processes.alone import Completed
from prodtutor.processes.bounds import Bounds
from prodtutor.processes.environment import bare_environment
from prodtutor.processes.fork import ForkedWork, can_fork, fork_work
from prodtutor.processes.forked import ZygoteLost
from prodtutor.processes.limits import Limits
from prodtutor.processes.patience import Patience
from prodtutor.processes.run import attend, chunks, run
from prodtutor.processes.sandbox import Boxed, Sandbox, Unusable, View, base_interpreter, find_sandbox
from prodtutor.processes.start import DEVNULL, Process, end_all, live_processes, start, take_over
from prodtutor.processes.strays import adopt_orphans, end_strays

__all__ = [
    "DEVNULL",
    "Bounds",
    "Boxed",
    "Completed",
    "ForkedWork",
    "Limits",
    "Patience",
    "Process",
    "Sandbox",
    "Unusable",
    "View",
    "ZygoteLost",
    "adopt_orphans",
    "attend",
    "bare_environment",
    "base_interpreter",
    "can_fork",
    "chunks",
    "end_all",
    "end_strays",
    "find_sandbox",
    "fork_work",
    "live_processes",
    "run",
    "start",
    "take_over",
]
