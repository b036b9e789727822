"""A role's Faust app."""

from streams.base import LagebildApp
from streams.settings import Settings


def make_app(settings: Settings) -> LagebildApp:
    """The app of `settings.role`; the other role's modules are not imported."""
    if settings.role == "view":
        from streams.view_app import ViewApp

        return ViewApp(settings)
    from streams.enrich_app import EnrichApp

    return EnrichApp(settings)
