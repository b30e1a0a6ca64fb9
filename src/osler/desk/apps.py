from django.apps import AppConfig
from django.template import engines


class DeskConfig(AppConfig):
    name = "osler.desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from osler.desk import shown  # noqa: PLC0415  # models are there only now

        engines["jinja2"].env.globals.update(shown.GLOBALS)  # type: ignore[attr-defined]
