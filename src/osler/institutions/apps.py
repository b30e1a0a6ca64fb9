from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "osler.institutions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from osler.institutions import belonging, joining  # noqa: PLC0415  # models are loaded only now
        from osler.people import belongings  # noqa: PLC0415

        belongings.register("institutions", export=belonging.export)
        joining.connect()
