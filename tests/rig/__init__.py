"""Rigs: faults, kills, a lossy line, and a browser that does not give up (failures.md, section 0)."""
