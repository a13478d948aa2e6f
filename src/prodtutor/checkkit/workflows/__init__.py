"""Runs GitHub workflows on this machine: a documented part of the language (docs/workflows.md), and no network.

What is not simulated is named, and answered with `cannot_judge` rather than with a colour.
"""
