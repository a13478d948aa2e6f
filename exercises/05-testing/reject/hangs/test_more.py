"""More tests."""

def test_forever():
    while True:
        pass
