Evil = type("\x1b[2J[red]owned[/red]\n=1+1", (Exception,), {})


def double(n: int) -> int:
    raise Evil("x" * 1_000_000)


if __name__ == "__main__":
    raise Evil
