"""Checks what the bot sent against Discord's own API description, where a copy of it is at hand."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import best_match
from simcord.types import HttpLogEntry

DESCRIPTION = Path(__file__).resolve().parents[3] / "shared" / "discord" / "openapi.json"


@cache
def _description() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(DESCRIPTION.read_text("utf-8"))
    return document


@cache
def _routes() -> list[tuple[re.Pattern[str], str]]:
    routes = []
    # Fixed segments before parameters: `@original` is no message id.
    for path in sorted(_description()["paths"], key=lambda path: path.count("{")):
        pattern = "".join(
            "[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]+\})", path)
        )
        routes.append((re.compile(pattern), path))
    return routes


def complaint(entry: HttpLogEntry) -> str | None:
    """Say what Discord's description holds against this request; None where it is valid."""
    if not DESCRIPTION.exists():
        return None
    template = _template(entry.path)
    if template is None:
        return f"{entry.method} {entry.path}: Discord knows no such route"
    operation = _description()["paths"][template].get(entry.method.lower())
    if operation is None:
        return f"{entry.method} {entry.path}: Discord knows no such method on this route"
    if entry.json is None or operation.get("requestBody") is None:
        return None
    # As text it can be remembered: every bot that starts registers the same commands.
    fault = _fault(template, entry.method.lower(), json.dumps(_ids_as_text(entry.json)))
    return None if fault is None else f"{entry.method} {entry.path}: {fault}"


@cache
def _template(path: str) -> str | None:
    return next((template for pattern, template in _routes() if pattern.fullmatch(path)), None)


def _one_of(keyword: str) -> Any:
    """The check of `oneOf` or `anyOf`, spared the alternatives that are another value or of another `type`."""
    check = Draft202012Validator.VALIDATORS[keyword]

    def checked(validator: Any, schemas: list[dict[str, Any]], part: Any, schema: Any) -> Any:
        return check(validator, [each for each in schemas if _may_fit(part, each)] or schemas, part, schema)

    return checked


def _may_fit(part: Any, schema: dict[str, Any]) -> bool:
    if "const" in schema:
        return bool(part == schema["const"])
    name = schema.get("$ref", "").removeprefix("#/components/schemas/")
    schema = _description()["components"]["schemas"][name] if name else schema
    types = schema.get("properties", {}).get("type", {}).get("enum")
    return not types or not isinstance(part, dict) or part.get("type", types[0]) in types


def _referred(validator: Any, reference: str, part: Any, schema: Any) -> Iterator[Any]:
    """The check of `$ref`, spared the parts that were right before: most messages are made of the same ones."""
    asked = (reference, json.dumps(part))
    if asked not in _right:
        faults = list(Draft202012Validator.VALIDATORS["$ref"](validator, reference, part, schema))
        if not faults:
            _right.add(asked)
        yield from faults


_right: set[tuple[str, str]] = set()
Validator = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"$ref": _referred, **{keyword: _one_of(keyword) for keyword in ("oneOf", "anyOf")}}
)


@cache
def _validator(template: str, method: str) -> Any:
    content = _description()["paths"][template][method]["requestBody"]["content"]
    kind = "application/json" if "application/json" in content else next(iter(content))
    return Validator({**content[kind]["schema"], "components": _description()["components"]})


@cache
def _fault(template: str, method: str, body: str) -> str | None:
    error = best_match(_validator(template, method).iter_errors(json.loads(body)))
    return None if error is None else f"{error.json_path}: {error.message[:300]}"


def _ids_as_text(document: Any) -> Any:
    """discord.py writes some ids as numbers; Discord takes them, its description speaks of text."""
    if not isinstance(document, dict):
        return document
    document = {**document, "data": _ids_as_text(document["data"])} if "data" in document else dict(document)
    if isinstance(document.get("attachments"), list):
        document["attachments"] = [{**each, "id": str(each["id"])} for each in document["attachments"]]
    if isinstance(document.get("message_reference"), dict):
        document["message_reference"] = {
            key: str(value) if key.endswith("_id") else value
            for key, value in document["message_reference"].items()
        }
    return _defaults_as_text(document)


def _defaults_as_text(part: Any) -> Any:
    """The same for what a menu of roles or channels has chosen, wherever it stands."""
    if isinstance(part, list):
        return [_defaults_as_text(each) for each in part]
    if not isinstance(part, dict):
        return part
    made = {key: _defaults_as_text(value) for key, value in part.items()}
    if isinstance(made.get("default_values"), list):
        made["default_values"] = [{**each, "id": str(each["id"])} for each in made["default_values"]]
    return made


def allows_a_mention(entry: HttpLogEntry) -> bool:
    """Tell whether this request shows a message and leaves any mention alive."""
    body = entry.json
    if entry.method not in {"POST", "PATCH"} or not isinstance(body, dict):
        return False
    if entry.path.endswith("/callback"):
        if body.get("type") not in {4, 7}:
            return False
        body = body.get("data") or {}
    elif not re.search(r"/messages(/|$)|^/webhooks/\d+/[^/]+$", entry.path):
        return False
    allowed = body.get("allowed_mentions")
    return allowed is None or bool(
        allowed.get("parse") or allowed.get("users") or allowed.get("roles") or allowed.get("replied_user")
    )


def assert_every_request_was_right(requests: Sequence[HttpLogEntry]) -> None:
    """No request broke Discord's description, and none let a mention through."""
    assert requests
    assert [each for each in map(complaint, requests) if each] == []
    assert [f"{each.method} {each.path}" for each in requests if allows_a_mention(each)] == []
