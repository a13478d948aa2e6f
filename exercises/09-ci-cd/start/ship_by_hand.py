"""How the shop is released today: nine commands, typed by whoever is there."""

import sys

COMMANDS = (
    "git pull",
    "pip install --group dev",
    "ruff check .",
    "ruff format --check .",
    "mypy src",
    "pytest",
    "python -m build",
    "python deploy.py",
    "python smoke.py",
)


def main(typed: list[str]) -> int:
    """Compare what was typed with the list. Returns the exit status: 0, whatever was forgotten."""
    print("Release of the kiosk, by hand:")
    for number, command in enumerate(COMMANDS, 1):
        done = str(number) in typed
        print(f"  {number}. {command:24} {'done' if done else 'FORGOTTEN, nobody noticed'}")
    missing = len([n for n in range(1, len(COMMANDS) + 1) if str(n) not in typed])
    print(f"Released. {missing} of {len(COMMANDS)} commands were not run.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
