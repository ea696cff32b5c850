"""Forms of communities."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.people.communities.words import (
    Cadence,
    CommunityType,
    DecisionRule,
    Discovery,
    FormationBasis,
    Function,
    JoinRule,
)

_SHORT = forms.Textarea(attrs={"rows": 2})
_LONG = forms.Textarea(attrs={"rows": 3})


class FoundCommunityForm(forms.Form):
    """What a new community needs to begin: a name; the rest has sensible answers."""

    name = forms.CharField(label=_("Name"), max_length=255, help_text=_("For example “Grade 4 team”."))
    purpose = forms.CharField(
        label=_("What it is for"),
        required=False,
        widget=_SHORT,
        max_length=1000,
        help_text=_("One or two sentences that a newcomer understands."),
    )
    type = forms.ChoiceField(label=_("Kind"), choices=CommunityType, initial=CommunityType.TEAM)
    formed_by = forms.ChoiceField(
        label=_("What brings you together"), choices=FormationBasis, initial=FormationBasis.STUDENTS
    )


class CommunitySettingsForm(forms.Form):
    """Name, purpose, and how the community is found and joined."""

    name = forms.CharField(label=_("Name"), max_length=255)
    purpose = forms.CharField(label=_("What it is for"), required=False, widget=_SHORT, max_length=1000)
    discovery = forms.ChoiceField(label=_("Who can find it"), choices=Discovery, widget=forms.RadioSelect)
    join_rule = forms.ChoiceField(label=_("How people join"), choices=JoinRule, widget=forms.RadioSelect)


class AddMemberForm(forms.Form):
    """A person of the place, and what they will be in the community."""

    person = forms.ChoiceField(label=_("Who"))
    function = forms.ChoiceField(label=_("As"), choices=Function, initial=Function.MEMBER)
    ends_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Guests and outside experts come for a time; 90 days if you leave this empty."),
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["person"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("Choose a person")), *people]


class FunctionForm(forms.Form):
    """What a member is in the community."""

    function = forms.ChoiceField(label=_("Function"), choices=Function)


class JoinRequestForm(forms.Form):
    """Why someone would like to join."""

    message = forms.CharField(label=_("A line to the leads"), required=False, widget=_SHORT, max_length=500)


class CharterForm(forms.Form):
    """Purpose, the four commitments, rhythm and how decisions are made (S1-02)."""

    purpose = forms.CharField(
        label=_("What we are for"),
        widget=_SHORT,
        max_length=1000,
        help_text=_("One sentence: whom we serve together and what we want for them."),
    )
    growth = forms.CharField(
        label=_("How we keep growing"),
        required=False,
        widget=_LONG,
        max_length=2000,
        help_text=_("What do we study, try and look back on, again and again?"),
    )
    joint_responsibility = forms.CharField(
        label=_("How we share responsibility"),
        required=False,
        widget=_LONG,
        max_length=2000,
        help_text=_("How are all these students ours, and not mine and yours?"),
    )
    family_engagement = forms.CharField(
        label=_("How families and neighbors take part"),
        required=False,
        widget=_LONG,
        max_length=2000,
        help_text=_("When do we hear them, and when do they hear back from us?"),
    )
    alignment = forms.CharField(
        label=_("How we serve the goals around us"),
        required=False,
        widget=_LONG,
        max_length=2000,
        help_text=_("Which goal of the school or district does our work move?"),
    )
    cadence = forms.ChoiceField(label=_("How often we meet"), choices=Cadence)
    meets = forms.CharField(
        label=_("When and where"), required=False, max_length=255, help_text=_("“Tuesdays 1:30, Room 12”")
    )
    decides_by = forms.ChoiceField(label=_("How we decide"), choices=DecisionRule, widget=forms.RadioSelect)
    review_on = forms.DateField(
        label=_("When we look at this again"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class NormsForm(forms.Form):
    """The norms in their order, one a line; starters can be ticked and reworded later."""

    starters = forms.MultipleChoiceField(
        label=_("Starters, to take or to reword"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    texts = forms.CharField(
        label=_("Our norms, one on each line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=3000,
        help_text=_("Four to six are enough. Your own words are best."),
    )

    def __init__(self, *args: Any, starters: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["starters"]
        assert isinstance(choice, forms.MultipleChoiceField)
        choice.choices = [(text, text) for text in starters]

    def lines(self) -> list[str]:
        """Return the written norms, then the ticked starters that are not among them."""
        written = [line.strip() for line in self.cleaned_data["texts"].splitlines() if line.strip()]
        return [*written, *(text for text in self.cleaned_data["starters"] if text not in written)]
