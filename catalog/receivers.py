"""What the catalog does about news."""
