def test_returns_the_text(subject):
    assert subject.call("greet:greeting", "Ada")
