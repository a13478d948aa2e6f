"""All that setuptools has to know."""

from setuptools import setup

SCRIPTS = {"console_scripts": ["orders = orders.cli:main"]}
FILES = {"package_dir": {"": "src"}, "packages": ["orders"], "package_data": {"orders": ["*.json"]}}
setup(name="shop-orders", version="1.3.0", python_requires=">=3.11", entry_points=SCRIPTS, **FILES)
