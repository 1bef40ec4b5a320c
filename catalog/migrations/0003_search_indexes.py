"""The index of each engine over the search documents: FTS5 on SQLite, text search and trigrams on PostgreSQL."""

from django.db import DatabaseError, migrations, transaction

# The default tokenizer cuts Indic words at their vowel signs; marks (Mn, Mc) have to count as letters.
SQLITE = [
    """CREATE VIRTUAL TABLE catalog_search USING fts5(
        names, people, words, sounds,
        content='catalog_searchdocument', content_rowid='title_id', detail='column', prefix='2 3',
        tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
    )""",
    """CREATE TRIGGER catalog_search_added AFTER INSERT ON catalog_searchdocument BEGIN
        INSERT INTO catalog_search(rowid, names, people, words, sounds)
        VALUES (new.title_id, new.names, new.people, new.words, new.sounds);
    END""",
    """CREATE TRIGGER catalog_search_removed AFTER DELETE ON catalog_searchdocument BEGIN
        INSERT INTO catalog_search(catalog_search, rowid, names, people, words, sounds)
        VALUES ('delete', old.title_id, old.names, old.people, old.words, old.sounds);
    END""",
    """CREATE TRIGGER catalog_search_changed AFTER UPDATE ON catalog_searchdocument BEGIN
        INSERT INTO catalog_search(catalog_search, rowid, names, people, words, sounds)
        VALUES ('delete', old.title_id, old.names, old.people, old.words, old.sounds);
        INSERT INTO catalog_search(rowid, names, people, words, sounds)
        VALUES (new.title_id, new.names, new.people, new.words, new.sounds);
    END""",
    "INSERT INTO catalog_search(catalog_search) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER catalog_search_added",
    "DROP TRIGGER catalog_search_removed",
    "DROP TRIGGER catalog_search_changed",
    "DROP TABLE catalog_search",
]
# Weights say which column a word stands in: A names, B people, C words, D sounds.
POSTGRESQL = [
    """ALTER TABLE catalog_searchdocument ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple'::regconfig, names), 'A')
        || setweight(to_tsvector('simple'::regconfig, people), 'B')
        || setweight(to_tsvector('simple'::regconfig, words), 'C')
        || setweight(to_tsvector('simple'::regconfig, sounds), 'D')
    ) STORED""",
    "CREATE INDEX catalog_search_vector ON catalog_searchdocument USING gin (vector)",
]
POSTGRESQL_BACK = [
    "DROP INDEX catalog_search_vector",
    "ALTER TABLE catalog_searchdocument DROP COLUMN vector",
]
TRIGRAMS = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX catalog_searchword_trigrams ON catalog_searchword USING gin (word gin_trgm_ops)",
]


def make(apps, schema_editor):
    connection = schema_editor.connection
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}.get(connection.vendor, [])
    for statement in statements:
        schema_editor.execute(statement)
    if connection.vendor == "postgresql":
        try:
            with transaction.atomic(using=connection.alias):
                for statement in TRIGRAMS:
                    schema_editor.execute(statement)
        except DatabaseError:
            # Extensions may need a right this role lacks. Typing errors are then matched in the process instead;
            # once an administrator has made the extension, the index can be added by the second statement above.
            pass


def unmake(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}.get(vendor, []):
        schema_editor.execute(statement)
    if vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS catalog_searchword_trigrams")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_search")]
    operations = [migrations.RunPython(make, unmake)]
