//! Dates against an independent count of days, which walks the calendar year by year.

use grantlet::{DateError, Timestamp, parse_http_date, parse_rfc3339, retry_after};
use grantlet_tests::secs;
use proptest::prelude::*;

const MONTHS: [(&str, u32); 12] = [
    ("Jan", 31),
    ("Feb", 28),
    ("Mar", 31),
    ("Apr", 30),
    ("May", 31),
    ("Jun", 30),
    ("Jul", 31),
    ("Aug", 31),
    ("Sep", 30),
    ("Oct", 31),
    ("Nov", 30),
    ("Dec", 31),
];
const WEEKDAYS: [&str; 7] =
    ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];

fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_in(year: u32, month: u32) -> u32 {
    let (_, days) = MONTHS[month as usize - 1];
    if month == 2 && is_leap(year) { 29 } else { days }
}

/// Days since 1970-01-01, one year and one month after the other.
fn days(year: u32, month: u32, day: u32) -> i64 {
    let length = |year| if is_leap(year) { 366 } else { 365 };
    let years: i64 = if year < 1970 {
        -(year..1970).map(length).sum::<i64>()
    } else {
        (1970..year).map(length).sum()
    };
    let months: u32 = (1..month).map(|month| days_in(year, month)).sum();
    years + i64::from(months) + i64::from(day) - 1
}

#[derive(Clone, Copy, Debug)]
struct Date {
    year: u32,
    month: u32,
    day: u32,
    clock: (u32, u32, u32),
}

impl Date {
    fn days(self) -> i64 {
        days(self.year, self.month, self.day)
    }

    fn seconds(self) -> i64 {
        let (hours, minutes, seconds) = self.clock;
        self.days() * 86_400 + i64::from(hours * 3600 + minutes * 60 + seconds)
    }

    fn clock(self) -> String {
        let (hours, minutes, seconds) = self.clock;
        format!("{hours:02}:{minutes:02}:{seconds:02}")
    }

    /// The three forms of RFC 9110, section 5.6.7; the second has two digits of the year.
    fn http(self) -> [String; 3] {
        let Self { year, month, day, .. } = self;
        let (month, _) = MONTHS[month as usize - 1];
        let weekday = WEEKDAYS[usize::try_from(self.days().rem_euclid(7)).unwrap()];
        let (short, clock) = (&weekday[..3], self.clock());
        [
            format!("{short}, {day:02} {month} {year:04} {clock} GMT"),
            format!("{weekday}, {day:02}-{month}-{:02} {clock} GMT", year % 100),
            format!("{short} {month} {day:2} {clock} {year:04}"),
        ]
    }
}

fn date(years: std::ops::RangeInclusive<u32>) -> impl Strategy<Value = Date> {
    let clock = (0..24u32, 0..60u32, 0..61u32);
    (years, 1..13u32, 1..32u32, clock).prop_map(|(year, month, day, clock)| {
        let day = day.min(days_in(year, month));
        Date { year, month, day, clock }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(grantlet_tests::cases(2000)))]

    #[test]
    fn a_date_of_rfc_3339_is_the_walked_count_of_seconds(
        date in date(0..=9999),
        mark in prop::sample::select(vec!["T", "t", " "]),
        fraction in prop::option::of("[0-9]{1,12}"),
        offset in prop::option::of((prop::bool::ANY, 0..24i64, 0..60i64)),
        zulu in prop::sample::select(vec!["Z", "z"]),
    ) {
        let Date { year, month, day, .. } = date;
        let mut text = format!("{year:04}-{month:02}-{day:02}{mark}{}", date.clock());
        if let Some(fraction) = &fraction {
            text.push('.');
            text.push_str(fraction);
        }
        let mut seconds = date.seconds();
        match offset {
            None => text.push_str(zulu),
            Some((east, hours, minutes)) => {
                let sign = if east { '+' } else { '-' };
                text = format!("{text}{sign}{hours:02}:{minutes:02}");
                let offset = hours * 3600 + minutes * 60;
                seconds += if east { -offset } else { offset };
            }
        }
        let nine: String = fraction.unwrap_or_default().chars().chain("000000000".chars()).take(9).collect();
        let nanoseconds = nine.parse().unwrap();
        prop_assert_eq!(parse_rfc3339(&text), Ok(Timestamp { second: secs(seconds), nanoseconds }), "{}", text);
    }

    #[test]
    fn an_http_date_in_each_form_is_the_walked_count_of_seconds(
        date in date(0..=9999), near in date(1970..=2069),
    ) {
        let [imf, _, asctime] = date.http();
        prop_assert_eq!(parse_http_date(&imf), Ok(secs(date.seconds())), "{}", imf);
        prop_assert_eq!(parse_http_date(&asctime), Ok(secs(date.seconds())), "{}", asctime);
        let [_, rfc850, _] = near.http();
        prop_assert_eq!(parse_http_date(&rfc850), Ok(secs(near.seconds())), "{}", rfc850);
    }

    /// A date cut or changed in one byte is another date or none, and never a panic.
    #[test]
    fn a_cut_date_is_refused_at_its_end(date in date(0..=9999)) {
        let Date { year, month, day, .. } = date;
        let mut forms = date.http().to_vec();
        forms.push(format!("{year:04}-{month:02}-{day:02}T{}Z", date.clock()));
        for text in forms {
            for length in 0..text.len() {
                let cut = &text[..length];
                prop_assert!(parse_http_date(cut).is_err(), "{}", cut);
                prop_assert_eq!(parse_rfc3339(cut).is_err(), true, "{}", cut);
            }
        }
    }
}

#[test]
fn a_leap_second_counts_as_the_first_second_after_it() {
    let after = parse_rfc3339("1991-01-01T00:00:00Z").unwrap();
    assert_eq!(parse_rfc3339("1990-12-31T23:59:60Z"), Ok(after));
    assert_eq!(parse_rfc3339("1990-12-31T15:59:60-08:00"), Ok(after));
    assert_eq!(parse_http_date("Mon, 31 Dec 1990 23:59:60 GMT"), Ok(after.second));
}

#[test]
fn what_is_not_a_date_is_refused_at_its_byte() {
    let rows = [
        ("", 0),
        ("1985-04-12", 10),
        ("1985-04-12T23:20:50", 19),
        ("1985-04-12T23:20Z", 16),
        ("1985-04-12T23:20:50.Z", 20),
        ("1985-04-12T23:20:50Z ", 20),
        (" 1985-04-12T23:20:50Z", 0),
        ("1985-4-12T23:20:50Z", 6),
        ("1985-13-12T23:20:50Z", 5),
        ("1985-00-12T23:20:50Z", 5),
        ("1985-04-31T23:20:50Z", 8),
        ("1985-02-29T23:20:50Z", 8),
        ("1900-02-29T23:20:50Z", 8),
        ("1985-04-00T23:20:50Z", 8),
        ("1985-04-12T24:00:00Z", 11),
        ("1985-04-12T23:60:50Z", 14),
        ("1985-04-12T23:20:61Z", 17),
        ("1985-04-12T23:20:50+24:00", 20),
        ("1985-04-12T23:20:50+01:60", 23),
        ("1985-04-12T23:20:50+0100", 22),
        ("1985-04-12T23:20:50+", 20),
        ("1985-04-12_23:20:50Z", 10),
        ("-985-04-12T23:20:50Z", 0),
        ("٣985-04-12T23:20:50Z", 0),
        ("1985-04-12T23:20:50Z\0", 20),
    ];
    for (text, at) in rows {
        assert_eq!(parse_rfc3339(text), Err(DateError { at }), "{text}");
    }
    for leap in ["2000-02-29T00:00:00Z", "1984-02-29T00:00:00Z", "0000-02-29T00:00:00Z"] {
        assert!(parse_rfc3339(leap).is_ok(), "{leap}");
    }
    let rows = [
        ("", 0),
        ("sun, 06 Nov 1994 08:49:37 GMT", 0),
        ("Sun, 6 Nov 1994 08:49:37 GMT", 6),
        ("Sun, 06 nov 1994 08:49:37 GMT", 8),
        ("Sun, 06 Nov 94 08:49:37 GMT", 14),
        ("Sun, 06 Nov 1994 08:49:37 UTC", 26),
        ("Sun, 06 Nov 1994 08:49:37 GMT ", 29),
        ("Sun, 31 Nov 1994 08:49:37 GMT", 5),
        ("Sun, 00 Nov 1994 08:49:37 GMT", 5),
        ("Sunday, 31-Feb-94 08:49:37 GMT", 8),
        ("Sun Nov 31 08:49:37 1994", 8),
        ("Sun Nov  0 08:49:37 1994", 8),
        ("Wed, 29 Feb 1995 08:49:37 GMT", 5),
        ("Wednesday, 00-Nov-94 08:49:37 GMT", 11),
        ("Sun, 06 Nov 1994 24:49:37 GMT", 17),
        ("Sundae, 06-Nov-94 08:49:37 GMT", 5),
        ("Monsday, 06-Nov-94 08:49:37 GMT", 3),
        ("Sunday, 06-Nov-1994 08:49:37 GMT", 17),
        ("Sun Nov 6 08:49:37 1994", 9),
        ("Sun Nov  6 08:49:37 1994 GMT", 24),
        ("784111777", 0),
    ];
    for (text, at) in rows {
        assert_eq!(parse_http_date(text), Err(DateError { at }), "{text}");
    }
}

/// RFC 9110, section 10.2.3.
#[test]
fn retry_after_is_a_number_or_a_date_that_is_measured_by_the_responses_own() {
    let date = "Sun, 06 Nov 1994 08:49:37 GMT";
    let rows = [
        ("0", None, Ok(0)),
        ("120", None, Ok(120)),
        ("120", Some(i64::MIN), Ok(120)),
        ("4294967296", None, Ok(u32::MAX)),
        ("99999999999999999999999", None, Ok(u32::MAX)),
        (date, Some(784_111_777), Ok(0)),
        (date, Some(784_111_700), Ok(77)),
        (date, Some(784_111_778), Ok(0)),
        (date, Some(i64::MAX), Ok(0)),
        (date, Some(i64::MIN), Ok(u32::MAX)),
        (date, None, Err(DateError { at: 0 })),
        ("", None, Err(DateError { at: 0 })),
        ("-1", None, Err(DateError { at: 0 })),
        ("+1", None, Err(DateError { at: 0 })),
        ("1.5", None, Err(DateError { at: 0 })),
        (" 120", None, Err(DateError { at: 0 })),
        ("soon", Some(0), Err(DateError { at: 0 })),
    ];
    for (text, date, expected) in rows {
        assert_eq!(retry_after(text, date.map(secs)), expected, "{text} {date:?}");
    }
}
