"""Forms of the end: decision, message, story."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.practice.cycles.words import Audience, Choice, Reach
from trellis.web.cycles.forms.fields import lines, put_choices


class DecisionForm(forms.Form):
    """Keep, adapt, stop or spread, with the reason and who decided."""

    asks = ("reason", "participants")

    worked = forms.CharField(label=_("What worked, and for whom?"), required=False, widget=lines())
    did_not = forms.CharField(label=_("What did not, and for whom?"), required=False, widget=lines())
    surprised = forms.CharField(label=_("What surprised us?"), required=False, widget=lines())
    choice = forms.ChoiceField(label=_("What next?"), choices=Choice, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Because …"), required=False, widget=lines(), max_length=2000)
    handed_to = forms.CharField(
        label=_("Who carries it on, if not you?"),
        required=False,
        max_length=255,
        help_text=_("Needed to spread. If you keep it, leave this empty to go round again yourselves."),
    )
    participants = forms.MultipleChoiceField(
        label=_("Who decided"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put_choices(self, "participants", people)


class MessageForm(forms.Form):
    """What families or students are told, in both languages."""

    asks = ("text_en", "text_es")

    reach = forms.ChoiceField(label=_("To whom"), choices=Reach)
    text_en = forms.CharField(
        label=_("In English"),
        required=False,
        widget=lines(3),
        max_length=1000,
        help_text=_("Two short sentences: what we tried, what came of it, what you can do at home."),
    )
    text_es = forms.CharField(label=_("In Spanish"), required=False, widget=lines(3), max_length=1000)


class StoryForm(forms.Form):
    """The story, and who may read it."""

    asks = ("title", "text")

    title = forms.CharField(label=_("Title"), max_length=255, required=False)
    text = forms.CharField(label=_("Story"), required=False, widget=lines(12))
    audience = forms.ChoiceField(label=_("Who may read it"), choices=Audience, widget=forms.RadioSelect)
    title_es = forms.CharField(label=_("Title in Spanish"), max_length=255, required=False)
    text_es = forms.CharField(
        label=_("Story in Spanish"),
        required=False,
        widget=lines(8),
        help_text=_("Needed when families may read it."),
    )
