"""The ways out of the site. The inbox is none of them: it is the rows themselves, and always written."""
