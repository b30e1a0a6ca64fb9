from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "osler.people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from osler.people import belongings, takeaway  # noqa: PLC0415  # models are there only now

        belongings.register("account", export=takeaway.account)
