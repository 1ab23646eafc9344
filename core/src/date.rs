//! Dates as providers write them: RFC 3339 and HTTP (RFC 9110, section 5.6.7).

use core::fmt;

use crate::buffer::write_counted;
use crate::lifetime::lifetime_of_digits;

/// A text that is not a date of the expected form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateError {
    /// The offset of the first byte that cannot stand there.
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
    /// Seconds since 1970-01-01T00:00:00Z, negative before.
    pub seconds: i64,
    /// Nanoseconds after that second, below 1 000 000 000.
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
/// assert_eq!((expiration.seconds, expiration.nanoseconds), (482_196_050, 520_000_000));
/// # Ok::<(), grantlet::DateError>(())
/// ```
pub fn parse_rfc3339(text: &str) -> Result<Timestamp, DateError> {
    let mut cursor = Cursor { text: text.as_bytes(), at: 0 };
    let year = cursor.digits(4)?;
    cursor.take(b'-')?;
    let month = cursor.number(2, 1, 12)?;
    cursor.take(b'-')?;
    let day = cursor.number(2, 1, days_in(year, month))?;
    cursor.one_of(b"Tt ")?;
    let clock = cursor.clock()?;
    let mut nanoseconds = 0u32;
    if cursor.peek() == b'.' {
        cursor.at = cursor.at.saturating_add(1);
        let mut unit = 100_000_000u32;
        let mut digit = cursor.digits(1)?;
        loop {
            nanoseconds = nanoseconds.saturating_add(unit.saturating_mul(digit));
            unit /= 10;
            match cursor.digits(1) {
                Ok(next) => digit = next,
                Err(_) => break,
            }
        }
    }
    let east = match cursor.one_of(b"Zz+-")? {
        sign @ (b'+' | b'-') => {
            let hours = cursor.number(2, 0, 23)?;
            cursor.take(b':')?;
            let minutes = cursor.number(2, 0, 59)?;
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
    Ok(Timestamp { seconds, nanoseconds })
}

/// Reads an HTTP date, as the `Date` and `Retry-After` headers hold it, in each of the three forms
/// of RFC 9110, section 5.6.7. Seconds since 1970-01-01T00:00:00Z. A year of two digits is 1970
/// to 2069. The day of the week must be one, but is not compared with the date.
///
/// # Errors
/// [`DateError`] with the offset of the byte at fault.
///
/// # Example
/// ```
/// assert_eq!(grantlet::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Ok(784_111_777));
/// ```
pub fn parse_http_date(text: &str) -> Result<i64, DateError> {
    http_date(text.as_bytes())
}

/// As [`parse_http_date`], of bytes.
///
/// # Errors
/// As [`parse_http_date`].
pub fn http_date(text: &[u8]) -> Result<i64, DateError> {
    let mut cursor = Cursor { text, at: 0 };
    let weekday = cursor.name(&WEEKDAYS)?;
    let (year, month, day, clock);
    let mut day_at = 5;
    match cursor.peek() {
        b',' => {
            cursor.text(b", ")?;
            day = cursor.digits(2)?;
            cursor.take(b' ')?;
            month = cursor.name(&MONTHS)?;
            cursor.take(b' ')?;
            year = cursor.digits(4)?;
            cursor.take(b' ')?;
            clock = cursor.clock()?;
            cursor.text(b" GMT")?;
        }
        b' ' => {
            cursor.at = cursor.at.saturating_add(1);
            month = cursor.name(&MONTHS)?;
            cursor.take(b' ')?;
            day_at = cursor.at;
            day = if cursor.peek() == b' ' {
                cursor.at = cursor.at.saturating_add(1);
                cursor.digits(1)?
            } else {
                cursor.digits(2)?
            };
            cursor.take(b' ')?;
            clock = cursor.clock()?;
            cursor.take(b' ')?;
            year = cursor.digits(4)?;
        }
        _ => {
            cursor.text(weekday_ending(weekday))?;
            cursor.text(b"day, ")?;
            day_at = cursor.at;
            day = cursor.digits(2)?;
            cursor.take(b'-')?;
            month = cursor.name(&MONTHS)?;
            cursor.take(b'-')?;
            let short = cursor.digits(2)?;
            year = short.saturating_add(if short < 70 { 2000 } else { 1900 });
            cursor.take(b' ')?;
            clock = cursor.clock()?;
            cursor.text(b" GMT")?;
        }
    }
    cursor.end()?;
    if day == 0 || day > days_in(year, month) {
        return Err(DateError { at: day_at });
    }
    Ok(days_since_1970(year, month, day).saturating_mul(86_400).saturating_add(i64::from(clock)))
}

/// The wait that a `Retry-After` header asks for, in seconds (RFC 9110, section 10.2.3): a number
/// of seconds, or a date, which needs the answer's own `Date` as seconds since 1970, so that the
/// device's clock does not matter. A date that has passed is 0.
///
/// # Errors
/// [`DateError`] where it is neither, or is a date and `date` is none.
///
/// # Example
/// ```
/// use grantlet::retry_after;
/// assert_eq!(retry_after("120", None), Ok(120));
/// assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_770)), Ok(7));
/// ```
pub fn retry_after(text: &str, date: Option<i64>) -> Result<u32, DateError> {
    wait(text.as_bytes(), date)
}

/// As [`retry_after`], of bytes.
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

const WEEKDAYS: [&[u8; 3]; 7] = [b"Sun", b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat"];
const MONTHS: [&[u8; 3]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];

/// What stands between the first three letters of a weekday and its "day".
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
    // Years that start in March end with the leap day; month 0 is March. 400 years more keep what
    // is divided positive.
    let early = u32::from(month < 3);
    let year = year.saturating_add(400).saturating_sub(early);
    let month = month.saturating_add(early.saturating_mul(12)).saturating_sub(3);
    let in_year = month.saturating_mul(153).saturating_add(2) / 5;
    let days = year
        .saturating_mul(365)
        .saturating_add(year / 4)
        .saturating_sub(year / 100)
        .saturating_add(year / 400)
        .saturating_add(in_year)
        .saturating_add(day);
    // At most four million, and 719 469 up to 1970 with 146 097 of the years added.
    i64::from(days as i32).saturating_sub(719_469 + 146_097)
}

struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    fn unexpected<T>(&self) -> Result<T, DateError> {
        Err(DateError { at: self.at })
    }

    fn one_of(&mut self, bytes: &[u8]) -> Result<u8, DateError> {
        let byte = self.peek();
        if !bytes.iter().any(|one| *one == byte) {
            return self.unexpected();
        }
        self.at = self.at.saturating_add(1);
        Ok(byte)
    }

    fn take(&mut self, byte: u8) -> Result<(), DateError> {
        self.one_of(&[byte]).map(|_| ())
    }

    fn text(&mut self, text: &[u8]) -> Result<(), DateError> {
        text.iter().try_for_each(|&byte| self.take(byte))
    }

    fn end(&self) -> Result<(), DateError> {
        if self.at == self.text.len() { Ok(()) } else { self.unexpected() }
    }

    /// Exactly `count` digits, at most nine.
    fn digits(&mut self, count: usize) -> Result<u32, DateError> {
        let mut number = 0u32;
        for _ in 0..count {
            let digit = self.one_of(b"0123456789")? & 15;
            number = number.saturating_mul(10).saturating_add(u32::from(digit));
        }
        Ok(number)
    }

    fn number(&mut self, count: usize, least: u32, most: u32) -> Result<u32, DateError> {
        let start = self.at;
        let number = self.digits(count)?;
        if (least..=most).contains(&number) { Ok(number) } else { Err(DateError { at: start }) }
    }

    /// `hh:mm:ss` as seconds of the day; 60 seconds are a leap second.
    fn clock(&mut self) -> Result<u32, DateError> {
        let hours = self.number(2, 0, 23)?;
        self.take(b':')?;
        let minutes = self.number(2, 0, 59)?;
        self.take(b':')?;
        let seconds = self.number(2, 0, 60)?;
        Ok(hours
            .saturating_mul(3600)
            .saturating_add(minutes.saturating_mul(60))
            .saturating_add(seconds))
    }

    /// One of the names, counted from 1.
    fn name(&mut self, names: &[&[u8; 3]]) -> Result<u32, DateError> {
        let here = self.text.get(self.at..self.at.saturating_add(3));
        let found = names.iter().position(|name| here == Some(name.as_slice()));
        let Some(index) = found else {
            return self.unexpected();
        };
        self.at = self.at.saturating_add(3);
        Ok(u32::try_from(index).unwrap_or(0).saturating_add(1))
    }
}
