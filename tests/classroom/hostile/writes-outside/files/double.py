import os
from pathlib import Path

for place in ("/tmp", "/var/tmp", "/dev/shm", "/home", "/root", "..", "../..", "../../..", "/work", "/tutor", "/", "/usr"):
    try:
        Path(place, "prodtutor-hostile-was-here").write_text("mine")
    except OSError:
        continue
for name in ("HOME", "TMPDIR", "PRODTUTOR_STATE"):
    try:
        Path(os.environ.get(name, "/nowhere"), "prodtutor-hostile-was-here").write_text("mine")
    except OSError:
        continue


def double(n: int) -> int:
    return n * 3


if __name__ == "__main__":
    import sys

    print(double(int(sys.argv[1])))
