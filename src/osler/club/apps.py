from django.apps import AppConfig


class ClubConfig(AppConfig):
    name = "osler.club"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from osler.club import belongings  # noqa: PLC0415  # models are ready only now

        belongings.register()
