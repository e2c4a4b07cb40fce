# SPDX-License-Identifier: MIT
"""For setuptools: everything is in setup.cfg."""

from setuptools import setup

setup()
