"""Connections that are kept open between requests, one pool for each thread of each process."""

from __future__ import annotations

import os
import threading
from http.cookiejar import DefaultCookiePolicy

import requests

from moviesite.common.http.deadlines import BoundedAdapter

_local = threading.local()


def shared_session() -> requests.Session:
    """This thread's session. It follows neither the machine's proxies nor a service's cookies, and retries nothing."""
    # A forked process must not write into its parent's connections.
    if getattr(_local, "pid", None) != os.getpid():
        session = requests.Session()
        session.trust_env = False
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = BoundedAdapter(pool_connections=8, pool_maxsize=2, max_retries=0)
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        _local.session, _local.pid = session, os.getpid()
    return _local.session  # type: ignore[no-any-return]
