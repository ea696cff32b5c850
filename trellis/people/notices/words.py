"""Fixed vocabulary of notices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Delivery(models.TextChoices):
    """How a person wants to be told outside the pages; in the pages every notice shows."""

    AT_ONCE = "at_once", _("By mail, at once")
    DIGEST = "digest", _("In one daily mail")
    NONE = "none", _("Only on the page")


#: Notices are kept this long.
NOTICE_KEPT_DAYS = 365
