//! Dates as providers write them: RFC 3339 and HTTP (RFC 9110, section 5.6.7).

use core::fmt;

use crate::text::buffer::write_counted;
use crate::time::instant::UnixTime;
use crate::time::lifetime::lifetime_of_digits;

/// A text that is not a date of the expected form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateError {
    /// The offset of the first byte that is not valid there.
    pub at: usize,
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_counted(f, "not a date at byte ", self.at, "")
    }
}

impl core::error::Error for DateError {}

/// A moment in wall time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp {
    /// The second.
    pub second: UnixTime,
    /// Nanoseconds after its start, below 1 000 000 000.
    pub nanoseconds: u32,
}

/// Reads a date and time of RFC 3339, section 5.6: any offset, fractions of a second to the
/// nanosecond (further digits are dropped). A leap second counts as the first second after it.
///
/// # Errors
/// [`DateError`] with the offset of the byte at fault.
///
/// # Example
/// ```
/// let expiration = grantlet::parse_rfc3339("1985-04-12T23:20:50.52Z")?;
/// assert_eq!((expiration.second.as_secs(), expiration.nanoseconds), (482_196_050, 520_000_000));
/// # Ok::<(), grantlet::DateError>(())
/// ```
pub fn parse_rfc3339(text: &str) -> Result<Timestamp, DateError> {
    rfc3339(text.as_bytes())
}

pub(crate) fn rfc3339(text: &[u8]) -> Result<Timestamp, DateError> {
    let mut cursor = Cursor::new(text);
    let year = cursor.digits(4);
    cursor.one_of(b"-");
    let month = cursor.number(1, 12);
    cursor.one_of(b"-");
    let day = cursor.number(1, days_in(year, month));
    cursor.one_of(b"Tt ");
    let clock = cursor.clock();
    let mut nanoseconds = 0u32;
    if cursor.peek() == b'.' {
        cursor.step();
        let mut unit = 100_000_000u32;
        let mut digit = cursor.digits(1);
        loop {
            nanoseconds = nanoseconds.saturating_add(unit.saturating_mul(digit));
            unit /= 10;
            if !cursor.peek().is_ascii_digit() {
                break;
            }
            digit = cursor.digits(1);
        }
    }
    let east = match cursor.one_of(b"Zz+-") {
        sign @ (b'+' | b'-') => {
            let hours = cursor.number(0, 23);
            cursor.one_of(b":");
            let minutes = cursor.number(0, 59);
            let east = i64::from(hours.saturating_mul(60).saturating_add(minutes));
            east.saturating_mul(if sign == b'-' { -60 } else { 60 })
        }
        _ => 0,
    };
    cursor.end()?;
    let seconds = days_since_1970(year, month, day)
        .saturating_mul(86_400)
        .saturating_add(i64::from(clock))
        .saturating_sub(east);
    Ok(Timestamp { second: UnixTime::from_secs(seconds), nanoseconds })
}

/// Reads an HTTP date, as the `Date` and `Retry-After` headers hold it, in each of the three forms
/// of RFC 9110, section 5.6.7. A year of two digits is 1970 to 2069. The day of the week must be one, but
/// is not compared with the date.
///
/// # Errors
/// [`DateError`] with the offset of the byte at fault.
///
/// # Example
/// ```
/// use grantlet::{UnixTime, parse_http_date};
/// assert_eq!(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Ok(UnixTime::from_secs(784_111_777)));
/// ```
pub fn parse_http_date(text: &str) -> Result<UnixTime, DateError> {
    http_date(text.as_bytes()).map(UnixTime::from_secs)
}

/// As [`parse_http_date`], of bytes, in seconds since 1970.
///
/// # Errors
/// As [`parse_http_date`].
pub fn http_date(text: &[u8]) -> Result<i64, DateError> {
    let mut cursor = Cursor::new(text);
    let weekday = cursor.name(WEEKDAYS);
    let form: &[u8] = match cursor.peek() {
        b',' => b", \x01 \x02 \x03 \x04 GMT",
        b' ' => b" \x02 \x05 \x04 \x03",
        _ => {
            cursor.text(weekday_ending(weekday));
            b"day, \x01-\x02-\x06 \x04 GMT"
        }
    };
    let (mut year, mut month, mut day, mut clock, mut day_at) = (0, 0, 0, 0, 0);
    for piece in form {
        match piece {
            1 | 5 => {
                day_at = cursor.at;
                let mut digits = 2;
                if *piece == 5 && cursor.peek() == b' ' {
                    cursor.step();
                    digits = 1;
                }
                day = cursor.digits(digits);
            }
            2 => month = cursor.name(MONTHS),
            3 => year = cursor.digits(4),
            4 => clock = cursor.clock(),
            6 => {
                let short = cursor.digits(2);
                year = short.wrapping_add(if short < 70 { 2000 } else { 1900 });
            }
            other => {
                cursor.one_of(&[*other]);
            }
        }
    }
    cursor.end()?;
    if day == 0 || day > days_in(year, month) {
        return Err(DateError { at: day_at });
    }
    Ok(days_since_1970(year, month, day).wrapping_mul(86_400).wrapping_add(i64::from(clock)))
}

/// The wait that a `Retry-After` header asks for, in seconds (RFC 9110, section 10.2.3): a number
/// of seconds, or a date, which needs the response's own `Date`, so that the device's clock does not
/// matter. A date that has passed is 0.
///
/// # Errors
/// [`DateError`] where it is neither, or is a date and `date` is none.
///
/// # Example
/// ```
/// use grantlet::{UnixTime, retry_after};
/// assert_eq!(retry_after("120", None), Ok(120));
/// let date = UnixTime::from_secs(784_111_770);
/// assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:37 GMT", Some(date)), Ok(7));
/// ```
pub fn retry_after(text: &str, date: Option<UnixTime>) -> Result<u32, DateError> {
    wait(text.as_bytes(), date.map(UnixTime::as_secs))
}

/// As [`retry_after`], of bytes; `date` in seconds since 1970.
///
/// # Errors
/// As [`retry_after`].
pub fn wait(text: &[u8], date: Option<i64>) -> Result<u32, DateError> {
    if let Some(seconds) = lifetime_of_digits(text) {
        return Ok(seconds);
    }
    let until = http_date(text)?;
    let date = date.ok_or(DateError { at: 0 })?;
    Ok(u32::try_from(until.saturating_sub(date).max(0)).unwrap_or(u32::MAX))
}

const WEEKDAYS: &[u8] = b"SunMonTueWedThuFriSat";
const MONTHS: &[u8] = b"JanFebMarAprMayJunJulAugSepOctNovDec";

/// The letters between the first three of a weekday and its "day".
fn weekday_ending(weekday: u32) -> &'static [u8] {
    match weekday {
        3 => b"s",
        4 => b"nes",
        5 => b"rs",
        7 => b"ur",
        _ => b"",
    }
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a day of the proleptic Gregorian calendar, year 0 to 9999.
#[allow(clippy::cast_possible_wrap)]
fn days_since_1970(year: u32, month: u32, day: u32) -> i64 {
    // Years are counted from March, so that the leap day is the last one; month 0 is March. 400 years are added so
    // that no dividend is negative.
    let early = u32::from(month < 3);
    let year = year.wrapping_add(400).wrapping_sub(early);
    let month = month.wrapping_add(early.wrapping_mul(12)).wrapping_sub(3);
    let in_year = month.wrapping_mul(153).wrapping_add(2) / 5;
    let days = year
        .wrapping_mul(365)
        .wrapping_add(year / 4)
        .wrapping_sub(year / 100)
        .wrapping_add(year / 400)
        .wrapping_add(in_year)
        .wrapping_add(day);
    // At most four million: an i32 is enough. 719 468 days are before 1970, days of a month start
    // at 1, and 400 years have 146 097 days.
    i64::from(days as i32).wrapping_sub(719_469 + 146_097)
}

/// Reads on after an invalid byte, and reports the first one at the end.
struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
    fault: Option<usize>,
}

impl<'a> Cursor<'a> {
    fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0, fault: None }
    }

    fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    fn step(&mut self) {
        self.at = self.at.wrapping_add(1);
    }

    /// The byte at `at` is not valid there.
    fn refuse(&mut self, at: usize) {
        if self.fault.is_none() {
            self.fault = Some(at);
        }
    }

    fn one_of(&mut self, bytes: &[u8]) -> u8 {
        let byte = self.peek();
        if !bytes.iter().any(|one| *one == byte) {
            self.refuse(self.at);
        }
        self.step();
        byte
    }

    fn text(&mut self, text: &[u8]) {
        for byte in text {
            self.one_of(&[*byte]);
        }
    }

    fn end(mut self) -> Result<(), DateError> {
        if self.at != self.text.len() {
            self.refuse(self.at);
        }
        self.fault.map_or(Ok(()), |at| Err(DateError { at }))
    }

    /// Exactly `count` digits, at most nine.
    fn digits(&mut self, count: usize) -> u32 {
        let mut number = 0u32;
        for _ in 0..count {
            let digit = self.one_of(b"0123456789") & 15;
            number = number.wrapping_mul(10).wrapping_add(u32::from(digit));
        }
        number
    }

    /// Two digits.
    fn number(&mut self, least: u32, most: u32) -> u32 {
        let start = self.at;
        let number = self.digits(2);
        if !(least..=most).contains(&number) {
            self.refuse(start);
        }
        number
    }

    /// `hh:mm:ss` as seconds of the day; 60 seconds are a leap second.
    fn clock(&mut self) -> u32 {
        let mut clock = self.number(0, 23);
        for most in [59, 60] {
            self.one_of(b":");
            clock = clock.wrapping_mul(60).wrapping_add(self.number(0, most));
        }
        clock
    }

    /// One of the names of three letters, counted from 1.
    fn name(&mut self, names: &[u8]) -> u32 {
        let here = self.text.get(self.at..self.at.wrapping_add(3));
        let mut number = 0u32;
        for name in names.chunks_exact(3) {
            number = number.wrapping_add(1);
            if here == Some(name) {
                self.at = self.at.wrapping_add(3);
                return number;
            }
        }
        self.refuse(self.at);
        0
    }
}
