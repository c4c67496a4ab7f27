//! What the log of a run says: all of it if it is sound, or what of it is.

use super::error::Error;
use crate::log::{self, Row, SqliteLog};
use crate::trial::History;

/// What the sound entries of a log say together.
#[derive(Debug)]
pub struct Record {
    /// What the entries say that are sound and make sense behind those before them.
    pub history: History,
    /// The first entry that was passed over, if one was.
    pub broken: Option<log::Error>,
}

/// What a log says that is sound from the first entry to the last.
pub(super) fn strict(log: &SqliteLog) -> Result<History, Error> {
    let Record { history, broken } = lenient(log)?;
    broken.map_or(Ok(history), |broken| Err(broken.into()))
}

/// What the sound entries of a log say.
pub(super) fn lenient(log: &SqliteLog) -> Result<Record, Error> {
    let (rows, history) = judged(log)?;
    let broken = rows.into_iter().find_map(|row| Some(log.broken(row.seq, row.entry.err()?)));
    Ok(Record { history, broken })
}

/// All entries of a log, each with whether it is sound and makes sense behind those before it.
pub(super) fn rows(log: &SqliteLog) -> Result<Vec<Row>, Error> {
    judged(log).map(|(rows, _)| rows)
}

/// Behind an entry that is not sound others may make no sense for want of it: they are sound, and passed over.
fn judged(log: &SqliteLog) -> Result<(Vec<Row>, History), Error> {
    let (mut rows, mut history, mut is_whole) = (log.rows()?, History::default(), true);
    for row in &mut rows {
        match row.entry.as_ref().map(|entry| (history.check(&entry.event), entry)) {
            Ok((Ok(()), entry)) => history.apply(entry),
            Ok((Err(contradiction), _)) if is_whole => row.entry = Err(contradiction.to_string()),
            Ok((Err(_), _)) | Err(_) => {}
        }
        is_whole &= row.entry.is_ok();
    }
    Ok((rows, history))
}
