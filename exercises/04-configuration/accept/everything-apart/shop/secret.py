class Secret(str):
    """A str that hides in representations: headers and URLs can use it as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'****'"

    def __str__(self) -> str:
        return "****"

    def __format__(self, spec: str) -> str:
        return "****"

    def reveal(self) -> str:
        return str.__str__(self)
