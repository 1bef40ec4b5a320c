"""Proof that somebody holds an Ethereum account (EIP-4361): text and bytes in, an address or an error out.

Nothing here knows Django or the database, so all of it can be read and tested alone.
"""
