//! Workers: each claims a trial, trains it, reports, and claims the next, until the run has ended.
//!
//! All workers run the same loop over one log and nobody is their master: what to do next is decided by
//! [`Plan::next_step`](crate::plan::Plan::next_step) from what the log says, and whoever appends first has it.

mod board;
mod claim;
mod crash;
mod taking;

pub use board::Board;
pub use crash::{Crash, guarded};

use crate::trial::{Failure, Trainer};
use claim::Claim;

/// Why a worker stopped before the run had ended.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The log cannot be read or written.
    #[error(transparent)]
    Log(#[from] crate::log::Error),
    /// Nothing can be trained any more.
    #[error(transparent)]
    Training(Box<dyn std::error::Error + Send + Sync>),
    /// The machine or a fault of the program broke off a trial, which says nothing about its candidate.
    #[error("trial {trial} was broken off: {crash}")]
    Crashed {
        /// The trial.
        trial: u32,
        /// What happened.
        crash: Crash,
    },
    /// The same outside of any trial.
    #[error("a worker was broken off: {0}")]
    Broken(Crash),
    /// The program was asked to stop.
    #[error("interrupted")]
    Interrupted,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Interrupted => Self::Interrupted,
            other => Self::Run(Box::new(other)),
        }
    }
}

/// Works on a run until it has ended.
///
/// # Errors
/// If the run cannot go on now. Whatever was finished is in the log, and the other workers are told to stop, too.
pub fn work(board: &Board<'_>, trainer: &dyn Trainer) -> Result<(), Error> {
    let worked = guarded(|| work_until_ended(board, trainer)).map_err(Error::Broken).flatten();
    if worked.is_err() {
        board.stop();
    }
    worked
}

fn work_until_ended(board: &Board<'_>, trainer: &dyn Trainer) -> Result<(), Error> {
    while !board.is_ended() {
        if board.is_stopped() {
            return Err(Error::Interrupted);
        }
        match board.advance()?.map(Claim::of) {
            Some(Some(claim)) => claim.fulfil(board, trainer)?,
            Some(None) => {}
            None => board.wait(),
        }
    }
    Ok(())
}
