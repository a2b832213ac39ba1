"""Calls of a Tryton server: one session, JSON-RPC, numbers exact."""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import httpx
from attrs import define, field

from groupctl.adapters import Busy, Doubtful, Secret
from groupctl.errors import AdapterError

BATCH: Final = 500
"""How many records are asked for in one call."""
TIMEOUT: Final = httpx.Timeout(60, connect=10)
LATER: Final = frozenset({429, 503})

Row = Mapping[str, Any]


class Stale(Exception):
    """The record was changed since it was read."""


class Warned(Exception):
    """The server asks whether a warning may be skipped. It never is."""


class Refused(Exception):
    """The server refused, with its reason."""


@define
class Client:
    """An open session with the database at ``address``, such as ``https://erp.example.com/company``."""

    address: str
    user: str
    _http: httpx.Client = field(init=False)
    id: int = field(init=False, default=0)
    """The id of the user."""
    locks: bool = field(init=False, default=False)
    """Whether the server was seen to refuse a change of what changed since it was read."""

    @classmethod
    def opened(cls, address: str, user: str, password: Secret) -> "Client":
        """Log in. AdapterError where the server refuses, or isn't there."""
        client = cls(address, user)
        client._http = httpx.Client(timeout=TIMEOUT)
        session = client._post("common.db.login", [user, {"password": password.reveal()}, "en"])
        if not session:
            raise AdapterError.of("adapters.cannot-open", path=address, error="login refused")
        client.id, key = session[0], session[1]
        token = base64.b64encode(f"{user}:{client.id}:{key}".encode()).decode()
        client._http.headers["Authorization"] = f"Session {token}"
        return client

    def call(
        self, model: str, method: str, *arguments: object, company: int | None = None, **context: object
    ) -> Any:
        """What ``method`` of ``model`` answers, in the context of a company.

        Every model that is kept by company needs one: without it Tryton answers zeros.
        """
        within = dict(context)
        if company is not None:
            within["company"] = company
        return self._post(f"model.{model}.{method}", [*arguments, within])

    def rows(
        self, model: str, domain: Sequence[object], fields: Sequence[str], *, company: int | None = None
    ) -> list[Row]:
        """All records of ``model`` in ``domain``, in order of id, inactive ones among them; page after page."""
        found: list[Row] = []
        last = 0
        while True:
            page = self.call(
                model,
                "search_read",
                ["AND", list(domain), ["id", ">", last]] if domain else [["id", ">", last]],
                0,
                BATCH,
                [["id", "ASC"]],
                list(fields),
                company=company,
                active_test=False,
            )
            found += page
            if len(page) < BATCH:
                return found
            last = page[-1]["id"]

    def _post(self, method: str, parameters: Sequence[object]) -> Any:
        body = json.dumps({"id": 1, "method": method, "params": parameters}, default=_plain)
        writes = method.rpartition(".")[2] in {"write", "create", "delete"}
        try:
            answer = self._http.post(
                f"{self.address}/rpc/", content=body, headers={"Content-Type": "application/json"}
            )
        except httpx.ConnectError as error:
            raise AdapterError.of("adapters.cannot-open", path=self.address, error=error) from error
        except httpx.HTTPError as error:
            kind = Doubtful if writes else AdapterError
            raise kind.of("adapters.cannot-open", path=self.address, error=error) from error
        if answer.status_code in LATER:
            busy = Busy.of("adapters.cannot-open", path=self.address, error=f"HTTP {answer.status_code}")
            after = answer.headers.get("Retry-After", "")
            busy.retry_after = float(after) if after.isdigit() else None
            raise busy
        if answer.status_code != httpx.codes.OK:
            kind = Doubtful if writes and answer.is_server_error else AdapterError
            raise kind.of("adapters.cannot-open", path=self.address, error=f"HTTP {answer.status_code}")
        said = json.loads(answer.content, object_hook=_exact, parse_float=Decimal)
        if isinstance(said, dict) and said.get("error"):
            raise self._failure(said["error"], method)
        return said["result"] if isinstance(said, dict) else said

    def _failure(self, error: Any, method: str) -> Exception:
        kind, told = error[0], error[1:]
        text = " ".join(str(one) for part in told for one in (part if isinstance(part, list) else [part]))
        match kind:
            case "ConcurrencyException":
                return Stale(text)
            case "UserWarning":
                return Warned(text)
            case "UserError" | "AccessError":
                return Refused(text)
        return AdapterError.of(
            "adapters.cannot-open", path=self.address, error=f"{method}: {kind} {text}"[:500]
        )


def _exact(read: dict[str, Any]) -> Any:
    match read.get("__class__"):
        case "Decimal":
            return Decimal(read["decimal"])
        case "date":
            return date(read["year"], read["month"], read["day"])
    return read


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return {"__class__": "Decimal", "decimal": str(value)}
    if isinstance(value, date):
        return {"__class__": "date", "year": value.year, "month": value.month, "day": value.day}
    raise TypeError(type(value).__name__)
