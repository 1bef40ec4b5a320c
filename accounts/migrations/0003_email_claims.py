"""An address belongs to whoever confirmed it. Those that are there already count as confirmed."""

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Coalesce


def confirm_present_addresses(apps, schema_editor):
    users = apps.get_model("accounts", "User").objects.exclude(email_key=None)
    users.update(email_claim_key=F("email_key"), email_verified_at=Coalesce("email_verified_at", "date_joined"))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_members"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="email_claim_key",
            field=models.CharField(blank=True, db_index=True, default="", editable=False, max_length=254),
        ),
        migrations.RunPython(confirm_present_addresses, migrations.RunPython.noop),
    ]
