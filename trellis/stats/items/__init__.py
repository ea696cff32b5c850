"""What a test's items say: about the items, about standards, about who needs what next."""

from trellis.stats.items.analysis import Item, ItemAnalysis, item_analysis
from trellis.stats.items.distractors import Distractors, ItemOptions, Option, distractor_analysis
from trellis.stats.items.groups import NeedGroup, NeedGroups, need_groups
from trellis.stats.items.mastery import StandardMastery, mastery_by_standard

__all__ = [
    "Distractors",
    "Item",
    "ItemAnalysis",
    "ItemOptions",
    "NeedGroup",
    "NeedGroups",
    "Option",
    "StandardMastery",
    "distractor_analysis",
    "item_analysis",
    "mastery_by_standard",
    "need_groups",
]
