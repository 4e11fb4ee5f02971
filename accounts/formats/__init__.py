"""How dates are read in each language, where that is not as Django has it."""
