from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "osler.library"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from osler.library import belongings  # noqa: PLC0415  # models are there only now

        belongings.register()
