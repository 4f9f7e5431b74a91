"""Soldiers as Mesa agents."""

from sim.agents.soldier import Soldier

__all__ = ["Soldier"]
