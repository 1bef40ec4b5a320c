"""Quality of the models on rating files: see ``__main__``."""
