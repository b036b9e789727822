"""Passwords and tokens, in a type that cannot be printed by accident."""

from hmac import compare_digest


class Secret:
    """Prints, formats and represents itself as `***` (as nothing where it is empty), also inside other objects.

    Not a `str`: what takes a `str` subclass (JSON, joining) would read its content.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str = "") -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself; to be called only where it is handed over."""
        return self._value

    def __str__(self) -> str:
        return "***" if self._value else ""

    def __repr__(self) -> str:
        return repr(str(self))

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return compare_digest(
            self._value.encode("utf-8", "surrogateescape"), other._value.encode("utf-8", "surrogateescape")
        )

    def __hash__(self) -> int:
        return hash(self._value)


NO_SECRET = Secret()
