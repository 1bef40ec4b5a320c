"""One person."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.enums import CreditRole
from catalog.selectors.marks import marked
from catalog.selectors.people import PersonDetail, get_person
from moviesite.common.languages.choosing import with_asked_language

PAGE_SIZE = 24


@require_safe
def person_page(request: HttpRequest, person_id: int, slug: str = "") -> HttpResponse:
    """/person/{id}-{slug}/?role=: what a person did, one role at a time, the one they did most first."""
    person = get_person(person_id)
    if slug != person.slug:
        return HttpResponsePermanentRedirect(with_asked_language(request, person.url))
    roles = sorted(person.credits, key=lambda role: -len(person.credits[role]))
    role = request.GET.get("role", "")
    role = role if role in person.credits else roles[0]
    page = Paginator(person.credits[role], PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "person": person,
        "roles": [(item, CreditRole(item).label, len(person.credits[item])) for item in roles],
        "role": role,
        "role_label": CreditRole(role).label,
        "page": page,
        "cards": marked(page.object_list, request.user.pk),
        "known_for": person.credits[roles[0]][:3],
        "data": _structured(person),
    }
    return render(request, "catalog/person.html", context)


def _structured(person: PersonDetail) -> dict[str, Any]:
    """The person in the words of schema.org, as JSON-LD."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": person.name,
        "url": f"{settings.SITE_URL}{person.url}",
        "alternateName": sorted(set(map(str, person.names.values())) - {person.name}),
        "sameAs": f"https://www.imdb.com/name/{person.imdb_id}/" if person.imdb_id else None,
    }
    return {name: value for name, value in data.items() if value}
