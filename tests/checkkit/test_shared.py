"""One subject for several tests, replaced when it has died."""

from __future__ import annotations

from pathlib import Path

import pytest

from prodtutor.checkkit import SubjectDied
from prodtutor.checkkit.current import Current
from prodtutor.checkkit.shared import SharedSubject


@pytest.fixture
def shared(tmp_path: Path) -> SharedSubject:
    stage, scratch = tmp_path / "stage", tmp_path / "scratch"
    stage.mkdir()
    scratch.mkdir()
    (stage / "app.py").write_text(
        "import os\nseen = []\ndef see(x):\n    seen.append(x)\n    return len(seen)\ndef die():\n    os._exit(3)\n"
    )
    return SharedSubject(Current(stage, {}, scratch))


def test_it_is_the_same_one_until_it_dies(shared: SharedSubject, tmp_path: Path) -> None:
    first = shared.take()
    assert [first.call("app:see", 1), shared.take().call("app:see", 2)] == [1, 2]
    with pytest.raises(SubjectDied):
        first.call("app:die")
    second = shared.take()
    assert second is not first
    assert second.call("app:see", 1) == 1
    shared.close()
    shared.close()
    assert list((tmp_path / "scratch").iterdir()) == []
