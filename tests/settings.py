"""The product's settings with a throw-away home, so that a test run never touches the home of who runs it."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from unittest import mock

_HOME = tempfile.mkdtemp(prefix="osler-tests-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)

with mock.patch.dict(os.environ, {"OSLER_HOME": _HOME}):
    from osler.project.settings import *  # noqa: F403

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# Straight from the source folder: no collecting before a test.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# Slow on purpose where it matters; here it only costs.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
