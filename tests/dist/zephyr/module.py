"""Reads zephyr/module.yml by what Zephyr's documentation says of it: its own check is not here."""

import pathlib
import sys

import yaml

module = pathlib.Path(sys.argv[1])
settings = yaml.safe_load((module / "zephyr/module.yml").read_text())
if set(settings) != {"name", "build"} or set(settings["build"]) != {"cmake", "kconfig"}:
    sys.exit(f"module.yml says something else than name, cmake and kconfig: {settings}")
for file in (module / settings["build"]["cmake"] / "CMakeLists.txt", module / settings["build"]["kconfig"]):
    if not file.is_file():
        sys.exit(f"{file} is not there")
