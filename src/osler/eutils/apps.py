from django.apps import AppConfig


class EutilsConfig(AppConfig):
    name = "osler.eutils"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from osler.eutils import keys  # noqa: PLC0415  # models are there only now
        from osler.people import belongings  # noqa: PLC0415

        belongings.register("api-keys", export=keys.export)
