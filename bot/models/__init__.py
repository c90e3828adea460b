"""Language models: off unless an operator names one, never trusted, and never needed."""
