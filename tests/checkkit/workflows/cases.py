"""What docs/workflows.md promises, line by line: a workflow for each, and what must come of it.

A case is: the workflow, the result (`success`, `failure`, `skipped`, or `?` for what is named as not simulated), a text
that must be in the log (or in the name of what is not simulated), and the event.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from prodtutor.checkkit.workflows.events import Event, dispatch, pull_request, push, schedule, tag


def _steps(body: str, before: str = "", job: str = "") -> str:
    """A workflow with one job that has these steps."""
    lines = "".join(f"      {line}\n" for line in body.strip("\n").splitlines())
    more = "".join(f"    {line}\n" for line in job.strip("\n").splitlines())
    return f"on: [push, pull_request]\n{before}jobs:\n  one:\n    runs-on: ubuntu-latest\n{more}    steps:\n{lines}"


@dataclass(frozen=True)
class Case:
    text: str
    result: str = "success"
    said: str = ""
    event: Event = field(default_factory=push)
    unsaid: str = ""


def _on(trigger: str) -> str:
    return f"on:\n{trigger}\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ran\n"


def _jobs(body: str) -> str:
    return f"on: push\njobs:\n{body}"


_FAILS_FIRST = _jobs(
    "  a:\n    runs-on: ubuntu-latest\n    steps: [{run: 'false'}]\n"
    "  b:\n    needs: a\n    runs-on: ubuntu-latest\n    if: IF\n    steps: [{run: echo b-ran}]\n"
)

CASES: dict[str, Case] = {
    # events and filters
    "push": Case(_on("  push:")),
    "push-branches": Case(_on("  push: {branches: [main, 'releases/**']}"), event=push("releases/a/b")),
    "push-branches-no": Case(_on("  push: {branches: [main, 'rel*']}"), "skipped", event=push("rel/1")),
    "push-branches-last-decides": Case(_on("  push: {branches: ['**', '!wip/**']}"), "skipped", event=push("wip/a")),
    "push-branches-ignore": Case(_on("  push: {branches-ignore: [main]}"), "skipped"),
    "push-branches-not-for-tags": Case(_on("  push: {branches: ['**']}"), "skipped", event=tag("v1")),
    "push-tags": Case(_on("  push: {tags: ['v[0-9]+.*']}"), event=tag("v12.3")),
    "push-tags-not-for-branches": Case(_on("  push: {tags: ['v*']}"), "skipped"),
    "push-paths": Case(_on("  push: {paths: ['src/**']}"), "skipped", event=push(changed=("README.md",))),
    "push-paths-ignore": Case(_on("  push: {paths-ignore: ['**.md']}"), event=push(changed=("a.md", "a.py"))),
    "pull-request": Case(_on("  pull_request:"), event=pull_request()),
    "pull-request-base": Case(_on("  pull_request: {branches: [main]}"), "skipped", event=pull_request(base="old")),
    "pull-request-types": Case(_on("  pull_request: {types: [labeled]}"), "skipped", event=pull_request()),
    "pull-request-target": Case(_on("  pull_request_target:"), event=pull_request(target=True)),
    "dispatch": Case(
        _on("  workflow_dispatch: {inputs: {who: {default: you}}}").replace("echo ran", "echo for ${{ inputs.who }}"),
        said="for you",
        event=dispatch(),
    ),
    "schedule": Case(_on("  schedule: [{cron: '0 4 * * *'}]"), event=schedule()),
    "skip-ci": Case(_on("  push:"), "skipped", event=push(message="[skip ci] words")),
    "on-is-a-text": Case("'on': push\njobs: {one: {runs-on: ubuntu-latest, steps: [{run: echo ran}]}}"),
    # the shape
    "schema": Case("on: push\njobs: {one: {steps: [{run: ls}]}}", "failure", "'runs-on' is a required property"),
    "duplicate-key": Case("on: push\non: push\njobs: {}", "failure", "already defined"),
    "yaml-tag": Case(_steps("- run: ls\n  if: !cancelled()"), "failure", "must stand in quotes"),
    "anchors": Case(_steps("- run: &it echo anchored\n- run: *it"), said="anchored"),
    "merge-key": Case(_steps("- &it {run: ls}\n- {<<: *it}"), "?", "merge key"),
    "unknown-context": Case(_steps("- run: ls\n  if: secrets.TOKEN"), "failure", "Unrecognized named-value: 'secrets'"),
    "env-not-in-job-if": Case(
        _steps("- run: ls", job="if: env.X == 'y'"), "failure", "Unrecognized named-value: 'env'"
    ),
    "unknown-function": Case(_steps("- run: echo ${{ upper('x') }}"), "failure", "Unrecognized function: 'upper'"),
    "status-only-in-if": Case(_steps("- run: echo ${{ failure() }}"), "failure", "Unrecognized function: 'failure'"),
    "unknown-need": Case(_steps("- run: ls", job="needs: nobody"), "failure", "unknown job 'nobody'"),
    # expressions
    "loose-equality": Case(_steps("- run: echo ${{ 'MAIN' == github.ref_name }} ${{ '1' == true }}"), said="true true"),
    "and-or-return-operands": Case(_steps("- run: echo ${{ '' || 'fallback' }} ${{ 1 && 2 }}"), said="fallback 2"),
    "missing-is-null": Case(_steps("- run: echo [${{ github.event.pull_request.title }}]"), said="[]"),
    "object-filter": Case(_steps("- run: echo ${{ join(fromJSON('[{\"a\":1},{\"a\":2}]').*.a, '-') }}"), said="1-2"),
    "functions": Case(
        _steps(
            "- run: echo ${{ contains('Abc', 'B') }} ${{ startsWith('abc', 'A') }} ${{ endsWith('abc', 'C') }} "
            "${{ format('{0}{{}}', 1) }} ${{ fromJSON('[7]')[0] }} ${{ case(false, 1, 2) }}"
        ),
        said="true true true 1{} 7 2",
    ),
    "to-json": Case(_steps("- run: echo '${{ toJSON(fromJSON('{\"a\":[1]}')) }}'"), said='"a": ['),
    "hash-files": Case(_steps("- uses: actions/checkout@v4\n- run: echo [${{ hashFiles('nothing/*') }}]"), said="[]"),
    "unknown-member": Case(_steps("- run: echo ${{ github.event.repository.stargazers_count }}"), "?", "stargazers"),
    # if
    "if-bare": Case(_steps("- run: echo ran\n  if: github.ref == 'refs/heads/other'"), unsaid="echo ran\n        ran"),
    "if-implicit-success": Case(
        _steps("- run: 'false'\n- run: echo after\n  if: true"), "failure", unsaid="after\n        after"
    ),
    "if-always": Case(_steps("- run: 'false'\n- run: echo after\n  if: always()"), "failure", "        after"),
    "if-failure": Case(_steps("- run: 'false'\n- run: echo after\n  if: failure()"), "failure", "        after"),
    "if-text-is-true": Case(
        _steps("- run: echo ran\n  if: ${{ github.ref == 'x' }} && ${{ github.actor == 'y' }}"), said="        ran"
    ),
    "if-not-in-quotes": Case(_steps("- run: echo ran\n  if: \"!startsWith(github.ref, 'x')\""), said="        ran"),
    "if-steps": Case(
        _steps("- run: echo 'k=v' >> $GITHUB_OUTPUT\n  id: s\n- run: echo ran\n  if: steps.s.outputs.k == 'v'"),
        said="        ran",
    ),
    # shells
    "bash-e": Case(_steps("- run: |\n    false\n    echo after"), "failure", unsaid="        after"),
    "bash-no-pipefail": Case(_steps("- run: false | cat")),
    "shell-bash-pipefail": Case(_steps("- run: false | cat\n  shell: bash"), "failure"),
    "and-in-mid-script": Case(_steps("- run: |\n    false && true\n    echo after"), said="        after"),
    "shell-sh": Case(_steps("- run: echo $0 ran\n  shell: sh"), said="ran"),
    "shell-python": Case(_steps("- run: print('from', 'python')\n  shell: python"), said="from python"),
    "shell-own": Case(_steps("- run: |\n    false\n    echo after\n  shell: bash {0}"), said="        after"),
    "shell-defaults": Case(_steps("- run: false | cat", before="defaults: {run: {shell: bash}}\n"), "failure"),
    "shell-pwsh": Case(_steps("- run: ls\n  shell: pwsh"), "?", "the shell pwsh"),
    "working-directory": Case(
        _steps("- uses: actions/checkout@v4\n- run: ls\n  working-directory: src"), said="        orders"
    ),
    "working-directory-missing": Case(_steps("- run: ls\n  working-directory: nowhere"), "failure", "nowhere"),
    "continue-on-error": Case(
        _steps(
            "- run: 'false'\n  id: s\n  continue-on-error: true\n- run: echo ${{ steps.s.outcome }} ${{ steps.s.conclusion }}"  # noqa: E501
        ),
        said="failure success",
    ),
    "timeout-minutes": Case(_steps("- run: sleep 9\n  timeout-minutes: 0.01"), "failure", "timed out"),
    "command-not-found": Case(_steps("- run: pytset"), "failure", "exit code 127"),
    # variables
    "env-layers": Case(
        _steps(
            "- run: echo $A $B $C\n  env: {C: step}",
            before="env: {A: top, B: top, C: top}\n",
            job="env: {B: job, C: job}",
        ),
        said="top job step",
    ),
    "github-env": Case(
        _steps('- run: echo "A=later" >> "$GITHUB_ENV"\n- run: echo $A ${{ env.A }}'), said="later later"
    ),
    "github-env-lines": Case(
        _steps("- run: printf 'A<<E\\none\\ntwo\\nE\\n' >> $GITHUB_ENV\n- run: echo $A"), said="one two"
    ),
    "github-output": Case(
        _steps("- run: echo k=v >> $GITHUB_OUTPUT\n  id: s\n- run: echo got ${{ steps.s.outputs.k }}"), said="got v"
    ),
    "github-path": Case(
        _steps(
            "- run: |\n    mkdir d && printf '#!/bin/sh\\necho mine' > d/tool && chmod +x d/tool\n"
            '    echo "$PWD/d" >> $GITHUB_PATH\n- run: tool'
        ),
        said="mine",
    ),
    "step-summary": Case(_steps("- run: echo words >> $GITHUB_STEP_SUMMARY")),
    "promised-variables": Case(_steps("- run: echo $CI $GITHUB_REF $RUNNER_OS"), said="true refs/heads/main Linux"),
    "vars": Case(_steps("- run: echo ${{ vars.SHOP }}"), said="kiosk"),
    "bad-file-command": Case(_steps("- run: echo nonsense >> $GITHUB_ENV"), "failure", "Invalid format"),
    "set-env-disabled": Case(_steps("- run: echo '::set-env name=A::b'"), "failure", "disabled"),
    "add-mask": Case(_steps("- run: |\n    echo ::add-mask::hush\n    echo hush"), unsaid="        hush"),
    # secrets
    "secrets": Case(_steps("- run: echo ${#T}\n  env: {T: '${{ secrets.DEPLOY_TOKEN }}'}"), said="12"),
    "secrets-hidden": Case(_steps("- run: echo ${{ secrets.DEPLOY_TOKEN }}"), said="***", unsaid="s3cr3t-token"),
    "secrets-not-for-forks": Case(
        _steps("- run: echo [$T]\n  env: {T: '${{ secrets.DEPLOY_TOKEN }}'}"), said="[]", event=pull_request(fork=True)
    ),
    "secrets-for-own-pull-requests": Case(
        _steps("- run: echo ${#T}\n  env: {T: '${{ secrets.DEPLOY_TOKEN }}'}"), said="12", event=pull_request()
    ),
    "injection": Case(
        _steps("- run: echo ${{ github.event.pull_request.title }}"),
        said="        pasted",
        event=pull_request('x"; echo pasted; echo "'.replace('"', "")),
    ),
    "no-injection-by-env": Case(
        _steps('- run: echo "$T"\n  env: {T: "${{ github.event.pull_request.title }}"}'),
        said="        x; echo pasted",
        event=pull_request("x; echo pasted"),
    ),
    # jobs
    "needs": Case(_FAILS_FIRST.replace("    if: IF\n", ""), "failure", "⊘ b: skipped"),
    "needs-if-implicit-success": Case(
        _FAILS_FIRST.replace("IF", "github.ref == 'refs/heads/main'"), "failure", "⊘ b: skipped"
    ),
    "needs-if-always": Case(_FAILS_FIRST.replace("IF", "always()"), "failure", "b-ran"),
    "needs-if-result": Case(
        _FAILS_FIRST.replace("IF", "\"!cancelled() && needs.a.result == 'failure'\""), "failure", "b-ran"
    ),
    "needs-chain": Case(
        _jobs(
            "  a:\n    runs-on: ubuntu-latest\n    if: false\n    steps: [{run: ls}]\n"
            "  b:\n    needs: a\n    if: always()\n    runs-on: ubuntu-latest\n    steps: [{run: echo b-ran}]\n"
            "  c:\n    needs: b\n    runs-on: ubuntu-latest\n    steps: [{run: echo c-ran}]\n"
        ),
        said="⊘ c: skipped",
    ),
    "job-outputs": Case(
        _jobs(
            "  a:\n    runs-on: ubuntu-latest\n    outputs: {v: '${{ steps.s.outputs.v }}'}\n    steps:\n"
            "      - {id: s, run: echo v=1.2 >> $GITHUB_OUTPUT}\n"
            "  b:\n    needs: [a]\n    runs-on: ubuntu-latest\n    steps: [{run: 'echo got ${{ needs.a.outputs.v }}'}]\n"  # noqa: E501
        ),
        said="got 1.2",
    ),
    "circle": Case(
        _jobs(
            "  a: {needs: b, runs-on: ubuntu-latest, steps: [{run: ls}]}\n  b: {needs: a, runs-on: ubuntu-latest, steps: [{run: ls}]}\n"  # noqa: E501
        ),
        "failure",
        "circle",
    ),
    "machines-are-fresh": Case(
        _jobs(
            "  a:\n    runs-on: ubuntu-latest\n    steps: [{run: touch here}]\n"
            "  b:\n    needs: a\n    runs-on: ubuntu-latest\n    steps: [{run: test ! -e here}]\n"
        )
    ),
    "matrix": Case(
        _steps("- run: echo ${{ matrix.a }}${{ matrix.b }}", job="strategy: {matrix: {a: [1, 2], b: [x]}}"),
        said="one (2, x)",
    ),
    "matrix-include": Case(
        _steps(
            "- run: echo ${{ matrix.a }}-${{ matrix.c }}",
            job="strategy: {matrix: {a: [1], include: [{a: 1, c: 3}, {a: 9}]}}",
        ),
        said="one (9)",
    ),
    "matrix-exclude": Case(
        _steps("- run: ls", job="strategy: {matrix: {a: [1, 2], exclude: [{a: 2}]}}"), unsaid="one (2)"
    ),
    "matrix-from-json": Case(
        _steps("- run: ls", job="strategy: {matrix: {a: \"${{ fromJSON('[5]') }}\"}}"), said="one (5)"
    ),
    "fail-fast": Case(
        _steps("- run: test ${{ matrix.a }} = 2", job="strategy: {matrix: {a: [1, 2]}}"),
        "failure",
        "one (2): cancelled",
    ),
    "fail-fast-off": Case(
        _steps("- run: test ${{ matrix.a }} = 2", job="strategy: {fail-fast: false, matrix: {a: [1, 2]}}"),
        "failure",
        "one (2): success",
    ),
    "job-continue-on-error": Case(_steps("- run: 'false'", job="continue-on-error: true")),
    "needs-skipped": Case(
        _jobs(
            "  a:\n    runs-on: ubuntu-latest\n    if: false\n    steps: [{run: ls}]\n"
            "  b:\n    needs: a\n    if: needs.a.result == 'skipped'\n    runs-on: ubuntu-latest\n"
            "    steps: [{run: ls}]\n"
        ),
        "skipped",
        "⊘ b: skipped",
    ),
    "environment": Case(_steps("- run: ls", job="environment: {name: live, url: 'https://x.example'}")),
    "concurrency": Case(_steps("- run: ls", job="concurrency: {group: '${{ github.ref }}', cancel-in-progress: true}")),
    "many-jobs": Case(
        _steps("- run: ls", job=f"strategy: {{matrix: {{n: {list(range(33))}}}}}"), "?", "more than 32 jobs"
    ),
    "container": Case(_steps("- run: ls", job="container: python:3.12"), "?", "container"),
    "services": Case(_steps("- run: ls", job="services: {db: {image: postgres}}"), "?", "service"),
    "other-machines": Case(_steps("- run: ls").replace("ubuntu-latest", "windows-latest"), "?", "windows-latest"),
    "machine-in-capitals": Case(_steps("- run: ls").replace("ubuntu-latest", "[Ubuntu-Latest]")),
    "reusable-workflow": Case(_jobs("  a: {uses: ./.github/workflows/b.yml}\n"), "?", "reusable"),
    # actions
    "checkout": Case(_steps("- uses: actions/checkout@v4\n- run: ls src"), said="        orders"),
    "no-checkout": Case(_steps("- run: ls src"), "failure"),
    "checkout-path": Case(
        _steps("- uses: actions/checkout@v4\n  with: {path: here}\n- run: ls here/src"), said="        orders"
    ),
    "setup-python": Case(
        _steps("- uses: actions/setup-python@v5\n  with: {python-version: '3.12'}"), said="Python 3.12"
    ),
    "setup-python-310": Case(
        _steps("- uses: actions/setup-python@v5\n  with: {python-version: 3.10}"), "failure", "The version '3.1'"
    ),
    "setup-python-cache": Case(
        _steps("- uses: actions/setup-python@v5\n  with: {python-version: '3.12', cache: pip}"),
        "failure",
        "No file matched",
    ),
    "setup-uv": Case(_steps("- uses: astral-sh/setup-uv@v6\n- run: uv --version")),
    "cache": Case(_steps("- uses: actions/cache@v4\n  with: {path: x, key: k}"), said="Cache not found"),
    "artifacts": Case(
        _jobs(
            "  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: mkdir -p out/deep && echo 7 > out/deep/f\n"
            "      - uses: actions/upload-artifact@v4\n        with: {name: n, path: out/}\n"
            "  b:\n    needs: a\n    runs-on: ubuntu-latest\n    steps:\n"
            "      - uses: actions/download-artifact@v4\n        with: {name: n, path: got}\n      - run: cat got/deep/f\n"  # noqa: E501
        ),
        said="        7",
    ),
    "artifact-missing": Case(
        _steps("- uses: actions/download-artifact@v4\n  with: {name: n}"), "failure", "Artifact not found"
    ),
    "artifact-twice": Case(
        _steps(
            "- run: echo > f\n- uses: actions/upload-artifact@v4\n  with: {path: f}\n- uses: actions/upload-artifact@v4\n  with: {path: f}"  # noqa: E501
        ),
        "failure",
        "409",
    ),
    "artifact-retired": Case(
        _steps("- uses: actions/upload-artifact@v3\n  with: {path: f}"), "failure", "deprecated version"
    ),
    "unknown-action": Case(_steps("- uses: docker/build-push-action@v6"), "?", "the action docker/build-push-action"),
    "local-action": Case(_steps("- uses: ./mine"), "?", "local action"),
    # tools
    "pytest": Case(_steps("- uses: actions/checkout@v4\n- run: pip install pytest\n- run: pytest"), said="1 passed"),
    "not-installed": Case(_steps("- uses: actions/checkout@v4\n- run: pytest"), "failure", "command not found"),
    "python-m": Case(
        _steps("- uses: actions/checkout@v4\n- run: python -m pip install ruff\n- run: python -m ruff check ."),
        said="passed",
    ),
    "mypy": Case(_steps("- uses: actions/checkout@v4\n- run: pip install mypy\n- run: mypy src"), said="no issues"),
    "build": Case(
        _steps("- uses: actions/checkout@v4\n- run: pip install build\n- run: python -m build\n- run: ls dist"),
        said=".whl",
    ),
    "pip-install-project": Case(
        _steps(
            "- uses: actions/checkout@v4\n- run: pip install .\n- run: cd / && python -c 'import orders; print(orders.total(1, 2))' && orders"  # noqa: E501
        ),
        said="        2\n        600",
    ),
    "pip-install-group": Case(
        _steps("- uses: actions/checkout@v4\n- run: pip install --group dev\n- run: ruff check .")
    ),
    "pip-install-no-checkout": Case(_steps("- run: pip install ."), "failure", "not installable"),
    "pip-install-other": Case(_steps("- run: pip install numpy"), "?", "the installation of numpy"),
    "uv-sync": Case(
        _steps("- uses: actions/checkout@v4\n- uses: astral-sh/setup-uv@v6\n- run: uv sync\n- run: uv run pytest"),
        said="1 passed",
    ),
    "uv-not-on-path": Case(
        _steps("- uses: actions/checkout@v4\n- uses: astral-sh/setup-uv@v6\n- run: uv sync\n- run: pytest"),
        "failure",
        "not found",
    ),
    "uvx": Case(
        _steps("- uses: actions/checkout@v4\n- uses: astral-sh/setup-uv@v6\n- run: uvx ruff@0.9 check ."), said="passed"
    ),
    "uv-build": Case(
        _steps("- uses: actions/checkout@v4\n- uses: astral-sh/setup-uv@v6\n- run: uv build --wheel && ls dist"),
        said=".whl",
    ),
    "venv": Case(
        _steps(
            "- uses: actions/checkout@v4\n- run: |\n    python -m venv .venv\n    . .venv/bin/activate\n    pip install pytest\n    pytest"  # noqa: E501
        ),
        said="1 passed",
    ),
    "other-programs": Case(_steps("- run: docker ps || true"), "?", "the program docker"),
    "git": Case(_steps("- run: git status"), "?", "the program git"),
}
