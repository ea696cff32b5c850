"""Fixed vocabulary of academic standards."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkKind(models.TextChoices):
    """How one standard stands to another, beside being a part of it. The words are those of CASE."""

    IS_PEER_OF = "isPeerOf", _("Beside")
    IS_PART_OF = "isPartOf", _("Part of")
    EXACT_MATCH_OF = "exactMatchOf", _("The same as")
    PRECEDES = "precedes", _("Comes before")
    IS_RELATED_TO = "isRelatedTo", _("Related to")
    REPLACED_BY = "replacedBy", _("Replaced by")
    EXEMPLAR = "exemplar", _("Example of")
    HAS_SKILL_LEVEL = "hasSkillLevel", _("Has the skill level")
    IS_TRANSLATION_OF = "isTranslationOf", _("Translation of")
