"""Links the archive that fits the board: PlatformIO runs this before it builds."""

import os
import sys

Import("env")  # noqa: F821, SCons gives it

CORES = {
    "thumbv6m": ("cortex-m0", "cortex-m0plus", "cortex-m1", "cortex-m23"),
    "thumbv7m": ("cortex-m3",),
    "thumbv7em": ("cortex-m4", "cortex-m7"),
    "thumbv8m.main": ("cortex-m33", "cortex-m35p", "cortex-m52", "cortex-m55", "cortex-m85"),
}
CHIPS = {
    "riscv32imc": ("esp32c2", "esp32c3"),
    "riscv32imac": ("esp32c5", "esp32c6", "esp32c61", "esp32h2", "esp32h21"),
}


def flag(flags, name):
    """The value of the last `-name=value`, which is the one that a compiler takes."""
    values = [text.split("=", 1)[1] for text in flags if text.startswith(name + "=")]
    return values[-1] if values else ""


def archive(env):
    """The folder of the archive for what is being built, or None."""
    flags = [str(text) for name in ("CCFLAGS", "LINKFLAGS") for text in env.Flatten(env.get(name, []))]
    board = env.BoardConfig() if "BOARD" in env else {}

    march = flag(flags, "-march")
    if march.startswith("rv32i"):
        letters = march[len("rv32i"):].split("_")[0]
        if "f" in letters or "m" not in letters or "c" not in letters:
            return None
        return "riscv32imac" if "a" in letters else "riscv32imc"

    core = flag(flags, "-mcpu").split("+")[0] or board.get("build.cpu", "")
    for abi, cores in CORES.items():
        if core in cores:
            return abi + ("-hf" if flag(flags, "-mfloat-abi") == "hard" else "")

    chip = board.get("build.mcu", "")
    for abi, chips in CHIPS.items():
        if chip in chips:
            return abi

    return "x86-64" if env.get("PIOPLATFORM") == "native" and not core else None


abi = archive(env)  # noqa: F821
if abi is None:
    sys.stderr.write("Grantlet has no archive for this board's processor.\n")
    env.Exit(1)  # noqa: F821
env.Append(  # noqa: F821
    LIBPATH=[os.path.join(os.getcwd(), "lib", abi)],
    LIBS=["grantlet"],
)
