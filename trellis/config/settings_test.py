"""Settings of the test world: stricter than production."""

import os
import tempfile

os.environ.setdefault("TRELLIS_SECRET_KEY", "a-key-that-only-tests-may-ever-use-0123456789")
os.environ.setdefault("TRELLIS_HOME", tempfile.mkdtemp(prefix="trellis-test-"))
os.environ.setdefault("TRELLIS_DEVELOPMENT", "yes")

from trellis.config.settings import *  # noqa: F403
from trellis.config.settings import DATABASES, TEMPLATES

# scrypt at full strength costs 60 ms a sign-in; tests make hundreds of persons
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
TIME_ZONE = "America/Los_Angeles"

for database in DATABASES.values():
    # one connection a test: a pool would outlive the test's transaction
    options = database.get("OPTIONS")
    if isinstance(options, dict):
        options.pop("pool", None)
for engine in TEMPLATES:
    engine["OPTIONS"] = {**engine["OPTIONS"], "debug": True}  # type: ignore[dict-item]
