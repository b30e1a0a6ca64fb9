from django.apps import AppConfig


class WardConfig(AppConfig):
    name = "osler.ward"
    default_auto_field = "django.db.models.BigAutoField"
