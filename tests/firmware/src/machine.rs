//! One run of the lock in QEMU, which always ends.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::board::{Board, RAM, absolute, target};
use crate::bridge::{Bridge, Request, Response};
use crate::flash;

/// Longer than any run takes on a machine that has much else to do; QEMU is killed then.
const TIME_LIMIT: Duration = Duration::from_secs(240);

/// How a run went.
#[derive(Debug)]
pub struct Run {
    /// What the lock exited with.
    pub code: Option<i32>,
    /// What the lock printed, line by line.
    pub said: Vec<String>,
    /// What it sent, in order.
    pub requests: Vec<Request>,
    /// The token that was stored at the end.
    pub stored: Option<String>,
}

/// What happens in a run, in the order in which it happens.
#[derive(Debug)]
pub enum Event<'a> {
    /// The lock printed a line.
    Said(&'a str),
    /// The response to the lock's request is ready, and the lock waits for it.
    Responded(&'a Request),
}

/// Runs the lock to its end, in a folder that has its flash. `peer` responds to its requests; `watch`
/// is told what happens, and may look into the lock's memory then.
///
/// # Errors
/// The image could not be built, QEMU could not be run, or it did not end in four minutes; with what
/// the lock said until then.
pub fn run(
    board: Board,
    folder: &Path,
    peer: impl FnMut(&Request) -> Result<Response, String>,
    watch: impl FnMut(Event<'_>, &mut Memory<'_>),
) -> Result<Run, String> {
    run_until(board, folder, None, peer, watch)
}

/// What the lock exits with where it is reset.
pub const RESET: i32 = 5;

/// The same; with `bytes` the board is reset before the byte after so many leaves for the line or the
/// flash, which is left as it is then.
///
/// # Errors
/// As [`run`].
pub fn run_until(
    board: Board,
    folder: &Path,
    bytes: Option<usize>,
    peer: impl FnMut(&Request) -> Result<Response, String>,
    watch: impl FnMut(Event<'_>, &mut Memory<'_>),
) -> Result<Run, String> {
    run_image((board, &board.image()?), folder, bytes, peer, watch)
}

/// The same for an image that [`Board::build`] or [`Board::image_with_key`] has built for the board.
///
/// # Errors
/// As [`run`].
pub fn run_image(
    (board, image): (Board, &Path),
    folder: &Path,
    bytes: Option<usize>,
    mut peer: impl FnMut(&Request) -> Result<Response, String>,
    mut watch: impl FnMut(Event<'_>, &mut Memory<'_>),
) -> Result<Run, String> {
    let text = |error: io::Error| error.to_string();
    let uart = Line::new("uart").map_err(text)?;
    let monitor = Line::new("monitor").map_err(text)?;
    let mut machine = Machine::start(board, image, folder, bytes, [&uart, &monitor])?;
    let mut requests = Vec::new();
    let mut console = Console::open(folder).map_err(text)?;
    let mut memory = Memory { board, folder, monitor: machine.opened(&monitor)? };
    let mut bridge = Bridge::new(machine.opened(&uart)?).map_err(text)?;
    let ended = loop {
        let request = bridge.request();
        // What the lock printed before its request is in the file when the request is here.
        console.read(&mut |line| watch(Event::Said(line), &mut memory));
        match request {
            Ok(Some(mut request)) => {
                request.stored = flash::read(folder);
                let response = peer(&request)?;
                watch(Event::Responded(&request), &mut memory);
                requests.push(request);
                if bridge.respond(&response).is_err() {
                    break machine.end();
                }
            }
            Ok(None) if machine.is_late() => break None,
            Ok(None) => {}
            Err(_) => break machine.end(),
        }
    };
    console.finish(&mut |line| watch(Event::Said(line), &mut memory));
    let Some(status) = ended else {
        return Err(format!("{} did not end in time:\n{}", board.name(), console.said.join("\n")));
    };
    let stored = flash::read(folder);
    Ok(Run { code: status.code(), said: console.said, requests, stored })
}

/// A folder of its own for a run or several, below the build's own folder; emptied first.
///
/// # Errors
/// It could not be made.
pub fn folder(name: &str) -> Result<PathBuf, String> {
    let folder = target().join("lock/runs").join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
    }
    absolute(&folder)
}

/// A way in or out of QEMU: a connection that QEMU opens to this program.
struct Line {
    name: &'static str,
    listener: TcpListener,
    port: u16,
}

impl Line {
    fn new(name: &'static str) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        Ok(Self { name, listener, port })
    }

    fn option(&self) -> String {
        format!("socket,id={},host=127.0.0.1,port={},nodelay=on", self.name, self.port)
    }
}

/// QEMU, killed where it is still there at the end.
struct Machine {
    qemu: Child,
    started: Instant,
}

impl Machine {
    fn start(
        board: Board,
        image: &Path,
        folder: &Path,
        bytes: Option<usize>,
        lines: [&Line; 2],
    ) -> Result<Self, String> {
        let console = File::create(folder.join(CONSOLE)).map_err(|error| error.to_string())?;
        let [uart, monitor] = lines.map(Line::option);
        let reset = bytes.map_or_else(String::new, |bytes| format!(",arg=reset={bytes}"));
        let semihosting = format!("enable=on,target=native{reset}");
        let mut qemu = board.qemu();
        qemu.current_dir(folder)
            .args(["-chardev", &uart, "-serial", "chardev:uart"])
            .args(["-chardev", &monitor, "-mon", "monitor", "-display", "none"])
            .args(["-semihosting-config", &semihosting])
            // An instruction takes 64 ns, and time jumps while the lock sleeps.
            .args(["-icount", "shift=6,sleep=off"])
            .arg("-kernel")
            .arg(image)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(console);
        let qemu = qemu.spawn().map_err(|error| {
            format!("QEMU: {error}. Type: sudo apt-get install -y qemu-system-arm qemu-system-misc")
        })?;
        Ok(Self { qemu, started: Instant::now() })
    }

    /// A line, once QEMU has opened it.
    fn opened(&mut self, line: &Line) -> Result<TcpStream, String> {
        loop {
            if let Ok((stream, _)) = line.listener.accept() {
                stream.set_nonblocking(false).map_err(|error| error.to_string())?;
                return Ok(stream);
            }
            if self.is_late() || self.qemu.try_wait().is_ok_and(|ended| ended.is_some()) {
                return Err(format!("QEMU did not open the {}", line.name));
            }
            sleep(Duration::from_millis(2));
        }
    }

    fn is_late(&self) -> bool {
        self.started.elapsed() > TIME_LIMIT
    }

    /// How QEMU ended, none where it does not.
    fn end(&mut self) -> Option<ExitStatus> {
        while !self.is_late() {
            if let Ok(Some(status)) = self.qemu.try_wait() {
                return Some(status);
            }
            sleep(Duration::from_millis(2));
        }
        None
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // Both fail where it has ended, which is as well.
        let _ = self.qemu.kill();
        let _ = self.qemu.wait();
    }
}

/// The memory of a lock that runs.
pub struct Memory<'a> {
    board: Board,
    folder: &'a Path,
    monitor: TcpStream,
}

impl Memory<'_> {
    /// Its RAM, with all that it keeps and all that it has forgotten to wipe.
    ///
    /// # Errors
    /// QEMU does not give it.
    pub fn ram(&mut self) -> io::Result<Vec<u8>> {
        let file = self.folder.join("ram.bin");
        if file.exists() {
            std::fs::remove_file(&file)?;
        }
        writeln!(self.monitor, "pmemsave {} {RAM} ram.bin", self.board.ram())?;
        let asked = Instant::now();
        while !std::fs::metadata(&file).is_ok_and(|file| file.len() == RAM as u64) {
            if asked.elapsed() > Duration::from_secs(10) {
                return Err(io::ErrorKind::TimedOut.into());
            }
            sleep(Duration::from_millis(1));
        }
        std::fs::read(file)
    }
}

/// The file that the lock's semihosting console is written to.
const CONSOLE: &str = "console.txt";

/// What the lock prints, in whole lines.
struct Console {
    file: File,
    begun: String,
    said: Vec<String>,
}

impl Console {
    fn open(folder: &Path) -> io::Result<Self> {
        let file = File::open(folder.join(CONSOLE))?;
        Ok(Self { file, begun: String::new(), said: Vec::new() })
    }

    /// Takes the lines that are new.
    fn read(&mut self, watch: &mut dyn FnMut(&str)) {
        let mut bytes = Vec::new();
        if self.file.read_to_end(&mut bytes).is_err() {
            return;
        }
        self.begun.push_str(&String::from_utf8_lossy(&bytes));
        while let Some((line, rest)) = self.begun.split_once('\n') {
            watch(line);
            self.said.push(line.to_owned());
            self.begun = rest.to_owned();
        }
    }

    /// Takes what is left, a line without its end too.
    fn finish(&mut self, watch: &mut dyn FnMut(&str)) {
        self.read(watch);
        if !self.begun.is_empty() {
            self.begun.push('\n');
            self.read(watch);
        }
    }
}
