"""The pages of surveys: a member asks, families answer in Spanish without an account, the picture follows."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.evidence.surveys.world import (
    asked_by_link,
    close_yesterday,
    colleagues,
    come,
    family_survey,
    staff_pulse,
)
from trellis.evidence.surveys.models import AnswerSet, Survey, SurveyRound, SurveyTicket
from trellis.evidence.surveys.operations import answer_survey, open_round
from trellis.evidence.surveys.queries import questions_of, starter_questions
from trellis.evidence.surveys.words import Asked

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _fields(form: object) -> dict[str, object]:
    fields = form.fields  # type: ignore[attr-defined]
    return {
        name: form[name].value()  # type: ignore[index]
        for name in fields
        if form[name].value() not in (None, "")  # type: ignore[index]
    }


def test_a_member_writes_asks_and_families_answer_in_spanish(client: Client, cast: Cast) -> None:
    client.force_login(cast.ana, backend=BACKEND)
    url = reverse("make-survey", args=[cast.grade_4.public_id, "families"])
    fields = _fields(client.get(url).context["form"])
    assert client.post(url, fields).status_code == 422
    fields |= {
        "name": "Families of grade 4",
        "purpose_en": "To plan the spring.",
        "purpose_es": "Para planear la primavera.",
        "kind": "survey",
        "starters": [starter.key for starter in starter_questions(Asked.FAMILIES)[:2]],
        "en_1": "What should we change?",
        "es_1": "¿Qué debemos cambiar?",
        "kind_1": "text",
    }
    response = client.post(url, fields)
    assert response.status_code == 303, response.context["form"].errors
    survey = Survey.objects.get()
    assert survey.questions.count() == 3
    ask = reverse("ask-survey", args=[survey.public_id])
    asked = _fields(client.get(ask).context["form"]) | {"asked_count": 30}
    assert client.post(ask, asked).status_code == 303
    page = client.get(reverse("open-survey", args=[survey.public_id])).content.decode()
    at = SurveyRound.objects.get()
    assert reverse("answer-by-link", args=[at.code]) in page
    assert 'class="qr"' in page

    family = Client(headers={"accept-language": "es"})
    link = reverse("answer-by-link", args=[at.code])
    shown = family.get(link)
    assert "Sé qué está tratando de aprender mi hijo o hija este mes." in shown.content.decode()
    assert family.post(link, {}).status_code == 422
    first = questions_of(survey)[0].public_id
    assert family.post(link, {first: "4"}).status_code == 303
    assert family.post(link, {first: "1"}).status_code == 200
    answers = AnswerSet.objects.get()
    assert answers.given == {first: 4}
    assert answers.language == "es"


def test_leaders_read_bands_members_counts_others_nothing(client: Client, cast: Cast) -> None:
    survey = family_survey(cast)
    at = asked_by_link(cast, survey)
    come(at, [5, 4, 4, 4, 4, 4, 4, 4, 2, 1, 1], text="Más noches")
    close_yesterday(at)
    url = reverse("open-survey", args=[survey.public_id])
    for person, sees in ((cast.ben, ("8 of 11", "Más noches")), (cast.pat, ("60 to 79 %.",))):
        client.force_login(person, backend=BACKEND)
        page = client.get(url).content.decode()
        assert all(words in page for words in sees), person
    assert "Más noches" not in page
    assert "8 of 11" not in page
    for person in (cast.cleo, cast.eli):
        client.force_login(person, backend=BACKEND)
        assert client.get(url).status_code == 404


def test_a_person_who_is_asked_finds_it_on_today_and_answers_once(client: Client, cast: Cast) -> None:
    colleagues(cast, 3)
    at = open_round(by=cast.ana, survey=staff_pulse(cast), closes_on=timezone.localdate() + timedelta(days=3))
    client.force_login(cast.cleo, backend=BACKEND)
    url = reverse("answer-survey", args=[at.public_id])
    assert url in client.get(reverse("today")).content.decode()
    assert client.post(url, {questions_of(at.survey)[0].public_id: "5"}).status_code == 303
    assert url not in client.get(reverse("today")).content.decode()
    assert client.get(url).status_code == 404


def test_questions_change_until_the_first_asking_then_the_page_says_why_not(
    client: Client, cast: Cast
) -> None:
    survey = family_survey(cast)
    client.force_login(cast.ben, backend=BACKEND)
    url = reverse("change-questions", args=[survey.public_id])
    fields = _fields(client.get(url).context["form"]) | {"en_2": "", "es_2": ""}
    assert client.post(url, fields).status_code == 303
    assert survey.questions.count() == 1
    asked_by_link(cast, survey)
    response = client.post(url, fields)
    assert response.status_code == 422
    assert "People have been asked already" in response.content.decode()


def test_S2_41_a_trust_pulse_stands_ready_and_shows_only_from_enough_answers(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.ana, backend=BACKEND)
    url = reverse("make-survey", args=[cast.grade_4.public_id, "staff"])
    assert (
        f"{url}?begin=trust" in client.get(reverse("surveys", args=[cast.grade_4.public_id])).content.decode()
    )
    form = client.get(f"{url}?begin=trust").context["form"]
    ticked = form["starters"].value()
    labels = dict(form.fields["starters"].choices)
    facets = [str(labels[key]).split(":")[0] for key in ticked]
    assert facets == ["Respect", "Doing one’s part", "Caring for each other", "Keeping one’s word"]
    assert client.post(f"{url}?begin=trust", _fields(form)).status_code == 303
    survey = Survey.objects.get()
    assert (survey.kind, survey.floor, survey.questions.count()) == ("pulse", 10, 4)
    people = [cast.ben, *colleagues(cast, 9)]
    for answers, shows in ((9, False), (10, True)):
        at = open_round(by=cast.ana, survey=survey, closes_on=timezone.localdate() + timedelta(days=7))
        given = {question.public_id: 4 for question in questions_of(survey)}
        for person in people[:answers]:
            answer_survey(by=person, at=at, given=given, language="en")
        close_yesterday(at)
        page = client.get(reverse("open-survey", args=[survey.public_id])).content.decode()
        assert ("10 answers" in page or "10 of" in page) == shows
        assert "Colleagues here keep their word." in page
        assert ("Rather yes" in page) == shows
        SurveyTicket.objects.all().delete()
