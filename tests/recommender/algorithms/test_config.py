from dataclasses import dataclass, field

import pytest

from recommender.algorithms.config import Config, ConfigError, require


@dataclass(frozen=True)
class Inner(Config):
    size: int = 3


@dataclass(frozen=True)
class Outer(Config):
    rate: float = 0.5
    limit: float | None = None
    label: str = "a"
    on: bool = False
    inner: Inner = field(default_factory=Inner)

    def validate(self) -> None:
        require(self.rate >= 0, "rate must not be negative")


def test_nested_settings_survive_json() -> None:
    config = Outer(rate=1, limit=2.0, inner=Inner(size=9))

    assert Outer.from_json(config.to_json()) == config


def test_whole_numbers_become_floats() -> None:
    assert repr(Outer(rate=1).rate) == "1.0"


@pytest.mark.parametrize(
    "wrong",
    [{"rate": "1"}, {"rate": None}, {"rate": True}, {"on": 1}, {"label": 3}, {"inner": {"size": 1.5}}, {"inner": 3}],
)
def test_wrong_types_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        Outer.from_json(wrong)


def test_ranges_are_checked_on_construction_and_change() -> None:
    with pytest.raises(ConfigError, match="negative"):
        Outer().replace(rate=-1.0)


def test_anything_but_an_object_is_refused() -> None:
    with pytest.raises(ConfigError, match="list"):
        Outer.from_json([])  # type: ignore[arg-type]
