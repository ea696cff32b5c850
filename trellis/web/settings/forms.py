"""Forms of one's own settings."""

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from trellis.people.accounts.words import Language
from trellis.people.notices.words import Delivery
from trellis.people.tokens.words import DAYS, Scope
from trellis.web.sign_in.forms import PASSWORD_HINT

#: Shown first: where most people of this product live.
_NEAR = (
    "America/Los_Angeles",
    "America/Denver",
    "America/Phoenix",
    "America/Chicago",
    "America/New_York",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
)


def _zones() -> list[tuple[str, object]]:
    others = sorted(zone for zone in available_timezones() if "/" in zone and zone not in _NEAR)
    return [
        ("", _("The same as the site")),
        *((zone, zone.replace("_", " ")) for zone in (*_NEAR, *others)),
    ]


class ProfileForm(forms.Form):
    """How one is called and what colleagues read about one."""

    preferred_name = forms.CharField(label=_("What we call you"), max_length=255, required=False)
    said_as = forms.CharField(
        label=_("How your name is said"),
        max_length=120,
        required=False,
        help_text=_("As you would write it for a new colleague, for example “mah-ree-SOL”."),
    )
    pronouns = forms.CharField(label=_("Pronouns"), max_length=60, required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=Language, help_text=_("Of the pages and of the mails to you.")
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_zones, required=False)
    good_at = forms.CharField(
        label=_("What colleagues can ask you about"),
        max_length=255,
        required=False,
        help_text=_("For example: small-group work, first-year algebra."),
    )
    wants_to_learn = forms.CharField(label=_("What you want to learn"), max_length=255, required=False)


class NoticePreferenceForm(forms.Form):
    """When and how one wants to be told."""

    delivery = forms.ChoiceField(label=_("How we tell you"), choices=Delivery, widget=forms.RadioSelect)
    digest_hour = forms.TypedChoiceField(
        label=_("The daily mail comes at"),
        coerce=int,
        choices=[(hour, f"{hour}:00") for hour in range(24)],
        help_text=_("One mail for all your teams; none on a day with nothing new."),
    )
    quiet_from = forms.TimeField(
        label=_("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_weekends = forms.BooleanField(label=_("Quiet on weekends"), required=False)


class PasswordForm(forms.Form):
    """A new password; who it is was asked just before."""

    password = forms.CharField(
        label=_("New password"),
        help_text=PASSWORD_HINT,
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def _lengths() -> list[tuple[int, str]]:
    return [(days, ngettext("%(n)d day", "%(n)d days", days) % {"n": days}) for days in DAYS]


class TokenForm(forms.Form):
    """A token for one program."""

    name = forms.CharField(label=_("What is it for?"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("What may it read?"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(label=_("How long does it hold?"), coerce=int, choices=_lengths)
