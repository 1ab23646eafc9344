//! The image of one function that can panic. It is linked as everything is, and must be refused.

use core::hint::black_box;

/// Where the image starts.
#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    let memory = [0u8; 16];
    let text: &[u8] = black_box(&memory);
    loop {
        black_box(text[black_box(text.len())]);
    }
}
