"""Can this computer run this station? One probe a part, each with a next step."""
