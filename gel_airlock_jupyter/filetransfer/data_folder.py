"""Where the service keeps its data when nobody names a folder, and the file there that says where it listens."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "GEL_AIRLOCK_FILETRANSFER_DATA"
ADDRESS = "service.json"


def default_data() -> Path:
    """Return the folder that the environment names, else one in the user's data folder."""
    if os.environ.get(VARIABLE):
        return Path(os.environ[VARIABLE])
    import platformdirs

    return Path(platformdirs.user_data_dir("gel-airlock")) / "filetransfer"
