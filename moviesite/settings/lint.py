"""The tests' settings with the migration linter among the apps; `.ci/check` alone uses them."""

from __future__ import annotations

from moviesite.settings.test import *  # noqa: F403
from moviesite.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
