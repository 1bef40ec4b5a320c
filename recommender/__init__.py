"""Learns what members like and serves it.

``dataset``, ``algorithms``, ``fusion``, ``rerank``, ``evaluation`` and ``registry.store`` are plain mathematics
on dense integer ids: they import neither Django nor each other's callers, so they can be tested and measured alone.
"""
