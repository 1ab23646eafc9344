"""Reads the module's settings as Zephyr does, with kconfiglib, and writes a .config.

settings.py KCONFIG OUT NAME... sets GRANTLET and each NAME; it fails where GRANTLET stays off.
"""

import sys

import kconfiglib

kconfig, out, *names = sys.argv[1:]
settings = kconfiglib.Kconfig(kconfig, warn_to_stderr=False)
settings.warn_assign_undef = True
for name in [*names, "GRANTLET"]:
    if name not in settings.syms:
        sys.exit(f"{name} is no setting")
    settings.syms[name].set_value("y")
if settings.warnings:
    sys.exit("\n".join(settings.warnings))
if settings.syms["GRANTLET"].str_value != "y":
    sys.exit(f"GRANTLET cannot be set with {' '.join(names)}")
settings.write_config(out)
