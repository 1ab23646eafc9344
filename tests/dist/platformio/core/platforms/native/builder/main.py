"""Does what the platforms do: says the processor to the compiler and to the linker."""

from SCons.Script import Default, DefaultEnvironment

env = DefaultEnvironment()
flags = env.GetProjectOption("custom_flags", "").split()
env.Replace(CC=env.GetProjectOption("custom_compiler"), PROGSUFFIX=".elf")
env.Append(CCFLAGS=flags, LINKFLAGS=[*flags, "-Wl,--gc-sections"])
Default(env.BuildProgram())
