"""Pages speak the language and keep the time of the person who reads them (X-02)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from trellis.people.accounts.requests import Person


class PersonLocaleMiddleware:
    """For someone signed in, their own language and time zone win over the browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        if not isinstance(person, Person):
            timezone.deactivate()
            return self.get_response(request)
        translation.activate(person.language)
        request.LANGUAGE_CODE = person.language
        if person.time_zone:
            timezone.activate(person.time_zone)
        else:
            timezone.deactivate()
        return self.get_response(request)
