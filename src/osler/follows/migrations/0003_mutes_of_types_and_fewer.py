import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("follows", "0002_item_without_probability"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="mute", name="mute_once"),
        migrations.RenameField(model_name="mute", old_name="journal", new_name="value"),
        migrations.AddField(
            model_name="mute",
            name="what",
            field=models.CharField(
                choices=[("journal", "Journal"), ("type", "Kind of paper")], default="journal", max_length=8
            ),
        ),
        migrations.AddConstraint(
            model_name="mute",
            constraint=models.UniqueConstraint(fields=("user", "what", "value"), name="mute_once"),
        ),
        migrations.CreateModel(
            name="Fewer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pmid", models.BigIntegerField()),
                ("title", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("user", "pmid"), name="fewer_once")]},
        ),
    ]
