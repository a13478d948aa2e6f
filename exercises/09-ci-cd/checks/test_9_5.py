"""9.5: least privilege."""

from __future__ import annotations

from typing import Any

import pytest

from prodtutor.checkkit import Told
from prodtutor.checkkit.workflows.events import pull_request, push

PAYLOADS = (
    *('"; touch PWNED; echo "', "$(touch PWNED)", "`touch PWNED`", "'; touch PWNED; echo '", "x\ntouch PWNED\n"),
    *("'+str(open('PWNED', 'w'))+'", '"+str(open("PWNED", "w"))+"'),
)
"""For scripts of a shell's, and for those of Python's."""
BRANCHES = ("a$(touch${IFS}PWNED)", '"&&touch${IFS}PWNED&&"')
STRANGE = {
    **{f"title-{n}": pull_request(text, fork=True) for n, text in enumerate(PAYLOADS)},
    **{f"branch-{n}": pull_request(head=text, fork=True) for n, text in enumerate(BRANCHES)},
    **{f"title-of-target-{n}": pull_request(text, fork=True, target=True) for n, text in enumerate(PAYLOADS[:2])},
    **{f"message-{n}": push(message=text) for n, text in enumerate(PAYLOADS[:2])},
}

VISITORS = (pull_request(), push(), pull_request(fork=True, target=True))
PRINTED = (("good", push(), False), ("good", push(), True), ("good", pull_request(), False))
RUNS = [
    ("canary", VISITORS[0]),
    *(("good", event) for event in STRANGE.values()),
    *(("canary", event) for event in VISITORS[1:]),
    *PRINTED,
]


@pytest.mark.parametrize("name", STRANGE)
def test_what_strangers_write_is_not_executed(lab: Any, told: Told, name: str) -> None:
    event = STRANGE[name]
    report = lab.run("good", event)
    kind = name.partition("-")[0]
    text = {"title": event.title, "branch": event.head, "message": event.message}[kind]
    what = {
        "title": "opened a pull request titled",
        "branch": "opened a pull request from a branch called",
        "message": "pushed a commit with the message",
    }[kind]
    found = [job.name for job in report.jobs() if any(path.endswith("PWNED") for path in job.files)]
    told(
        did=f"{what} {text!r}",
        saw=f"the file PWNED exists on the machine of the job {found[0]}" if found else "",
        means="`${{ }}` is pasted into the script before the shell reads it: so a stranger's words are commands.",
    )
    assert not found


def test_tests_never_see_the_token(lab: Any, colour: Any, told: Told) -> None:
    for event in VISITORS:
        report = lab.run("canary", event)
        told(
            did=f"added a test that looks for the token among its variables, and made {event.words}",
            saw=colour(report),
            means="A test runs whatever a pull request brings. Give the token to the steps that deploy only.",
        )
        started = any(run.started for run in report.runs)
        assert report.result == "success" or (event.name == "pull_request_target" and not started)


def test_the_token_is_never_printed(lab: Any, told: Told) -> None:
    for tree, event, broken in PRINTED:
        report = lab.run(tree, event, broken_server=broken)
        leaks = lab.leaks(report)
        told(
            did=f"made {event.words}, and read the log",
            saw="the token was printed" if leaks else "",
            means="GitHub hides a secret only where it is printed as it is. Do not lean on that.",
        )
        assert not leaks


def test_jobs_of_pull_requests_may_only_read(lab: Any, told: Told) -> None:
    report = lab.run("good", pull_request())
    for job in report.jobs():
        if not job.steps:
            continue  # it was skipped
        rights = job.permissions
        told(
            did=f"looked what the token of the job {job.name} may do in a pull request",
            saw="nobody has said it: then the settings of the repository decide, which often means everything"
            if rights is None
            else ", ".join(f"{scope}: {level}" for scope, level in rights.items()),
            means="Code of a pull request is not yet yours. Say `permissions:` with `contents: read`, and no more.",
        )
        assert rights is not None
        assert "write" not in rights.values()
