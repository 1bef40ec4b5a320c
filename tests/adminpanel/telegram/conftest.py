"""The same bot, and a queue that a test works off."""

from tests.accounts.telegram.conftest import telegram
from tests.adminpanel.telegram.helpers import queue

__all__ = ["queue", "telegram"]
