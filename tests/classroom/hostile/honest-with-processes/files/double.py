import subprocess
import sys


def double(n: int) -> int:
    done = subprocess.run([sys.executable, "-c", f"print({n} * 2)"], capture_output=True, text=True, check=True)
    return int(done.stdout)


if __name__ == "__main__":
    print(int(sys.argv[1]) * 2)
