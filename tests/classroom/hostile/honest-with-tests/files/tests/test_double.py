from double import double


def test_double(four: int) -> None:
    assert double(2) == four
