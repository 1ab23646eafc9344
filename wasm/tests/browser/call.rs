//! One call of an export, through JavaScript: its memory laid out as the wrapper does.

use grantlet::engine::MEMBER_NAMES;
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::JsValue;

use crate::REPLY_BYTES;
use crate::client::NAMES;
use crate::numbers::client_auth;

/// The module's one import, as `imports.ts` has it.
const RANDOM: &str = "const bytes = new Uint8Array(4);
    try { crypto.getRandomValues(bytes); } catch {}
    return new Int32Array(bytes.buffer)[0];";

/// Bytes before and after the memory of a call, which no call may touch.
const GUARD: usize = 64;
const UNTOUCHED: u8 = 0xA5;

/// A client's fields in the order of `client.rs`, and those of a call.
pub(crate) fn client_with(fields: &[&str]) -> String {
    let mut text = String::new();
    let (first, last) =
        (["/authorize", "/token", "/revoke", "/device"], ["https://as.example", "app", ""]);
    let empty = std::iter::repeat_n("", NAMES.len() - first.len() - last.len());
    // A client that shows no secret.
    let auth = client_auth::NONE.to_string();
    let client = first.into_iter().chain(empty).chain(last).chain(["0", &auth, "false"]);
    for field in client.chain(fields.iter().copied()) {
        text.push_str(field);
        text.push('\0');
    }
    text
}

/// What an export is called with.
pub(crate) struct Call {
    export: Function,
    text: String,
    body: Vec<u8>,
    number: u32,
}

/// What it returned: the memory, and where that began.
pub(crate) struct Reply {
    pub(crate) fault: u32,
    memory: Vec<u8>,
    at: usize,
}

impl Call {
    pub(crate) fn new(export: &str) -> Self {
        let random = Function::new_no_args(RANDOM);
        Reflect::set(&js_sys::global(), &"random".into(), &random).unwrap();
        let exports = wasm_bindgen::exports();
        let export: Function = Reflect::get(&exports, &export.into()).unwrap().into();
        assert!(export.is_function());
        Self { export, text: client_with(&[]), body: Vec::new(), number: 0 }
    }

    pub(crate) fn fields(mut self, fields: &[&str]) -> Self {
        self.text = client_with(fields);
        self
    }

    pub(crate) fn body(mut self, body: &str) -> Self {
        self.body = body.as_bytes().to_vec();
        self
    }

    pub(crate) fn number(mut self, number: u32) -> Self {
        self.number = number;
        self
    }

    /// Calls with as much room as the wrapper gives.
    pub(crate) fn run(self) -> Reply {
        let room = 1024 + 15 * self.text.len() + 12 * self.body.len();
        let written = [self.text.as_bytes(), &self.body].concat();
        let (text, body) = (self.text.len(), self.body.len());
        self.run_in(room, text, body, &written)
    }

    /// Calls with these lengths, whatever was written; nothing outside the reply and the room is touched.
    pub(crate) fn run_in(self, room: usize, text: usize, body: usize, written: &[u8]) -> Reply {
        let whole = REPLY_BYTES + room;
        let mut words = vec![0u64; (2 * GUARD + whole).div_ceil(8)];
        let start = words.as_mut_ptr().cast::<u8>();
        // SAFETY: these are the bytes of the words, and nobody else's.
        let memory = unsafe { core::slice::from_raw_parts_mut(start, 8 * words.len()) };
        memory.fill(UNTOUCHED);
        let inside = &mut memory[GUARD..GUARD + whole];
        inside.fill(0);
        for (to, from) in inside.iter_mut().skip(REPLY_BYTES).zip(written) {
            *to = *from;
        }
        let at = inside.as_ptr() as usize;
        let arguments: Array =
            [at, room, text, body, self.number as usize].into_iter().map(JsValue::from).collect();
        let returned = self.export.apply(&JsValue::UNDEFINED, &arguments);
        let lengths = (room, text, body);
        let fault = returned.unwrap_or_else(|trap| panic!("{lengths:?}: {trap:?}"));
        // What was written through JavaScript is read anew.
        // SAFETY: as above.
        let memory = unsafe { core::slice::from_raw_parts(start, 8 * words.len()) }.to_vec();
        let (before, after) = (&memory[..GUARD], &memory[GUARD + whole..]);
        let untouched = |bytes: &[u8]| bytes.iter().all(|byte| *byte == UNTOUCHED);
        assert!(untouched(before) && untouched(after), "written outside: {lengths:?}");
        // An export returns a number of 32 bits.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let fault = fault.as_f64().unwrap() as u32;
        Reply { fault, memory: memory[GUARD..GUARD + whole].to_vec(), at }
    }
}

impl Reply {
    /// A word of the reply.
    pub(crate) fn word(&self, index: usize) -> u32 {
        let bytes = self.memory[4 * index..4 * index + 4].try_into().unwrap();
        u32::from_le_bytes(bytes)
    }

    /// The text of a span.
    pub(crate) fn text(&self, index: usize) -> String {
        let (from, length) = (self.word(4 + 2 * index) as usize, self.word(5 + 2 * index) as usize);
        if length == 0 {
            return String::new();
        }
        let from = from - self.at;
        String::from_utf8(self.memory[from..from + length].to_vec()).unwrap()
    }

    /// The member at fault, which is told by its number.
    pub(crate) fn member(&self) -> &'static str {
        MEMBER_NAMES.split('\0').nth(self.word(0) as usize).unwrap()
    }
}
