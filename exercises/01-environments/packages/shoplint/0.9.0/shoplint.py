"""A very small linter: `shoplint FILE ...` names lines that are too long and tabs."""

import sys

LONGEST = 100


def main():
    """Print a line for each finding; end with 1 when there is one."""
    found = 0
    for name in sys.argv[1:]:
        with open(name, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if len(line.rstrip("\n")) > LONGEST or "\t" in line:
                    sys.stdout.write(f"{name}:{number}: too long, or a tab\n")
                    found += 1
    sys.stdout.write(f"shoplint: {found} findings\n")
    return 1 if found else 0
