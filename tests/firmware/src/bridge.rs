//! The other end of the lock's UART: whole requests come in, responses go out, whole or damaged.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::Duration;

/// A request as the lock sent it.
#[derive(Clone, Debug)]
pub struct Request {
    /// All of it.
    pub bytes: Vec<u8>,
    /// `POST` or `GET`.
    pub method: String,
    /// The request target, between the method and the version.
    pub path: String,
    /// Header fields, one a line.
    pub head: String,
    /// The body.
    pub body: String,
    /// The token that the lock had stored when the request was there.
    pub stored: Option<String>,
}

/// What the lock is sent, and how.
#[derive(Clone, Debug)]
pub struct Response {
    /// All of it, head and body.
    pub bytes: Vec<u8>,
    /// How it goes over the line.
    pub delivery: Delivery,
}

/// How a response goes over the line.
#[derive(Clone, Copy, Debug)]
pub enum Delivery {
    /// At once.
    Whole,
    /// In pieces of so many bytes, with a pause between.
    Pieces(usize),
    /// So many bytes, and then nothing: a peer that stalls, or that closed the connection. A UART
    /// does not tell the two apart.
    StopsAfter(usize),
    /// So many bytes; the rest only when the lock asks again, before the response to that.
    LateAfter(usize),
    /// All but the byte at this place.
    Without(usize),
}

/// The UART's other end.
pub(crate) struct Bridge {
    uart: TcpStream,
    received: Vec<u8>,
    late: Vec<u8>,
}

impl Bridge {
    /// # Errors
    /// The socket's options could not be set.
    pub(crate) fn new(uart: TcpStream) -> io::Result<Self> {
        uart.set_nodelay(true)?;
        uart.set_read_timeout(Some(Duration::from_millis(20)))?;
        uart.set_write_timeout(Some(Duration::from_secs(10)))?;
        Ok(Self { uart, received: Vec::new(), late: Vec::new() })
    }

    /// The next request, none where it is not whole yet.
    ///
    /// # Errors
    /// The lock has gone.
    pub(crate) fn request(&mut self) -> io::Result<Option<Request>> {
        let mut bytes = [0; 4096];
        match self.uart.read(&mut bytes) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(length) => self.received.extend_from_slice(&bytes[..length]),
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {}
                _ => return Err(error),
            },
        }
        let Some((request, length)) = parse(&self.received) else {
            return Ok(None);
        };
        self.received.drain(..length);
        Ok(Some(request))
    }

    /// Sends a response.
    ///
    /// # Errors
    /// The lock has gone.
    pub(crate) fn respond(&mut self, response: &Response) -> io::Result<()> {
        let late = std::mem::take(&mut self.late);
        self.uart.write_all(&late)?;
        let bytes = &response.bytes;
        match response.delivery {
            Delivery::Whole => self.uart.write_all(bytes),
            Delivery::Pieces(length) => {
                for piece in bytes.chunks(length) {
                    self.uart.write_all(piece)?;
                    sleep(Duration::from_micros(200));
                }
                Ok(())
            }
            Delivery::StopsAfter(at) => self.uart.write_all(&bytes[..at]),
            Delivery::LateAfter(at) => {
                self.late = bytes[at..].to_vec();
                self.uart.write_all(&bytes[..at])
            }
            Delivery::Without(at) => {
                self.uart.write_all(&[&bytes[..at], &bytes[at + 1..]].concat())
            }
        }
    }
}

/// The first request, with its length; none if it is not whole.
fn parse(received: &[u8]) -> Option<(Request, usize)> {
    let end = received.windows(4).position(|bytes| bytes == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&received[..end]).into_owned();
    let (first, fields) = head.split_once("\r\n")?;
    let mut words = first.split(' ').map(ToOwned::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let length = fields.lines().find_map(|line| line.strip_prefix("Content-Length: "));
    let length = end + length.map_or(Some(0), |length| length.parse::<usize>().ok())?;
    let bytes = received.get(..length)?.to_vec();
    let body = String::from_utf8_lossy(&bytes[end..]).into_owned();
    let head = fields.trim_end().to_owned();
    Some((Request { bytes, method, path, head, body, stored: None }, length))
}
