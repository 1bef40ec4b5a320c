"""Settings: `dev` (default), `test`, `production`, all on `base`; one concern per file in `parts`."""
