"""What stands on the home pages: put together from the floors below, limited to what the person may see."""

from trellis.insight.boards.queries.communities import (
    CommunityBoard,
    MembersBoard,
    community_board,
    members_board,
)
from trellis.insight.boards.queries.compass import Compass, compass_of
from trellis.insight.boards.queries.cycles import CycleGlance, cycle_glance
from trellis.insight.boards.queries.meetings import MeetingGlance, meeting_glance
from trellis.insight.boards.queries.places import OrganizationBoard, organization_board
from trellis.insight.boards.queries.public import PublicBoard, public_board
from trellis.insight.boards.queries.setting_up import SetupStep, setting_up_of
from trellis.insight.boards.queries.today import TodayBoard, Waiting, today_board
from trellis.insight.boards.queries.welcome import Welcome, WelcomePack, open_welcome_pack, welcomes_for

__all__ = [
    "CommunityBoard",
    "Compass",
    "CycleGlance",
    "MeetingGlance",
    "MembersBoard",
    "OrganizationBoard",
    "PublicBoard",
    "SetupStep",
    "TodayBoard",
    "Waiting",
    "Welcome",
    "WelcomePack",
    "community_board",
    "compass_of",
    "cycle_glance",
    "meeting_glance",
    "members_board",
    "open_welcome_pack",
    "organization_board",
    "public_board",
    "setting_up_of",
    "today_board",
    "welcomes_for",
]
