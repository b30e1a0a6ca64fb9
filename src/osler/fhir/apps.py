from django.apps import AppConfig


class FhirConfig(AppConfig):
    name = "osler.fhir"
    default_auto_field = "django.db.models.BigAutoField"
