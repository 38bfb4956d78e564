"""One run of the typesetter: a template and plain values in, PNG or measurements out."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.errors import DrawingFailed
from bot.render.fonts import Fonts

_TEMPLATES = Path(__file__).parent / "templates"
PIXELS_PER_POINT = 2
MAX_BYTES = 8 * 1024 * 1024
"""No picture is larger: Discord takes 10 MiB from a bot without boosts."""


def draw(fonts: Fonts, template: str, values: Mapping[str, Any]) -> bytes:
    """Set `templates/<template>.typ` with `values` (JSON-able) and return one PNG, 2 pixels to the point.

    Texts go in as data, so nothing in them is ever read as markup. Safe in any thread.
    """
    picture = _run(fonts, template, values, "compile", format="png", ppi=72 * PIXELS_PER_POINT)
    if not isinstance(picture, bytes):
        raise DrawingFailed(f"{template} ran over its one page.")
    if len(picture) > MAX_BYTES:
        raise DrawingFailed(f"{template} came out at {len(picture)} bytes.")
    return picture


def outline(fonts: Fonts, template: str, values: Mapping[str, Any]) -> str:
    """Set a template as SVG instead: every glyph by name and place, for looking closely."""
    svg = _run(fonts, template, values, "compile", format="svg")
    return bytes(svg).decode()


def measure(fonts: Fonts, template: str, values: Mapping[str, Any]) -> Any:
    """Run a template that draws nothing and leaves its answer in metadata labelled `<answer>`."""
    return json.loads(_run(fonts, template, values, "query", "<answer>", field="value", one=True))


def _run(
    fonts: Fonts, template: str, values: Mapping[str, Any], verb: str, /, *args: object, **options: object
) -> Any:
    try:
        compiler = fonts.typst.Compiler(
            input=_TEMPLATES / f"{template}.typ",
            root=_TEMPLATES,
            font_paths=fonts.book,
            sys_inputs={"values": json.dumps(_printable(values))},
        )
        return getattr(compiler, verb)(*args, **options)
    except fonts.typst.TypstError as refused:
        raise DrawingFailed(f"{template}: {refused}") from refused
    except BaseException as panic:
        # A Rust panic arrives as a BaseException that `except Exception` would let through.
        if type(panic).__name__ == "PanicException":
            raise DrawingFailed(f"{template}: {panic}") from panic
        raise


def _printable(value: Any) -> Any:
    """Half a surrogate pair is no character and cannot cross into the typesetter; show the usual sign."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case Mapping():
            return {key: _printable(item) for key, item in value.items()}
        case list() | tuple():
            return [_printable(item) for item in value]
        case _:
            return value
