"""Which titles to ask a newcomer about. Pure: arrays and numbers, no framework."""
