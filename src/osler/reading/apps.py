from django.apps import AppConfig


class ReadingConfig(AppConfig):
    name = "osler.reading"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from osler.people import belongings  # noqa: PLC0415  # models are there only now
        from osler.reading import attachments  # noqa: PLC0415

        belongings.register("attachments", export=attachments.export)
