# For a program without an operating system; CMAKE_C_FLAGS names the processor.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR riscv)
set(CMAKE_C_COMPILER riscv64-unknown-elf-gcc)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
# The C library's headers too are chosen by its specs.
add_compile_options(--specs=picolibc.specs)
set(CMAKE_EXE_LINKER_FLAGS_INIT "--specs=picolibc.specs -nostartfiles -Wl,-e,main -Wl,--gc-sections")
