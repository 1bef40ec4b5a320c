"""The embedded demo catalog: facts about real titles, kept as tab-separated files and read without a database."""
