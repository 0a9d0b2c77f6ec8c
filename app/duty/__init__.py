"""The shift: log prompt, presence checks, handover, drills. Pure but for ``desk`` and ``drills``, which join them."""
