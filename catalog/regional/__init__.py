"""Where readers are, and what is celebrated there."""
