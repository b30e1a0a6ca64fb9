from django.apps import AppConfig


class EutilsConfig(AppConfig):
    name = "osler.eutils"
    default_auto_field = "django.db.models.BigAutoField"
