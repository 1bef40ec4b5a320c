"""Redis as a broker that may be restarted.

kombu 5.7 answers an acknowledgement on a connection that has been given up with AttributeError, which its worker takes
for a mistake that cannot be mended, and ends. It is a lost connection, and is called one here.
"""

from __future__ import annotations

from typing import Any

import redis
from kombu.transport.redis import Channel, Transport


class RestartableChannel(Channel):  # type: ignore[misc]
    """A channel that knows when it has no connection any more."""

    def _connparams(self, asynchronous: bool = False) -> Any:
        if self.connection is None or self.connection.client is None:
            raise redis.ConnectionError("the connection was given up")
        return super()._connparams(asynchronous)


class RestartableTransport(Transport):  # type: ignore[misc]
    """kombu's, with these channels."""

    Channel = RestartableChannel
