"""Exit 0 where this container's worker answers /health/live with 200, else 1 with the reason on one line."""

import sys
import urllib.error
import urllib.request

from streams.settings import Settings, from_environment


def live_url(settings: Settings) -> str:
    port = settings.web_port if settings.role == "view" else settings.enrich_port
    return f"http://127.0.0.1:{port}/health/live"


def main() -> int:
    url = live_url(from_environment())
    try:
        with urllib.request.urlopen(url, timeout=4):
            return 0
    except (urllib.error.URLError, TimeoutError) as error:
        print(f"{url}: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
