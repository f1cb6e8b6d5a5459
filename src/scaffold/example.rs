//! The example of `casebook init --example`: a complete case of an invented product, in `example/`.
//!
//! Its dates are written for one day and moved to another by whole weeks, so that Saturdays stay Saturdays.

use jiff::{Span, civil::Date};

use crate::text::days_between;

/// The Monday for which the files are written: nothing in them has happened later.
const WRITTEN_FOR: Date = jiff::civil::date(2026, 11, 30);

macro_rules! files {
    ($($path:literal)*) => { &[$(($path, include_str!(concat!("example/", $path)))),*] };
}

/// The files by path from the project's root, as they were written.
const FILES: &[(&str, &str)] = files! {
    "casebook.yaml"
    "content/index.md"
    "content/decisions/ask-for-a-photo-instead.md"
    "content/decisions/ask-organisers-first.md"
    "content/decisions/ask-twelve-questions.md"
    "content/decisions/build-the-turn-board.md"
    "content/decisions/give-up-the-parts-shelf.md"
    "content/decisions/index.md"
    "content/decisions/keep-the-reminder-in-town.md"
    "content/decisions/let-people-ask.md"
    "content/decisions/no-card-payment.md"
    "content/decisions/no-promises.md"
    "content/decisions/no-stars.md"
    "content/decisions/open-a-phone-line.md"
    "content/decisions/send-two-taps.md"
    "content/decisions/wait-with-heavy-things.md"
    "content/feedback/card-instead-of-coins.md"
    "content/feedback/coat-on-the-board.md"
    "content/feedback/eleven-messages.md"
    "content/feedback/friday-is-free.md"
    "content/feedback/grandson.md"
    "content/feedback/index.md"
    "content/feedback/is-it-really-safe.md"
    "content/feedback/photo-of-the-label.md"
    "content/feedback/report-due.md"
    "content/feedback/sewing-machine-on-the-bus.md"
    "content/feedback/third-question.md"
    "content/feedback/where-do-i-get-belts.md"
    "content/feedback/who-is-next.md"
    "content/how-we-work/how-we-study.md"
    "content/how-we-work/index.md"
    "content/how-we-work/monday.md"
    "content/how-we-work/our-words.md"
    "content/insights/asking-again.md"
    "content/insights/carried-home-unopened.md"
    "content/insights/index.md"
    "content/insights/not-knowing-is-worse.md"
    "content/insights/parts-are-remembered.md"
    "content/insights/polite-yes.md"
    "content/insights/prepared.md"
    "content/insights/somebody-will-be-glad.md"
    "content/journeys/a-saturday-at-the-table.md"
    "content/journeys/from-toaster-to-toast.md"
    "content/journeys/index.md"
    "content/metrics/content-with-the-repair.md"
    "content/metrics/did-not-come.md"
    "content/metrics/ease-of-asking.md"
    "content/metrics/minutes-waited.md"
    "content/metrics/things-mended.md"
    "content/metrics/would-recommend.md"
    "content/personas/index.md"
    "content/personas/marlene.md"
    "content/personas/oda.md"
    "content/personas/tomasz.md"
    "content/problems/book-without-a-phone.md"
    "content/problems/care-for-it.md"
    "content/problems/carry-heavy-things.md"
    "content/problems/empty-places.md"
    "content/problems/feel-welcome.md"
    "content/problems/find-the-part.md"
    "content/problems/index.md"
    "content/problems/know-if-it-can-be-mended.md"
    "content/problems/know-the-fault-beforehand.md"
    "content/problems/know-when-it-is-my-turn.md"
    "content/problems/know-who-comes.md"
    "content/problems/pay-by-card.md"
    "content/problems/show-what-was-saved.md"
    "content/problems/sure-that-it-is-safe.md"
    "content/solutions/ask-before-you-come.md"
    "content/solutions/care-card.md"
    "content/solutions/index.md"
    "content/solutions/lift-from-the-door.md"
    "content/solutions/parts-shelf.md"
    "content/solutions/phone-line.md"
    "content/solutions/photo-and-a-sentence.md"
    "content/solutions/thursday-reminder.md"
    "content/solutions/turn-board.md"
    "content/solutions/twelve-questions.md"
    "content/solutions/two-tap-answer.md"
    "content/solutions/year-sheet.md"
    "content/validations/answering-in-two-halls.md"
    "content/validations/answering-tried-out.md"
    "content/validations/asking-after-launch.md"
    "content/validations/asking-in-four-halls.md"
    "content/validations/asking-tried-out.md"
    "content/validations/bench-log.md"
    "content/validations/bookings-counted.md"
    "content/validations/button-for-a-lift.md"
    "content/validations/card-reader-trial.md"
    "content/validations/heavy-things-read.md"
    "content/validations/index.md"
    "content/validations/letters-about-booking.md"
    "content/validations/letters-about-parts.md"
    "content/validations/more-organisers.md"
    "content/validations/organiser-talks.md"
    "content/validations/parts-shelf-trial.md"
    "content/validations/parts-watched.md"
    "content/validations/photo-against-nothing.md"
    "content/validations/photo-tried-out.md"
    "content/validations/promises-kept.md"
    "content/validations/reminder-in-the-village.md"
    "content/validations/reminder-in-town.md"
    "content/validations/repairer-diaries.md"
    "content/validations/repairer-evening.md"
    "content/validations/repairer-interviews.md"
    "content/validations/saturday-watched.md"
    "content/validations/turn-board-on-trial.md"
    "content/validations/turn-board-shown.md"
    "content/validations/twelve-questions-shown.md"
    "content/validations/twelve-questions-trial.md"
    "content/validations/visitor-interviews.md"
    "content/validations/visitor-survey.md"
    "content/validations/visits-at-home.md"
};

/// The files by path from the project's root, with dates for which the week of `today` is the newest.
pub fn files(today: Date) -> Vec<(&'static str, String)> {
    let weeks = days_between(WRITTEN_FOR, today).div_euclid(7);
    let files = FILES.iter();
    files
        .map(|(path, text)| (*path, shifted(text, weeks)))
        .collect()
}

/// The text with each `YYYY-MM-DD` moved by so many weeks. A day that no calendar has stays as it is.
fn shifted(text: &str, weeks: i64) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from_digit) = rest.split_at(start);
        let is_outside = |c: char| !c.is_ascii_digit() && c != '-';
        let length = from_digit.find(is_outside).unwrap_or(from_digit.len());
        let (number, after) = from_digit.split_at(length);
        let moved = (length == 10).then(|| moved(number, weeks)).flatten();
        out += before;
        out += moved.as_deref().unwrap_or(number);
        rest = after;
    }
    out + rest
}

fn moved(day: &str, weeks: i64) -> Option<String> {
    let day: Date = day.parse().ok()?;
    let span = Span::new().try_weeks(weeks).ok()?;
    Some(day.checked_add(span).ok()?.to_string())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_file_of_the_folder_is_in_the_list() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/scaffold/example");
        let mut folders = vec![root.clone()];
        let mut on_disk = BTreeSet::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => {
                        let path = path.strip_prefix(&root).unwrap().to_str().unwrap();
                        on_disk.insert(path.replace('\\', "/"));
                    }
                }
            }
        }
        let listed: BTreeSet<String> = FILES.iter().map(|(path, _)| (*path).into()).collect();
        assert_eq!(listed, on_disk);
        assert_eq!(listed.len(), FILES.len(), "a file is listed twice");
    }

    #[test]
    fn dates_move_by_whole_weeks_and_numbers_stay() {
        let text = "date: 2026-11-28\n{until: 2027-01-31, n: 386}\n12-2026-11, 2026-11-28-1, 2026-13-01, 1–10";
        assert_eq!(
            shifted(text, 66),
            "date: 2028-03-04\n{until: 2028-05-07, n: 386}\n12-2026-11, 2026-11-28-1, 2026-13-01, 1–10"
        );
        assert_eq!(shifted(text, 0), text);
        assert_eq!(shifted(text, i64::MAX), text);
    }

    #[test]
    fn the_newest_week_is_that_of_today() {
        let last = |today: &str| {
            let files = files(today.parse().unwrap());
            let (_, text) = files
                .iter()
                .find(|(path, _)| path.ends_with("/report-due.md"))
                .unwrap();
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix("received: "));
            line.unwrap().to_owned()
        };
        for (today, newest) in [
            ("2026-11-30", "2026-11-30"),
            ("2026-12-06", "2026-11-30"),
            ("2026-12-07", "2026-12-07"),
            ("2026-11-29", "2026-11-23"),
            ("2028-02-29", "2028-02-28"),
        ] {
            assert_eq!(last(today), newest, "{today}");
        }
    }

    #[test]
    fn no_words_tie_the_example_to_a_season() {
        const WORDS: &[&str] = &[
            "january",
            "february",
            "april",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
            "autumn",
            "winter",
            "summer",
            "christmas",
            "easter",
        ];
        for (path, text) in FILES {
            let text = text.to_lowercase();
            for word in WORDS {
                assert!(
                    !text.contains(word),
                    "{path}: `{word}` is wrong once dates have moved"
                );
            }
        }
    }
}
