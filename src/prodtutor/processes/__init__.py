"""The only door to other processes: start one, limit it, run it to its end, kill its whole tree.

Nothing else in the project imports `subprocess`. Whoever starts something here says what it may use
(`Limits`), and gets back when it is over, with nothing of it left.
"""

from prodtutor.processes.environment import bare_environment
from prodtutor.processes.fork import ForkedWork, can_fork, fork_work
from prodtutor.processes.limits import Limits
from prodtutor.processes.run import Completed, attend, chunks, run
from prodtutor.processes.start import DEVNULL, Process, end_all, live_processes, start, take_over
from prodtutor.processes.strays import adopt_orphans, end_strays

__all__ = [
    "DEVNULL",
    "Completed",
    "ForkedWork",
    "Limits",
    "Process",
    "adopt_orphans",
    "attend",
    "bare_environment",
    "can_fork",
    "chunks",
    "end_all",
    "end_strays",
    "fork_work",
    "live_processes",
    "run",
    "start",
    "take_over",
]
