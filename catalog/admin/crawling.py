"""The desk of questions to providers: what waits, what was given up and why, and how every provider stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from catalog.admin.readonly import DecidedAdmin
from catalog.enums import CrawlState
from catalog.models import CrawlJob, IndexRun, SkippedItem, SyncRun
from catalog.selectors.likeness import batches
from catalog.selectors.providers import job_counts, provider_views
from catalog.services.crawling.queue import drop_jobs, hurry_jobs, revive_jobs


@admin.register(CrawlJob)
class CrawlJobAdmin(DecidedAdmin[CrawlJob]):
    """Questions to providers in the order in which they are asked."""

    list_display = ("__str__", "state", "error", "reason", "priority", "attempts", "next_try_at", "finished_at")
    list_filter = ("provider", "state", "reason")
    search_fields = ("key", "error")
    fields = (
        "provider", "key", "reason", "state", "priority", "attempts", "next_try_at", "leased_until", "error",
        "created_at", "finished_at",
    )  # fmt: skip
    actions = ("hurry", "revive", "drop")
    change_list_template = "admin/catalog/crawljob/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        """The page of the providers beside the stock ones."""
        page = self.admin_site.admin_view(require_safe(self.providers_view))
        return [path("providers/", page, name="catalog_crawljob_providers"), *super().get_urls()]

    def has_hurry_permission(self, request: HttpRequest) -> bool:
        """Whoever may change jobs."""
        return request.user.has_perm("catalog.change_crawljob")

    def has_drop_permission(self, request: HttpRequest) -> bool:
        """Whoever may delete jobs."""
        return request.user.has_perm("catalog.delete_crawljob")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, under how many jobs stand where."""
        context = {"queue": job_counts(), "states": CrawlState.choices}
        return super().changelist_view(request, {**(extra_context or {}), **context})

    def providers_view(self, request: HttpRequest) -> HttpResponse:
        """How every provider stands; none is asked anything."""
        self.require(request, "catalog.view_crawljob")
        context = self.page_context(request, _("Providers"), {"providers": provider_views()})
        return render(request, "admin/catalog/crawljob/providers.html", context)

    @admin.action(description="Ask now", permissions=["hurry"])
    def hurry(self, request: HttpRequest, queryset: QuerySet[CrawlJob]) -> None:
        """Before what nobody waits for; what is done is asked again."""
        done = _each(queryset, lambda ids: hurry_jobs(job_ids=ids))
        said = ngettext("%(count)d question goes first.", "%(count)d questions go first.", done)
        self.message_user(request, said % {"count": done}, messages.SUCCESS)

    @admin.action(description="Try again what was given up", permissions=["hurry"])
    def revive(self, request: HttpRequest, queryset: QuerySet[CrawlJob]) -> None:
        """Dead letters alone; others among the chosen stay as they are."""
        done = _each(queryset, lambda ids: revive_jobs(job_ids=ids))
        said = ngettext("%(count)d question is tried again.", "%(count)d questions are tried again.", done)
        self.message_user(request, said % {"count": done}, messages.SUCCESS)

    @admin.action(description="Forget", permissions=["drop"])
    def drop(self, request: HttpRequest, queryset: QuerySet[CrawlJob]) -> None:
        """All but those that are running."""
        done = _each(queryset, lambda ids: drop_jobs(job_ids=ids))
        said = ngettext("%(count)d question is forgotten.", "%(count)d questions are forgotten.", done)
        self.message_user(request, said % {"count": done}, messages.SUCCESS)


def _each(jobs: QuerySet[CrawlJob], act: Callable[[Iterable[int]], int]) -> int:
    """Do it in batches: all of a long list may be chosen."""
    ids = list(jobs.order_by("pk").values_list("pk", flat=True))
    return sum(act(part) for part in batches(ids))


@admin.register(SyncRun)
class SyncRunAdmin(DecidedAdmin[SyncRun]):
    """Runs of synchronisation, the latest first."""

    list_display = (
        "__str__", "state", "progress", "created", "updated", "unchanged", "skipped", "started_at", "heartbeat_at",
        "finished_at", "error",
    )  # fmt: skip
    list_filter = ("provider", "mode", "state")
    search_fields = ("mode", "error")
    fields = (
        "provider", "mode", "state", "progress", "created", "updated", "unchanged", "skipped", "error", "cursor",
        "started_at", "heartbeat_at", "finished_at",
    )  # fmt: skip

    @admin.display(description="progress", ordering="done")
    def progress(self, run: SyncRun) -> str:
        """How far it is; the whole is not always known."""
        if not run.total:
            return str(run.done)
        return _("{done} of {total}, {percent} %").format(
            done=run.done, total=run.total, percent=min(100, 100 * run.done // run.total)
        )


@admin.register(SkippedItem)
class SkippedItemAdmin(DecidedAdmin[SkippedItem]):
    """What could not be used, and why."""

    list_display = ("__str__", "reason", "times", "run", "seen_at")
    list_filter = ("provider",)
    search_fields = ("key", "reason")
    list_select_related = ("run",)
    fields = ("provider", "key", "reason", "times", "run", "seen_at")


@admin.register(IndexRun)
class IndexRunAdmin(DecidedAdmin[IndexRun]):
    """Rebuilds of the search indexes, the latest first."""

    list_display = ("__str__", "state", "done", "total", "requested_by", "started_at", "finished_at", "error")
    list_filter = ("subject", "state")
    search_fields = ("subject", "error")
    list_select_related = ("requested_by",)
    fields = (
        "subject", "state", "done", "total", "requested_by", "error", "started_at", "heartbeat_at", "finished_at",
    )  # fmt: skip
