"""Resource limits that a process sets on itself before any code of the learner's runs."""

from __future__ import annotations

from collections.abc import Mapping

try:
    import resource
except ImportError:  # Windows: the limits are watched from outside only
    resource = None  # type: ignore[assignment]

_NAMES = {
    "cpu_s": "RLIMIT_CPU",
    "address_bytes": "RLIMIT_AS",
    "file_bytes": "RLIMIT_FSIZE",
    "open_files": "RLIMIT_NOFILE",
}


def apply(limits: Mapping[str, float]) -> None:
    """Set what this system has of `limits` (names as in `prodtutor.processes.Limits`); no core files in any case.

    `user_processes` (RLIMIT_NPROC) counts all processes of the user, so it is set only when it is given. A limit is
    never raised above the one in force; one that the system refuses is left as it is. Processor time gets one second
    between the signal that names the limit (SIGXCPU) and the kill.
    """
    if resource is None:
        return
    wanted = {_NAMES[name]: int(limits[name]) for name in _NAMES if name in limits}
    wanted["RLIMIT_CORE"] = 0
    if "user_processes" in limits:
        wanted["RLIMIT_NPROC"] = int(limits["user_processes"])
    for name, value in wanted.items():
        number = getattr(resource, name, None)
        if number is None:
            continue
        try:
            hard = resource.getrlimit(number)[1]
            soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
            ceiling = soft + 1 if name == "RLIMIT_CPU" and soft != hard else soft
            resource.setrlimit(number, (soft, ceiling))
        except (OSError, ValueError):  # macOS refuses some address space limits
            continue
