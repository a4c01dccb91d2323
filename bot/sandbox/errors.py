"""What the Bot API says when it does not do as asked."""

from typing import Any

Json = dict[str, Any]


class Refusal(Exception):
    """An answer with "ok": false; `parameters` as in ResponseParameters, `violation` where the call broke the spec."""

    def __init__(self, code: int, description: str, *, parameters: Json | None = None, violation: bool = False) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters or {}
        self.violation = violation

    def body(self) -> Json:
        """The answer's body, worded and shaped as Telegram's."""
        told = {"ok": False, "error_code": self.code, "description": self.description}
        return told | ({"parameters": self.parameters} if self.parameters else {})


def bad(text: str, **parameters: Any) -> Refusal:
    """The call was well-formed, but the world is not so: 400."""
    return Refusal(400, f"Bad Request: {text}", parameters=parameters)


def broken(text: str) -> Refusal:
    """The call itself could never be right: 400, and a violation."""
    return Refusal(400, f"Bad Request: {text}", violation=True)


def forbidden(text: str) -> Refusal:
    return Refusal(403, f"Forbidden: {text}")
