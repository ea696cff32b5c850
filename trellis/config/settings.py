"""Settings, all from the environment (`docs/operate/settings.md` lists them; a test compares)."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from trellis.config import env

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
#: Everything the installation makes for itself: database, secret, uploads, static build.
HOME = Path(env.text("HOME", str(BASE_DIR / ".trellis")))

DEBUG = env.flag("DEBUG")
#: Conveniences that must never be on in production: pattern gallery, sign-in links in the console.
DEVELOPMENT = env.flag("DEVELOPMENT", DEBUG)


def _secret_key() -> str:
    given = env.text("SECRET_KEY")
    if given:
        if len(given) < 32:
            raise ImproperlyConfigured("TRELLIS_SECRET_KEY must have at least 32 characters.")
        return given
    kept = HOME / "secret-key"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text().strip()


SECRET_KEY = _secret_key()


def _seal_keys() -> list[str]:
    given = env.words("SEAL_KEYS")
    kept = HOME / "seal-key"
    if not given and not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(urlsafe_b64encode(secrets.token_bytes(32)).decode())
    keys = given or kept.read_text().split()
    for key in keys:
        try:
            sound = len(urlsafe_b64decode(key)) == 32
        except ValueError:
            sound = False
        if not sound:
            raise ImproperlyConfigured("TRELLIS_SEAL_KEYS must be keys of 32 bytes in URL-safe base64.")
    return keys


#: Seal the rows of results files in the database: the first one seals, all of them open.
SEAL_KEYS = _seal_keys()
#: How many days those rows are kept after they came in; 0 keeps none.
ROW_DAYS = env.number("ROW_DAYS", 365)
if ROW_DAYS < 0:
    raise ImproperlyConfigured("TRELLIS_ROW_DAYS must be a number of days, or 0 to keep no rows.")
ALLOWED_HOSTS = env.words("HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("TRUSTED_ORIGINS")
#: The address people reach the site at, used in mails.
SITE_URL = env.text("SITE_URL", "http://localhost:8000").rstrip("/")
_over_tls = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_database_task",
    "axes",
    # before allauth: our templates stand in place of its own
    "trellis.web",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "trellis.people",
    "trellis.evidence",
    "trellis.practice",
    "trellis.insight",
    "trellis.cli",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "trellis.web.settings.middleware.PersonLocaleMiddleware",
    "trellis.web.pages.OneReadMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "trellis.web.pages.DomainErrorMiddleware",
]

FORM_RENDERER = "trellis.web.house_forms.HouseRenderer"
#: Pages answered at the same time by one process.
THREADS = env.number("THREADS", 8)
ROOT_URLCONF = "trellis.config.urls"
WSGI_APPLICATION = "trellis.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "trellis.web.frame.frame",
            ],
        },
    },
]

DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{HOME / 'trellis.sqlite3'}")
DATABASES = {"default": env.database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# No composition rules and no rotation: length and a blocklist (NIST SP 800-63B, ASVS 6.2).
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "trellis.people.accounts.rules.ObviousPassword"},
]
ACCOUNT_ADAPTER = "trellis.web.sign_in.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Only addresses that a person has proved (allauth's EmailAddress) can sign in; a roster's contact
# address never can, whatever an import says.
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {"login": "trellis.web.sign_in.forms.SignInForm"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# A session ends after a working day, remembered or not.
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# A whole school often has one address: spraying over many names is slowed down here, guessing at one name is
# stopped by axes below.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip,10/300s/key", "sign_in_link": "30/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("BEHIND_PROXY") else 0
MFA_ADAPTER = "trellis.web.sign_in.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Trellis"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Browsers give passkeys to https pages and to localhost only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _over_tls
SOCIALACCOUNT_ADAPTER = "trellis.web.sign_in.adapters.DistrictAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
_oidc_url = env.text("OIDC_URL").rstrip("/")
_oidc = urlsplit(_oidc_url)
#: What the district calls its own sign-in; empty where there is none.
DISTRICT_SIGN_IN = env.text("OIDC_NAME", "your district account") if _oidc_url else ""
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "district",
                "name": DISTRICT_SIGN_IN,
                "client_id": env.text("OIDC_CLIENT"),
                "secret": env.text("OIDC_SECRET"),
                "settings": {"server_url": _oidc_url},
            }
        ]
        if _oidc_url
        else [],
    }
}

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _over_tls
CSRF_COOKIE_SECURE = _over_tls
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = _over_tls
SECURE_HSTS_SECONDS = 31_536_000 if _over_tls else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "base-uri": [CSP.NONE],
    # the sign-in button posts to us and is then led on to the district's own sign-in
    "form-action": [CSP.SELF, *([f"{_oidc.scheme}://{_oidc.netloc}"] if _oidc_url else [])],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "trellis" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text("TIME_ZONE", "America/Los_Angeles")

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
#: Fonts and bundles built from the committed lock into an ignored folder; absent until `./run` built them.
BUILD_DIR = HOME / "build"
STATICFILES_DIRS = [BUILD_DIR] if BUILD_DIR.is_dir() else []
MEDIA_ROOT = HOME / "uploads"
LAKE_DIR = HOME / "lake"
MEDIA_URL = "uploads/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEVELOPMENT
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEVELOPMENT
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

TASKS = {"default": {"BACKEND": "django_database_task.backends.DatabaseTaskBackend"}}

_mail_host = env.text("MAIL_HOST")
MAILERS = {
    "default": {
        "BACKEND": (
            "django.core.mail.backends.smtp.EmailBackend"
            if _mail_host
            else "django.core.mail.backends.filebased.EmailBackend"
        ),
        "OPTIONS": (
            {
                "host": _mail_host,
                "port": env.number("MAIL_PORT", 587),
                "username": env.text("MAIL_USER"),
                "password": env.text("MAIL_PASSWORD"),
                "use_tls": env.flag("MAIL_TLS", True),
                "timeout": 20,
            }
            if _mail_host
            else {"file_path": str(HOME / "mail")}
        ),
    }
}
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Trellis <trellis@localhost>")

AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "trellis.web.sign_in.lockout.client_ip"
AXES_USERNAME_CALLABLE = "trellis.web.sign_in.lockout.name_tried"
AXES_LOCKOUT_CALLABLE = "trellis.web.sign_in.lockout.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"trellis": {"level": env.text("LOG_LEVEL", "INFO")}},
}
