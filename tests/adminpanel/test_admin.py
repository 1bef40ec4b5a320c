"""Every model is in the admin, and each list, search and form opens."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import make_title

OWN = ("accounts", "catalog", "ratings", "matchups", "recommender", "adminpanel", "events")
MODELS = [model for label in OWN for model in apps.get_app_config(label).get_models()]


@pytest.fixture
def curator(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser(username="curator", password="ten white lamps"))
    return client


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_has_a_useful_list(curator: Client, model: type) -> None:
    options = admin.site._registry[model]
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"

    response = curator.get(reverse(name), {"q": "a"})

    assert response.status_code == 200
    assert options.list_display != ("__str__",)
    assert options.search_fields


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_form_opens(curator: Client, model: type) -> None:
    options = admin.site._registry[model]
    request = type("Request", (), {"user": User.objects.get(username="curator")})()
    expected = 200 if options.has_add_permission(request) else 403

    response = curator.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add"))

    assert response.status_code == expected


def test_a_title_opens_with_all_that_belongs_to_it(curator: Client) -> None:
    response = curator.get(reverse("admin:catalog_title_change", args=[make_title().pk]))

    assert response.status_code == 200
    assert "Eega" in response.content.decode()


def test_the_admin_is_closed_to_members(client: Client, member: User) -> None:
    client.force_login(member)

    response = client.get("/admin/")

    assert (response.status_code, response["Location"]) == (302, "/admin/login/?next=/admin/")
