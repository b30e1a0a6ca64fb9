from django.apps import AppConfig


class WardConfig(AppConfig):
    name = "osler.ward"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from osler.ward import belongings  # noqa: PLC0415  # models are ready only now

        belongings.register()
