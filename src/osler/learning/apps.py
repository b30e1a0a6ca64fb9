from django.apps import AppConfig
from django.conf import settings


class LearningConfig(AppConfig):
    name = "osler.learning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A scheme file that cannot be used stops Osler at its start: BadInput with file and line."""
        from osler.learning import belongings, scheme_file  # noqa: PLC0415  # models are ready only now

        scheme_file.load(settings.OSLER.home)
        belongings.register()
