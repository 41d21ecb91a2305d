"""Drills: a fault is planted, somebody finds it, and what was looked at and concluded is marked."""
