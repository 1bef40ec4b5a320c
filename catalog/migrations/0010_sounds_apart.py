"""PostgreSQL: sounds get a vector and an index of their own.

In one index with the words, a word that is also somebody's sound key brought every title that sounds so from the table, only to
be thrown away again by its weight; and where all weights of a vector are wanted, none has to be looked at."""

from django.db import migrations

FORWARD = [
    "DROP INDEX catalog_search_vector",
    "ALTER TABLE catalog_searchdocument DROP COLUMN vector",
    """ALTER TABLE catalog_searchdocument ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple'::regconfig, names), 'A')
        || setweight(to_tsvector('simple'::regconfig, people), 'B')
        || setweight(to_tsvector('simple'::regconfig, words), 'C')
    ) STORED""",
    """ALTER TABLE catalog_searchdocument ADD COLUMN sound_vector tsvector GENERATED ALWAYS AS (
        strip(to_tsvector('simple'::regconfig, sounds))
    ) STORED""",
    "CREATE INDEX catalog_search_vector ON catalog_searchdocument USING gin (vector)",
    "CREATE INDEX catalog_search_sounds ON catalog_searchdocument USING gin (sound_vector)",
]
BACK = [
    "DROP INDEX catalog_search_sounds",
    "DROP INDEX catalog_search_vector",
    "ALTER TABLE catalog_searchdocument DROP COLUMN sound_vector",
    "ALTER TABLE catalog_searchdocument DROP COLUMN vector",
    """ALTER TABLE catalog_searchdocument ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple'::regconfig, names), 'A')
        || setweight(to_tsvector('simple'::regconfig, people), 'B')
        || setweight(to_tsvector('simple'::regconfig, words), 'C')
        || setweight(to_tsvector('simple'::regconfig, sounds), 'D')
    ) STORED""",
    "CREATE INDEX catalog_search_vector ON catalog_searchdocument USING gin (vector)",
]


def run(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


def forward(apps, schema_editor):
    run(schema_editor, FORWARD)


def back(apps, schema_editor):
    run(schema_editor, BACK)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0009_whole_records")]
    operations = [migrations.RunPython(forward, back)]
