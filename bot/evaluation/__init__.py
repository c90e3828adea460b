"""How well a deployment's own choice of models does, in figures, so that a help desk can decide."""
