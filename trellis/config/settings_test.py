"""Settings of the test world: stricter than production."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("TRELLIS_SECRET_KEY", "a-key-that-only-tests-may-ever-use-0123456789")
if "TRELLIS_HOME" not in os.environ:
    os.environ["TRELLIS_HOME"] = tempfile.mkdtemp(prefix="trellis-test-")
    atexit.register(shutil.rmtree, os.environ["TRELLIS_HOME"], ignore_errors=True)
os.environ.setdefault("TRELLIS_DEVELOPMENT", "yes")

from trellis.config.settings import *  # noqa: F403
from trellis.config.settings import DATABASES, HOME, STATIC_ROOT, TEMPLATES

# scrypt at full strength costs 60 ms a sign-in; tests make hundreds of persons
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
TIME_ZONE = "America/Los_Angeles"

# nothing is collected in tests, but the server of static files looks for its folder
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

for database in DATABASES.values():
    # one connection a test: a pool would outlive the test's transaction
    options = database.get("OPTIONS")
    if isinstance(options, dict):
        options.pop("pool", None)
        if database["ENGINE"] == "django.db.backends.sqlite3":
            # a real file, as in production (WAL, several connections), but nobody mourns it after a power cut
            database["TEST"] = {"NAME": str(HOME / "test.sqlite3")}
            options["init_command"] = str(options["init_command"]) + " PRAGMA synchronous=OFF;"
    if database["ENGINE"] == "django.db.backends.postgresql" and "TRELLIS_TEST_TEMPLATE" in os.environ:
        database["TEST"] = {"TEMPLATE": os.environ["TRELLIS_TEST_TEMPLATE"]}
for engine in TEMPLATES:
    engine["OPTIONS"] = {**engine["OPTIONS"], "debug": True}  # type: ignore[dict-item]

# whitenoise warns where there is no folder, and warnings are errors here
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
