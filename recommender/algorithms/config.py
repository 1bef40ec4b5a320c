"""Typed, frozen settings of a model that survive a trip through JSON."""

import dataclasses
import types
import typing
from dataclasses import dataclass
from typing import Any, Self, get_args, get_origin, get_type_hints


class ConfigError(ValueError):
    """Settings that are unknown, of the wrong type or out of range."""


@dataclass(frozen=True)
class Config:
    """Base of all settings. Subclasses are frozen dataclasses of int, float, bool, str, None and nested Configs.

    ``validate`` is called on construction; it raises ConfigError.
    """

    def __post_init__(self) -> None:
        hints = get_type_hints(type(self))
        for item in dataclasses.fields(self):
            object.__setattr__(self, item.name, _checked(getattr(self, item.name), hints[item.name], item.name))
        self.validate()

    def validate(self) -> None:
        """Check ranges; overridden by subclasses."""

    def to_json(self) -> dict[str, Any]:
        """Plain dictionary that ``from_json`` turns back into an equal object."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Rebuild from ``to_json``; ConfigError on unknown keys and wrong types."""
        if not isinstance(data, dict):
            raise ConfigError(f"{cls.__name__}: expected an object, got {type(data).__name__}")
        unknown = sorted(set(data) - {item.name for item in dataclasses.fields(cls)})
        if unknown:
            raise ConfigError(f"{cls.__name__}: unknown settings {', '.join(unknown)}")
        return cls(**data)

    def replace(self, **changes: Any) -> Self:
        """A copy with some settings changed."""
        return dataclasses.replace(self, **changes)


def require(condition: bool, message: str) -> None:
    """Raise ConfigError with the message unless the condition holds."""
    if not condition:
        raise ConfigError(message)


def _checked(value: Any, hint: Any, name: str) -> Any:
    options = get_args(hint) if get_origin(hint) in (types.UnionType, typing.Union) else (hint,)
    for option in options:
        if option is type(None):
            if value is None:
                return None
        elif issubclass(option, Config):
            if isinstance(value, dict):
                return option.from_json(value)
            if isinstance(value, option):
                return value
        elif option is float:
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                return float(value)
        elif isinstance(value, option) and (option is bool or not isinstance(value, bool)):
            return value
    raise ConfigError(f"{name}: {value!r} is not {getattr(hint, '__name__', hint)}")
