from django.apps import AppConfig


class FollowsConfig(AppConfig):
    name = "osler.follows"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from osler.follows import takeaway  # noqa: PLC0415  # models are there only now
        from osler.library import keepers  # noqa: PLC0415
        from osler.people import belongings  # noqa: PLC0415

        belongings.register("follows", export=takeaway.export)
        keepers.register("received", takeaway.received)
