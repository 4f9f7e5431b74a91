"""How fast the simulation is: what `defection bench` measures, and how it is told."""
