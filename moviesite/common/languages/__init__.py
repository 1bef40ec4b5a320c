"""The languages of the interface: what is said, in which of them, and how names, numbers and times look there."""
