from django.apps import AppConfig


class CreditConfig(AppConfig):
    name = "osler.credit"
    label = "credit"
