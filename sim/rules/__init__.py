"""The science: one file for each step of a soldier's day, as scalar functions of named terms.

A parameter `p.decision.freedom` is the key `decision.freedom` of a scenario file.
"""
