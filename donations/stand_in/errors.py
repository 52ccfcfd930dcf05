"""Refusals in Stripe's shape (https://docs.stripe.com/api/errors)."""

from typing import Any


class Refusal(Exception):  # noqa: N818 an answer, in the shape of Stripe’s
    """A request refused before anything was done."""

    def __init__(self, message: str, *, status: int = 400, kind: str = "invalid_request_error", code: str = "", param: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.kind = kind
        self.code = code
        self.param = param

    @property
    def body(self) -> dict[str, Any]:
        error = {"message": self.message, "type": self.kind}
        if self.code:
            error["code"] = self.code
        if self.param:
            error["param"] = self.param
        return {"error": error}


def no_such(kind: str, object_id: str, param: str) -> Refusal:
    return Refusal(f"No such {kind}: '{object_id}'", status=404, code="resource_missing", param=param)
