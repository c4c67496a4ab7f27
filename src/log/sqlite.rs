//! A log in an SQLite file (write-ahead log, synced at every commit; the primary key on `seq` is what compares).

use super::chain::{Place, Stored};
use super::{Error, Row, RunLog, now};
use crate::disk::{self, Guard};
use crate::trial::{Entry, Event};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, params};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The version of the events' form. Raised when an older program could no longer read them; a newer log is refused.
const FORMAT: i64 = 1;

/// A log in a file.
#[derive(Debug)]
pub struct SqliteLog {
    path: PathBuf,
    /// What the hash of the first entry follows from.
    run: String,
    guard: Guard,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    connection: Connection,
    /// Up to where this process has read or written the log, and found it sound.
    known: Place,
}

impl SqliteLog {
    /// Makes a new log in a file that is not there yet; `run` is the hash of the run that it belongs to.
    ///
    /// # Errors
    /// If the file cannot be made.
    pub fn create(path: &Path, run: &str) -> Result<Self, Error> {
        let log =
            Self::connect(path, run, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        log.execute(
            "create",
            &format!("PRAGMA journal_mode = WAL; {TABLES} PRAGMA user_version = {FORMAT};"),
        )?;
        Ok(log)
    }

    /// Opens a log to go on with it, as long as the guard of its folder allows that.
    ///
    /// # Errors
    /// If it is missing, no log, of another format than this program's, or cannot be written.
    pub fn open(path: &Path, run: &str, guard: Guard) -> Result<Self, Error> {
        let mut log = Self::connect(path, run, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        log.refuse_other_formats()?;
        log.guard = guard;
        Ok(log)
    }

    /// Opens a log to look at it; another process may be writing to it.
    ///
    /// # Errors
    /// If it is missing, no log, or of another format than this program's.
    pub fn open_to_read(path: &Path, run: &str) -> Result<Self, Error> {
        let log = Self::connect(path, run, OpenFlags::SQLITE_OPEN_READ_ONLY);
        match log.and_then(|log| log.refuse_other_formats().map(|()| log)) {
            Err(Error::Sqlite { .. }) if Self::is_at_rest(path) => Self::at_rest(path, run),
            opened => opened,
        }
    }

    /// Whether all of it is in one file, as it is once a process has ended in peace.
    pub(super) fn is_at_rest(path: &Path) -> bool {
        let beside = path.with_extension("sqlite-wal");
        disk::length(&beside).is_ok_and(|length| length == 0)
    }

    /// Opens a log on a medium where SQLite can make no files beside it, and nobody can write to it.
    pub(super) fn at_rest(path: &Path, run: &str) -> Result<Self, Error> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
        let escape = |byte: &u8| {
            if plain(*byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") }
        };
        let escaped: String = path.as_os_str().as_encoded_bytes().iter().map(escape).collect();
        let uri = PathBuf::from(format!("file:{escaped}?immutable=1"));
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        // Whoever is told of a fault is told the path, not how it was opened.
        let named = |error| match error {
            Error::Sqlite { action, source, .. } => Error::Sqlite { action, path: path.to_owned(), source },
            other => other,
        };
        let mut log = Self::connect(&uri, run, flags).map_err(named)?;
        path.clone_into(&mut log.path);
        log.refuse_other_formats()?;
        Ok(log)
    }

    /// All rows, each with the entry that it is or with what is wrong with it. Where the file is damaged they end with a row that
    /// says so.
    ///
    /// # Errors
    /// If not even the first can be read.
    pub fn rows(&self) -> Result<Vec<Row>, Error> {
        let mut place = Place::start(&self.run);
        let (stored, error) = Self::stored(&self.lock().connection, 0);
        let mut rows: Vec<Row> = stored.into_iter().map(|stored| place.step(stored)).collect();
        match error {
            Some(error) if rows.is_empty() => return Err(self.failed("read")(error)),
            Some(error) => rows.push(place.unreadable(&error.to_string())),
            None => {}
        }
        Ok(rows)
    }

    fn connect(path: &Path, run: &str, flags: OpenFlags) -> Result<Self, Error> {
        let failed = |source| Error::Sqlite { action: "open", path: path.to_owned(), source };
        let connection =
            Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(failed)?;
        connection.busy_timeout(std::time::Duration::from_secs(30)).map_err(failed)?;
        connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
        let state = Mutex::new(State { connection, known: Place::start(run) });
        Ok(Self { path: path.to_owned(), run: run.to_owned(), guard: Guard::default(), state })
    }

    fn refuse_other_formats(&self) -> Result<(), Error> {
        let found = self.lock().connection.pragma_query_value(None, "user_version", |row| row.get(0));
        let found: i64 = found.map_err(self.failed("open"))?;
        if found == FORMAT {
            return Ok(());
        }
        Err(Error::Format { path: self.path.clone(), found, known: FORMAT })
    }

    pub(super) fn execute(&self, action: &'static str, sql: &str) -> Result<(), Error> {
        self.lock().connection.execute_batch(sql).map_err(self.failed(action))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic between two statements leaves the connection usable: each statement is a transaction of its own.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self, action: &'static str) -> impl Fn(rusqlite::Error) -> Error {
        move |source| Error::Sqlite { action, path: self.path.clone(), source }
    }

    /// The rows behind a place up to the first that cannot be read, and why it cannot.
    fn stored(connection: &Connection, seq: u64) -> (Vec<Stored>, Option<rusqlite::Error>) {
        let mut stored = Vec::new();
        let mut read = || {
            let mut statement = connection.prepare_cached(READ)?;
            let mut rows = statement.query([seq.cast_signed()])?;
            while let Some(row) = rows.next()? {
                stored.push(Stored {
                    seq: row.get::<_, i64>(0)?.cast_unsigned(),
                    // A time that is no number has no hash that fits, and is told by that.
                    time: row.get(1).unwrap_or(f64::NAN),
                    text: text(row.get_ref(2)?),
                    hash: text(row.get_ref(3)?),
                });
            }
            Ok(())
        };
        let error = read().err();
        (stored, error)
    }

    /// The entries behind a place, which goes on to the last of them.
    fn entries(&self, connection: &Connection, place: &mut Place) -> Result<Vec<Entry>, Error> {
        let (stored, error) = Self::stored(connection, place.seq);
        let rows = stored.into_iter().map(|stored| place.step(stored));
        let entries = rows.map(|row| row.entry.map_err(|reason| self.broken(row.seq, reason)));
        entries.chain(error.map(|error| Err(self.failed("read")(error)))).collect()
    }

    /// The error of an entry that cannot be believed.
    #[must_use]
    pub fn broken(&self, seq: u64, reason: String) -> Error {
        Error::Broken { path: self.path.clone(), seq, reason }
    }
}

/// A text as it is stored; what is none has no hash that fits, and is told by that.
fn text(value: ValueRef<'_>) -> String {
    value
        .as_bytes()
        .map_or_else(|_| format!("{value:?}"), |bytes| String::from_utf8_lossy(bytes).into_owned())
}

const TABLES: &str = "CREATE TABLE events (seq INTEGER PRIMARY KEY, time REAL NOT NULL, event TEXT NOT NULL, \
                      hash TEXT NOT NULL) STRICT;";

const READ: &str = "SELECT seq, time, event, hash FROM events WHERE seq > ?1 ORDER BY seq";

/// Inserts only if `?1` is the last seq. A seq that somebody else took meanwhile violates the primary key.
const APPEND: &str = "INSERT INTO events (seq, time, event, hash) SELECT ?1 + 1, ?2, ?3, ?4 \
                      WHERE ?1 = (SELECT coalesce(max(seq), 0) FROM events)";

/// Closing removes the files beside the log by their names: those of another run, once the folder is another one.
impl Drop for SqliteLog {
    fn drop(&mut self) {
        if self.guard.check().is_err()
            && let Ok(other) = Connection::open_in_memory()
        {
            std::mem::forget(std::mem::replace(&mut self.lock().connection, other));
        }
    }
}

impl RunLog for SqliteLog {
    fn read_after(&self, seq: u64) -> Result<Vec<Entry>, Error> {
        let State { connection, known } = &mut *self.lock();
        // What was found sound once is found so again, from the start: nobody asks for what is behind the last entry.
        let mut place = if seq == known.seq { known.clone() } else { Place::start(&self.run) };
        let mut entries = self.entries(connection, &mut place)?;
        *known = place;
        entries.retain(|entry| entry.seq > seq);
        Ok(entries)
    }

    fn append(&self, last_seq: u64, event: &Event) -> Result<Option<Entry>, Error> {
        let text = serde_json::to_string(event).expect("events are plain data");
        let time = now();
        self.guard.check()?;
        let State { connection, known } = &mut *self.lock();
        if known.seq < last_seq {
            self.entries(connection, known)?;
        }
        if known.seq != last_seq {
            return Ok(None);
        }
        let hash = known.next_hash(time, &text);
        let mut statement = connection.prepare_cached(APPEND).map_err(self.failed("append to"))?;
        let inserted = match statement.execute(params![last_seq.cast_signed(), time, text, hash]) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => 0,
            inserted => inserted.map_err(self.failed("append to"))?,
        };
        if inserted == 0 {
            return Ok(None);
        }
        *known = Place { seq: last_seq + 1, hash };
        Ok(Some(Entry { seq: last_seq + 1, time, event: event.clone() }))
    }
}
