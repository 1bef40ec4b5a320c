"""Stand-ins on loopback for services of the outside world, with made-up films."""
