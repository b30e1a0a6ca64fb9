"""What a WSGI server loads: `osler.project.wsgi:application`."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from osler.project.incoming import completed

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osler.project.settings")
application = completed(
    get_wsgi_application(),
    host=next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"), "localhost"),
    most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
)

from osler.web import warm  # noqa: E402  # Django must be set up before its parts are imported

warm.up()
