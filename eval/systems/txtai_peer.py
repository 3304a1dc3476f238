"""txtai: an embeddings database with hybrid search."""

from __future__ import annotations

import os
from pathlib import Path
