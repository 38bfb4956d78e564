"""Values that nobody changes, cheap to make: an import makes millions of them."""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

Kind = TypeVar("Kind")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(kind: type[Kind]) -> type[Kind]:
    """Make a dataclass that the type checker holds to be frozen.

    One that is frozen when it runs, too, sets each field through `object.__setattr__`: a post took ten times as long.
    """
    return dataclass(slots=True, unsafe_hash=True)(kind)
