"""Figures from measurements: percentiles, medians, slopes, and whether a target is met."""

import math
import statistics


def percentile(values, percent):
    """The smallest value that at least `percent` of the values do not exceed (nearest rank)."""
    if not values:
        raise ValueError("no values; expected at least one")
    return sorted(values)[max(0, math.ceil(percent / 100 * len(values)) - 1)]


def spread(values):
    """{"p50", "p90", "p99", "max"}"""
    return {**{f"p{p}": percentile(values, p) for p in (50, 90, 99)}, "max": max(values)}


def medians(rounds):
    """Of each figure, its median over the rounds."""
    return {key: statistics.median(r[key] for r in rounds) for key in rounds[0]}


def slope(points):
    """How much y grows for each step of x, by least squares over (x, y)."""
    xs, ys = zip(*points)
    return statistics.linear_regression(xs, ys).slope


def count_within(values, low, high):
    return sum(low <= value <= high for value in values)


def verdict(what, own, bound, at_least=False, of=None):
    """(whether the target is met, the line that says so)"""
    met = own >= bound if at_least else own <= bound
    of = of or f"at {'least' if at_least else 'most'} {bound:g}"
    shown = str(own) if isinstance(own, int) else f"{own:.2f}"
    return met, f"{'met    ' if met else 'NOT MET'}  {what}: {shown}; {of}"
