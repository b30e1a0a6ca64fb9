"""Django's settings, derived from `osler.config`: an administrator sets OSLER_… variables, never these."""

from __future__ import annotations

from osler import config, keyfile
from osler.project import databases, mail, sso

OSLER = config.read()

SECRET_KEY = OSLER.secret_key or keyfile.kept(OSLER.home / "secret-key")
DEBUG = OSLER.debug
_LOOPBACK = "localhost,127.0.0.1,[::1]"
ALLOWED_HOSTS = [
    host.strip() for host in (_LOOPBACK if OSLER.single_user else OSLER.allowed_hosts).split(",") if host.strip()
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    # before allauth: their pages win over its own
    "osler.web",
    "osler.ward",
    "osler.desk",
    "osler.credit",
    "osler.access",
    "osler.eutils",
    "osler.reading",
    "osler.fhir",
    "osler.people",
    "osler.institutions",
    "osler.library",
    "osler.follows",
    "osler.learning",
    "osler.club",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "osler.people.alone.only_here",
    "osler.web.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "osler.web.middleware.compress",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "osler.people.alone.the_one",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "osler.web.middleware.Errors",
    "osler.credit.middleware.remember",
]

ROOT_URLCONF = "osler.project.urls"
WSGI_APPLICATION = "osler.project.wsgi.application"

# Jinja2 renders the pages: six times quicker than Django's own language on a list of a hundred links
# (bench/HISTORY.md), and a page is mostly such lists. Django's stays for its own forms and admin.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "osler.web.jinja.environment"},
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
]

DATABASES = {"default": databases.settings(OSLER)}
CACHES = {
    # Shared by all workers, so that a limit is one limit; made by `osler serve`.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "osler_cache"}
}
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "osler.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Without mail nobody could ever confirm.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if OSLER.email_url else "none"
ACCOUNT_EMAIL_NOTIFICATIONS = bool(OSLER.email_url)
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key", "signup": "20/h/ip"}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if OSLER.base_url.startswith("https://") else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = OSLER.proxies
SOCIALACCOUNT_ADAPTER = "osler.people.adapters.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = sso.providers(OSLER.sso)
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
# Where sign-in forms may lead besides to ourselves.
FORM_ORIGINS = sso.origins(SOCIALACCOUNT_PROVIDERS)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = not OSLER.email_url  # without mail no address is ever confirmed
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Osler"
MFA_TOTP_TOLERANCE = 1  # steps of 30 s before and after: RFC 6238, 5.2. Phones and servers are never quite of one mind
# Browsers themselves offer passkeys at https and at localhost only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not OSLER.base_url.startswith("https://")

globals().update(mail.settings(OSLER))
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "osler"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = OSLER.home / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "osler.web.sheets.Storage"},
}

# A public https address says that everything behind it is https.
_SECURE = OSLER.base_url.startswith("https://")
CSRF_TRUSTED_ORIGINS = [OSLER.base_url.rstrip("/")] if OSLER.base_url else []
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = _SECURE
CSRF_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
APPEND_SLASH = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {
        # A 404 is the reader's business, not the log's: what people look for stays out of it.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "osler": {"handlers": ["stderr"], "level": "INFO"},
    },
}
