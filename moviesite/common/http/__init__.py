"""Asking outside services: bounded in time and size, counted, and left in peace while they are down."""
