"""Letters: one small shape for every mail the product sends, as text and as simple HTML."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.mail import EmailMultiAlternatives
from django.utils.html import format_html, format_html_join


@dataclass(frozen=True, slots=True)
class LetterItem:
    """A line of a letter with the address it leads to, empty where it leads nowhere."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says, already in the reader's language. Every text is plain, never HTML.

    Attributes:
        subject: one line; line breaks in it are taken out.
        language: the language code of all its texts.
        paragraphs: before the items.
        items: a list, e.g. the notices of a day.
        action: the one thing to do, with its absolute address.
        foot: why this mail came and how to have fewer of them.
    """

    subject: str
    language: str
    paragraphs: Sequence[str] = field(default_factory=tuple)
    items: Sequence[LetterItem] = field(default_factory=tuple)
    action: LetterItem | None = None
    foot: str = ""


def text_of(letter: Letter) -> str:
    """Return the plain text of a letter, addresses in full."""
    pieces = list(letter.paragraphs)
    if letter.items:
        pieces.append(
            "\n".join(f"- {item.text}" + (f"\n  {item.url}" if item.url else "") for item in letter.items)
        )
    if letter.action:
        pieces.append(f"{letter.action.text}:\n{letter.action.url}")
    if letter.foot:
        pieces.append(f"-- \n{letter.foot}")
    return "\n\n".join(pieces) + "\n"


def html_of(letter: Letter) -> str:
    """Return the letter as simple HTML: no pictures, no styles, nothing fetched from anywhere."""
    paragraphs = format_html_join("", "<p>{}</p>", ((text,) for text in letter.paragraphs))
    items = format_html_join(
        "",
        "<li>{}</li>",
        (
            (format_html('<a href="{}">{}</a>', item.url, item.text) if item.url else item.text,)
            for item in letter.items
        ),
    )
    listed = format_html("<ul>{}</ul>", items) if letter.items else ""
    action = (
        format_html('<p><a href="{}">{}</a></p>', letter.action.url, letter.action.text)
        if letter.action
        else ""
    )
    foot = format_html("<p><small>{}</small></p>", letter.foot) if letter.foot else ""
    return format_html(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>'
        "<body>{}{}{}{}</body></html>",
        letter.language,
        letter.subject,
        paragraphs,
        listed,
        action,
        foot,
    )


def send_letter(letter: Letter, *, to: str) -> None:
    """Send a letter to one address. Errors of the mail server reach the caller, which tries again later."""
    message = EmailMultiAlternatives(subject=" ".join(letter.subject.split()), body=text_of(letter), to=[to])
    message.attach_alternative(html_of(letter), "text/html")
    message.send()
