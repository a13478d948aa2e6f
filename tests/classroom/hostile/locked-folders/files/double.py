import os

os.makedirs("locked/inner")
open("locked/inner/file", "w").close()
os.chmod("locked/inner", 0)
os.chmod("locked", 0)
for name, target in (("passwd", "/etc/passwd"), ("everything", "/"), ("out.json", "/dev/zero"), ("loop", "loop")):
    os.symlink(target, name)
os.mkfifo("pipe")


def double(n: int) -> int:
    return n * 3


if __name__ == "__main__":
    import sys

    print(double(int(sys.argv[1])))
