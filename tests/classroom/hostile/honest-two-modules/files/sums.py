def plus(a: int, b: int) -> int:
    return a + b
