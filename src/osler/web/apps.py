from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "osler.web"
    label = "web"
