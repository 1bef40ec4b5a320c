#!/usr/bin/env python
"""Django's command line, with the thread limits that the numerical libraries read only once, at import."""

import os
import sys


def main() -> None:
    """Run an administrative command; settings default to development."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moviesite.settings.dev")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
