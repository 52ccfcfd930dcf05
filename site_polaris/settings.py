"""All settings of the site. What changes between installations comes from the environment (docs/running.md)."""

from pathlib import Path
from typing import Any, Final

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from accounts.form_classes import ACCOUNT_FORMS as ACCOUNT_FORMS
from accounts.form_classes import MFA_FORMS as MFA_FORMS
from site_polaris import engines
from site_polaris.env import Env
from site_polaris.jobs import list_jobs
from site_polaris.logs import logging_settings

env = Env()

BASE_DIR: Final = Path(__file__).resolve().parent.parent
MODE: Final = env.choice("POLARIS_MODE", ("production", "demo", "test"), default="production")
DEMO: Final = MODE == "demo"
TESTING: Final = MODE == "test"
LOCAL: Final = DEMO or TESTING

VAR_DIR: Final = env.path("POLARIS_VAR_DIR", BASE_DIR / "var")
DEBUG = False

if LOCAL:
    SECRET_KEY = env.text("SECRET_KEY", default="only-for-the-demo-and-the-tests-never-for-a-real-site")
    ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]")
    SITE_URL = env.address("SITE_URL", ("http", "https"), default=f"http://localhost:{env.integer('PORT', default=8000)}")
else:
    SECRET_KEY = env.text("SECRET_KEY")
    ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
    SITE_URL = env.address("SITE_URL", ("https",))

if DEMO and not set(ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}:
    raise ImproperlyConfigured("The demo answers to localhost only: ALLOWED_HOSTS may not name another host.")

# Former secrets, under which the links of mails already sent still open: those that stop a subscription never expire.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS", default="")

TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", default=0)

# Applications -------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "site_polaris",
    "home",
    "advocacy",
    "events",
    "donations",
    "volunteers",
    "accounts",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail_footnotes",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "crispy_forms",
    "csp",
    "simple_history",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "site_polaris.request_log.RequestLogMiddleware",
    "site_polaris.page_cache.middleware.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "site_polaris.middleware.HeadMiddleware",
    "site_polaris.middleware.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "site_polaris.middleware.BrowserPolicyMiddleware",
    "site_polaris.middleware.AdminPolicyMiddleware",
    "accounts.middleware.PrivatePagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.middleware.ContentAdminMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "home.moved_pages.MovedPagesMiddleware",
]
if DEMO:
    MIDDLEWARE.insert(0, "site_polaris.demo_lock.LoopbackOnlyMiddleware")

ROOT_URLCONF = "site_polaris.urls"
WSGI_APPLICATION = "site_polaris.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

CRISPY_ALLOWED_TEMPLATE_PACKS = ["polaris"]
CRISPY_TEMPLATE_PACK = "polaris"
CRISPY_FAIL_SILENTLY = False

# Data ---------------------------------------------------------------------------------------------

DATABASES = engines.databases(env, VAR_DIR)
REDIS_URL = engines.redis_url(env)
CACHES = engines.caches(REDIS_URL)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
# Best on another disk than the rest of VAR_DIR.
BACKUP_DIR = env.path("POLARIS_BACKUP_DIR", VAR_DIR / "backups")
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"
# Whole public pages are kept for readers; the tests of the pages themselves want each made.
PAGE_CACHE = env.flag("PAGE_CACHE", default=not TESTING)
PRIVATE_PATHS = ("/admin/", "/coordination/", "/espace/", "/compte/", "/demo/", "/sante/", "/stripe/")
PAGES_NEVER_KEPT: tuple[str, ...] = (*PRIVATE_PATHS, STATIC_URL, MEDIA_URL)
WAGTAILFRONTENDCACHE = {
    f"front {number}": {"BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend", "LOCATION": url}
    for number, url in enumerate(env.addresses("FRONTEND_CACHE_URL", ("http", "https")), start=1)
}
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "site_polaris.stylesheets.StylesheetFinder",
]
STORAGES = {"default": engines.media(env, MODE), "staticfiles": engines.static_files(MODE)}

# Language and time --------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
USE_I18N = USE_TZ = True
TIME_ZONE = "Europe/Paris"

# Accounts -----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
if TESTING:
    # Hundreds of people are made by the tests; the time that hashing takes is tested with the real one.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "space_home"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
# A mail may take some minutes to arrive on a phone.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
# Per client address (`ip`, see accounts.addresses) and per account (`key`: the e-mail that was typed).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,5/15m/key",
    "reset_password": "20/m/ip,5/15m/key",
    "signup": "20/m/ip",
    # How often a code may be sent again to one address: somebody waiting for a mail is impatient.
    "confirm_email": "5/10m/key",
}
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Polaris 14"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
USERSESSIONS_TRACK_ACTIVITY = False
# The demo has no phone at hand to scan a code; nothing else waives this.
MFA_WAIVED = DEMO

# Secrets are encrypted under keys that are not in the database (accounts.keys).
KEYS_FILE = env.path("POLARIS_KEYS_FILE", VAR_DIR / "demo-keys" if LOCAL else None)
# What the apps above accounts encrypt: each function encrypts its rows again under the ring's first key, and returns how many texts.
ENCRYPTED_AGAIN = ["advocacy.subscribing.reencrypt_addresses", "events.reports.encrypt_again", "home.enquiries.keeping.encrypt_again"]
ENCRYPTED_AGAIN += ["volunteers.participant_contacts.encrypt_again", "volunteers.sealed_words.encrypt_again"]
# What the apps above accounts know of a bénévole: each function takes one. Their data, as they download it; the hours that count.
PERSONAL_DATA = ["volunteers.own_data.describe", "events.own_hours.describe_seats", "events.own_proposals.describe_proposals"]
PERSONAL_DATA += ["events.own_waits.describe_waits"]
HOURS_READ_FROM = [f"volunteers.hours.{reader}" for reader in ("trainings_attended", "typed_and_validated", "meetings_held")]
HOURS_READ_FROM += ["events.own_hours.hours_led"]
LINES_LEFT_BY = ["events.seat_line.give_up_lines"]
CODES_KNOWN_BY = [f"{at}.find_coded" for at in ("volunteers.certificates", "volunteers.pairing_certificates", "donations.receipt_checks")]

# Mail ---------------------------------------------------------------------------------------------

# Mails are rows of an outbox; the worker hands them to the delivery backend.
EMAIL_BACKEND = "accounts.outbox.OutboxBackend"
MAIL_DELIVERY_BACKEND, ANYMAIL = engines.mail(env, MODE)
KEEP_SENT_MAILS = DEMO
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", default="Polaris 14 <bonjour@demo.test>" if LOCAL else None)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_HOST = env.text("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", default=25, minimum=1)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20

# Stripe -------------------------------------------------------------------------------------------

STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY", default="sk_test_stand_in" if LOCAL else None)
STRIPE_WEBHOOK_SECRET = env.text("STRIPE_WEBHOOK_SECRET", default="whsec_stand_in" if LOCAL else None)
STRIPE_API_VERSION = "2026-10-28.endive"
STRIPE_STAND_IN = LOCAL
# Tests deliver the stand-in's events themselves, when they want them.
STRIPE_STAND_IN_DELIVERS = DEMO
if LOCAL and STRIPE_SECRET_KEY != "sk_test_stand_in":
    raise ImproperlyConfigured("The demo and the tests pay with the stand-in only: STRIPE_SECRET_KEY may not be set.")

GIFT_MINIMUM_CENTS = 500
GIFT_MAXIMUM_CENTS = 100 * env.integer("GIFT_MAXIMUM_EUROS", default=5_000, minimum=5)
# Payment pages opened in ten minutes, from one address and by everybody: card testers try cards by the hundred.
GIFT_LIMIT_PER_ADDRESS = env.integer("GIFT_LIMIT_PER_ADDRESS", default=10, minimum=1)
GIFT_LIMIT_OVERALL = env.integer("GIFT_LIMIT_OVERALL", default=100, minimum=1)

# Security -----------------------------------------------------------------------------------------

SESSION_COOKIE_NAME = "polaris_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "site_polaris.message_storage.SaidOnceStorage"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
# The content admin shows the preview of a page in a frame.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
if not LOCAL:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^sante/$"]
    if TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [SELF],
        "frame-ancestors": [SELF],
        "object-src": [NONE],
        # A posted form may be redirected: the donor leaves for Stripe's page.
        "form-action": [SELF, *([] if LOCAL else ["https://checkout.stripe.com", "https://billing.stripe.com"])],
        "img-src": [SELF, "data:"],
    }
}

# Wagtail ------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Polaris 14"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
# A password shared by readers would be one more door, without limits.
WAGTAIL_PRIVATE_PAGE_OPTIONS = WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILADMIN_PERMITTED_LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = WAGTAILUSERS_PASSWORD_ENABLED = False
# The default sends hashes of staff e-mails to a third party.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# PostgreSQL reads the texts as French; SQLite takes no notice, and finds by our own stems (home/search_text.py).
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "french"}}
# Proofreading is the coordination's (home/proofreading.py); its mails are ours, under the names that Wagtail gives them.
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAILADMIN_NOTIFICATION_USE_HTML = True
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILIMAGES_IMAGE_MODEL = "home.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "home.forms.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"jpeg": "webp", "png": "webp", "webp": "webp"}
WAGTAILIMAGES_WEBP_QUALITY = 80
WAGTAILDOCS_EXTENSIONS = ["pdf", "csv", "xlsx", "ods", "odt", "docx", "pptx"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# The form of a whole report has some 2,000 fields; Django's own limit is 1,000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Time-triggered work (site_polaris/jobs.py).
PERIODIC = list_jobs(stand_in=STRIPE_STAND_IN, calls_out=not LOCAL)

# The worker and each request say what they did in JSON; the demo and the tests say what went wrong alone.
LOGGING = logging_settings(env.choice("LOG_FORMAT", ("json", "plain"), default="plain" if LOCAL else "json"))
# Errors are reported there, named by what names nobody (site_polaris/error_reports.py). The demo and the tests call nobody.
SENTRY_DSN = "" if LOCAL else env.address("SENTRY_DSN", ("https",), default="")
