"""The module-level app that Faust's own command needs: `faust -A streams.app worker` runs `LAGEBILD_ROLE`.

The only module that does work at import.
"""

from streams.roles import make_app
from streams.settings import from_environment

app = make_app(from_environment())
