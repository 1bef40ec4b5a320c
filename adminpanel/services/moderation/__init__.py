"""Reports, the cases they are gathered in, what is decided about them, and appeals against that."""
