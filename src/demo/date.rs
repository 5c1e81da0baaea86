//! Dates and times, in the forms of IMAP. There is no clock here: the time is told.

use std::time::Duration;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/// A day, as so many days since 1 January 1970.
pub(super) type Day = i64;

/// A moment, and the time zone in which it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Seconds since 1 January 1970, 0:00 UTC.
    pub(super) seconds: i64,
    /// How far the zone is ahead of UTC.
    pub(super) zone_minutes: i64,
}

impl Moment {
    /// So many seconds after 1970, told in UTC.
    pub(super) fn utc(seconds: i64) -> Self {
        Self { seconds, zone_minutes: 0 }
    }

    /// So much later.
    pub(super) fn after(self, duration: Duration) -> Self {
        let seconds = i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        Self { seconds: self.seconds.saturating_add(seconds), ..self }
    }

    /// `"17-Jul-1996 02:44:25 -0700"`, without its quotes: RFC 9051 section 9, date-time.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (date, rest) = text.trim_start_matches(' ').split_once(' ')?;
        let (time, zone) = rest.split_once(' ')?;
        // date-day-fixed has two places: " 7" or "17".
        if text.len() != 26 {
            return None;
        }
        let day = read_day(date)?;
        let [hour, minute, second] =
            <[i64; 3]>::try_from(time.split(':').map(|part| digits(part, 2)).collect::<Option<Vec<_>>>()?).ok()?;
        let (sign, zone) = zone.split_at_checked(1)?;
        let zone = digits(zone, 4)?;
        if hour > 23 || minute > 59 || second > 60 || zone % 100 > 59 || !matches!(sign, "+" | "-") {
            return None;
        }
        let zone_minutes = (zone / 100 * 60 + zone % 100) * if sign == "-" { -1 } else { 1 };
        Some(Self { seconds: day * 86_400 + hour * 3600 + minute * 60 + second - zone_minutes * 60, zone_minutes })
    }

    /// The day, as it was told: SEARCH disregards time and zone (RFC 9051 section 6.4.4).
    pub(super) fn day(self) -> Day {
        self.local().div_euclid(86_400)
    }

    /// As INTERNALDATE has it, without quotes.
    pub(super) fn internal(self) -> String {
        let (year, month, day) = civil(self.day());
        format!("{day:02}-{}-{year:04} {}", MONTHS[month - 1], self.time())
    }

    /// As a Date field has it (RFC 5322 section 3.3).
    pub(super) fn header(self) -> String {
        let (year, month, day) = civil(self.day());
        // 1 January 1970 was a Thursday.
        let weekday = usize::try_from((self.day() + 4).rem_euclid(7)).unwrap_or(0);
        format!("{}, {day} {} {year:04} {}", WEEKDAYS[weekday], MONTHS[month - 1], self.time())
    }

    fn time(self) -> String {
        let second = self.local().rem_euclid(86_400);
        let zone = self.zone_minutes.abs();
        let sign = if self.zone_minutes < 0 { '-' } else { '+' };
        let (hour, minute) = (second / 3600, second / 60 % 60);
        format!("{hour:02}:{minute:02}:{:02} {sign}{:02}{:02}", second % 60, zone / 60, zone % 60)
    }

    fn local(self) -> i64 {
        self.seconds.saturating_add(self.zone_minutes * 60)
    }
}

/// `1-Feb-1994`: RFC 9051 section 9, date-text.
pub(super) fn read_day(text: &str) -> Option<Day> {
    let mut parts = text.split('-');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !matches!(day.len(), 1..=2) {
        return None;
    }
    let month = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month))? + 1;
    let (day, year) = (digits(day, day.len())?, digits(year, 4)?);
    // A date like 31-Feb-2021 would come back as another one.
    let days = days(year, month, day);
    (civil(days) == (year, month, day)).then_some(days)
}

fn digits(text: &str, count: usize) -> Option<i64> {
    (text.len() == count && text.bytes().all(|octet| octet.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Days since 1970 of a date of the Gregorian calendar.
pub(super) fn days(year: i64, month: usize, day: i64) -> Day {
    // Years are counted from March, so that the leap day is the last of its year.
    let month = i64::try_from(month).unwrap_or(1);
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The date of a day: year, month (1 to 12), day.
fn civil(days: Day) -> (i64, usize, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, usize::try_from(month).unwrap_or(1), day_of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_and_written() {
        for text in ["17-Jul-1996 02:44:25 -0700", "22-Apr-2021 15:49:05 +0000", "29-Feb-2000 23:59:59 +1345"] {
            assert_eq!(Moment::read(text).unwrap().internal(), text);
        }
        assert_eq!(Moment::read(" 7-Feb-1994 21:52:25 -0800").unwrap().internal(), "07-Feb-1994 21:52:25 -0800");
        assert_eq!(Moment::read("01-Jan-1970 01:00:00 +0100").unwrap().seconds, 0);
    }

    #[test]
    fn a_date_field_names_the_weekday() {
        assert_eq!(Moment::utc(1_619_106_545).header(), "Thu, 22 Apr 2021 15:49:05 +0000");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["2021-04-22", "31-Feb-2021", "1-Apr", "001-Apr-2021", "1-Apr-21", "-Apr-2021", "1-Avr-2021", "é"]
        {
            assert_eq!(read_day(text), None, "{text}");
        }
        for text in ["7-Feb-1994 21:52:25 -0800", "17-Jul-1996 25:44:25 -0700", "17-Jul-1996 02:44:25 00700", "x"] {
            assert_eq!(Moment::read(text), None, "{text}");
        }
        assert_eq!(read_day("1-jan-1970"), Some(0));
    }

    #[test]
    fn a_day_disregards_time_and_zone() {
        assert_eq!(Moment::read("01-Feb-1994 23:30:00 -0800").unwrap().day(), read_day("1-Feb-1994").unwrap());
    }
}
