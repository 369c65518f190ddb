"""The one settings file. What an operator may change at run time lives in tables, per cinema."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from ouvreuse.project import env

PACKAGE = Path(__file__).resolve().parent.parent
KIND = env.choice("OUVREUSE_KIND", ("LIVE", "DEMO", "TEST"), "LIVE")
env.require_secret("OUVREUSE_SECRET_KEY")
DEBUG = False
BASE_URL = env.text("OUVREUSE_BASE_URL", "http://localhost:8000").rstrip("/")
SECRET_KEY = env.text("OUVREUSE_SECRET_KEY", "") or "only-for-tests-and-checks"  # never LIVE, see above
SECURE = urlsplit(BASE_URL).scheme == "https"
ALLOWED_HOSTS = [
    *filter(None, env.text("OUVREUSE_HOSTS", "").split(",")),
    urlsplit(BASE_URL).hostname or "localhost",
    "localhost",
    "127.0.0.1",
    "[::1]",
]
TRUSTED_PROXY = env.flag("OUVREUSE_TRUSTED_PROXY", default=False)
BANK_URL = env.text("OUVREUSE_BANK_URL", "")
BANK_PAGE_URL = env.text("OUVREUSE_BANK_PAGE_URL", BANK_URL)  # as browsers reach it
MAILBOX_URL = env.text("OUVREUSE_MAILBOX_URL", "")
FAULT = env.text("OUVREUSE_FAULT", "")
DEMO_PASSWORD = env.text("OUVREUSE_DEMO_PASSWORD", "only-for-tests") if KIND != "LIVE" else ""
BANK_WEBHOOK_SECRET = env.text("OUVREUSE_BANK_WEBHOOK_SECRET", "whsec_tests") if KIND != "LIVE" else ""
DATA = Path(env.text("OUVREUSE_DATA", "."))
MEDIA_ROOT = DATA / "media"
MEDIA_URL = "/media/"

OWNER = env.choice("OUVREUSE_ROLE", ("app", "owner"), "app") == "owner"
DATABASES = {
    "default": {
        **env.database(
            env.text("DATABASE_OWNER_URL" if OWNER else "DATABASE_URL", "postgresql://ouvreuse_app@/ouvreuse")
        ),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
}
# Plans of functions and prepared statements live as long as a connection: one made while a table was still
# empty would read it whole for ever after. So the application's role always prefers an index.
if not OWNER:
    DATABASES["default"]["OPTIONS"]["options"] = "-c enable_seqscan=off -c jit=off"  # type: ignore[index]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "ouvreuse.notifications",
    "ouvreuse.accounts",
    "ouvreuse.venues",
    "ouvreuse.payments",
    "ouvreuse.fiscal",
    "ouvreuse.catalogue",
    "ouvreuse.pricing",
    "ouvreuse.programme",
    "ouvreuse.booking",
    "ouvreuse.insights",
    "ouvreuse.ui",
    "ouvreuse.storefront",
    "ouvreuse.counter",
    "ouvreuse.backoffice",
    "ouvreuse.api",
    "ouvreuse.ops",
    "ouvreuse.project",
    "django.forms",
]
MIDDLEWARE = [
    "ouvreuse.project.middleware.Request",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "ouvreuse.project.middleware.OriginGuard",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "ouvreuse.project.urls"
WSGI_APPLICATION = "ouvreuse.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "ouvreuse.ui.context.page",
            ],
            "loaders": [
                (
                    "ouvreuse.ui.loaders.PerLanguage",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django.templatetags.i18n", "ouvreuse.ui.templatetags.ui_tags"],
        },
    }
]
FORM_RENDERER = "ouvreuse.ui.forms.Renderer"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "backoffice:sign_in"
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY else None
SILENCED_SYSTEM_CHECKS = ["auth.E003", "auth.W004"]

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
FORMAT_MODULE_PATH = "ouvreuse.project.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATICFILES_DIRS: list[Path] = []
STATIC_ROOT = PACKAGE / "ui" / "static"
WHITENOISE_AUTOREFRESH = False
WHITENOISE_USE_FINDERS = False
WHITENOISE_MAX_AGE = 3600


def WHITENOISE_IMMUTABLE_FILE_TEST(path: str, url: str) -> bool:  # noqa: N802 - whitenoise's name
    """Files built by the front-end carry their content's hash in their name."""
    return "/built/" in url


DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
FILE_UPLOAD_HANDLERS = [
    "ouvreuse.ui.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
TMDB_URL = env.text("OUVREUSE_TMDB_URL", "https://api.themoviedb.org")
TMDB_IMAGES_URL = env.text("OUVREUSE_TMDB_IMAGES_URL", "https://image.tmdb.org")

_SMTP = urlsplit(env.text("OUVREUSE_SMTP_URL", "smtp://localhost:25"))
EMAIL_HOST = _SMTP.hostname or "localhost"
EMAIL_PORT = _SMTP.port or 25
EMAIL_HOST_USER = _SMTP.username or ""
EMAIL_HOST_PASSWORD = _SMTP.password or ""
EMAIL_USE_SSL = _SMTP.scheme == "smtps"
EMAIL_USE_TLS = _SMTP.scheme == "smtp+tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("OUVREUSE_MAIL_FROM", "billetterie@localhost")

LOGGING_CONFIG = "ouvreuse.project.logs.configure"
LOGGING: dict[str, object] = {"level": env.text("OUVREUSE_LOG_LEVEL", "INFO")}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
PROCRASTINATE_IMPORT_PATHS = ["ouvreuse.project.jobs"]
