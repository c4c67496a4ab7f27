//! `actsearch verify`.

use super::exit;
use super::paint::Paint;
use super::print::{print, print_json};
use super::table::{Cell, Field, fields, number, table, word};
use super::terminal::Screen;
use super::training;
use super::view::View;
use super::work::Machine;
use crate::log::RunLog;
use crate::numbers::{count, many, percent};
use crate::search::FolderError;
use crate::trial::{Decision, Event, Failure, Job, KeptEpoch, Report, Trainer, Trial};
use indicatif::MultiProgress;
use serde::Serialize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

/// The arguments of `actsearch verify`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The run folder
    run: PathBuf,
    /// The trial's number; the best one where not given
    trial: Option<u32>,
    #[command(flatten)]
    machine: Machine,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

/// What came of training a trial once more.
#[derive(Debug, Serialize)]
struct Verified {
    trial: u32,
    agrees: bool,
    /// The program that trained it, and on which device.
    recorded_by: String,
    recorded_on: String,
    retrained_on: String,
    epochs: Vec<Compared>,
    /// The epoch that is kept, as recorded and now, and whether the same was learned by then.
    recorded_kept_epoch: Option<u32>,
    kept_epoch: Option<u32>,
    learned_agrees: bool,
    /// Why the trial could not be trained to its end, as recorded and now.
    recorded_failure: Option<String>,
    failure: Option<String>,
}

/// One epoch, as recorded and as trained now.
#[derive(Debug, Serialize)]
struct Compared {
    epoch: u32,
    recorded: Report,
    retrained: Option<Report>,
    agrees: bool,
}

/// Trains a trial once more and says whether the bits agree.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let view = View::of(&arguments.run)?;
    let trial = view.trial(arguments.trial)?;
    let stop = AtomicBool::new(false);
    let equipment = arguments.machine.equipment(view.folder.beside()?);
    let (retrained, device) = training::with_trainer(
        &view.plan,
        None,
        &equipment,
        &stop,
        &MultiProgress::new(),
        |trainer, device| Ok((retrain(trainer, trial)?, device.to_owned())),
    )?;
    let (recorded_by, recorded_on) = origin(&view, trial)?;
    let verified = Verified::new(trial, retrained, [recorded_by, recorded_on, device]);
    if arguments.json { print_json(&verified) } else { print(&verified.text(Screen::stdout())) }?;
    Ok(exit::of_verification(verified.agrees))
}

/// A trial as it was trained now.
struct Retrained {
    reports: Vec<Report>,
    kept: Option<KeptEpoch>,
    failure: Option<String>,
}

/// Trains for as many epochs as the record has, and one more if it failed in that.
fn retrain(trainer: &dyn Trainer, trial: &Trial) -> anyhow::Result<Retrained> {
    let job = Job { trial: trial.id, candidate: &trial.candidate, reported: 0 };
    let wanted = trial.reports.len() + usize::from(trial.failure().is_some());
    let (mut reports, mut kept) = (Vec::new(), None);
    if wanted == 0 {
        anyhow::bail!("trial {} has no finished epoch on record yet", trial.id);
    }
    let trained = trainer.train(job, &mut |end| {
        end.check_finite()?;
        reports.push(end.report);
        kept = Some(end.kept);
        Ok(if reports.len() < wanted { Decision::Continue } else { Decision::Stop })
    });
    match trained {
        Ok(()) => Ok(Retrained { reports, kept, failure: None }),
        Err(Failure::Trial(reason)) => Ok(Retrained { reports, kept: None, failure: Some(reason) }),
        Err(failure) => Err(failure.into()),
    }
}

/// The program and the device of the process that claimed the trial last, or took it over from another run.
fn origin(view: &View, trial: &Trial) -> anyhow::Result<(String, String)> {
    let taken = trial.taken_over.as_ref().filter(|_| trial.is_taken_over());
    let taken = taken.map_or(String::new(), |taken| format!(", which took it over from {},", taken.from));
    let entries = view.folder.read_log()?.read_after(0).map_err(FolderError::from)?;
    let origin = entries.into_iter().find(|entry| entry.seq == trial.opened).map(|entry| entry.event);
    Ok(match origin {
        Some(Event::Opened { program, device, .. }) => (format!("{program}{taken}"), device),
        _ => ("an unknown program".to_owned(), "an unknown device".to_owned()),
    })
}

impl Verified {
    fn new(
        trial: &Trial,
        retrained: Retrained,
        [recorded_by, recorded_on, retrained_on]: [String; 3],
    ) -> Self {
        let Retrained { reports, kept, failure } = retrained;
        let mut retrained = reports.into_iter();
        let mut compare = |recorded: &Report| Compared::new(recorded.clone(), retrained.next());
        let epochs: Vec<Compared> = trial.reports.iter().map(&mut compare).collect();
        let recorded_failure = trial.failure().map(str::to_owned);
        // A trial that has not ended keeps nothing yet.
        let learned_agrees = trial.kept().is_none_or(|recorded| Some(recorded) == kept.as_ref());
        let agrees = epochs.iter().all(|epoch| epoch.agrees) && learned_agrees && recorded_failure == failure;
        Self {
            trial: trial.id.0,
            agrees,
            recorded_by,
            recorded_on,
            retrained_on,
            epochs,
            recorded_kept_epoch: trial.kept().map(|kept| kept.epoch),
            kept_epoch: kept.map(|kept| kept.epoch),
            learned_agrees,
            recorded_failure,
            failure,
        }
    }

    fn text(&self, screen: Screen) -> String {
        let Self { trial, recorded_by, recorded_on, retrained_on, .. } = self;
        let rows = self.epochs.iter().map(Compared::row).collect();
        let columns = [
            number("epoch"),
            number("recorded"),
            number("retrained"),
            word("weights recorded"),
            word("weights retrained"),
            word("bits"),
        ];
        let title =
            format!("trial {trial}: recorded by {recorded_by} on {recorded_on}, retrained on {retrained_on}");
        let failures = [("recorded", &self.recorded_failure), ("retrained", &self.failure)];
        let told = failures.iter().filter_map(|(when, why)| {
            Some(Field::new(format!("{when:10}"), format!("failed: {}", why.as_ref()?)))
        });
        let paint = if self.agrees { Paint::Good } else { Paint::Bad };
        let verdict = Field::new("", Cell::from(self.verdict()).painted(paint));
        [
            fields(&[Field::new("", title)], 0, screen),
            table(&columns, rows, screen),
            [told.map(|field| fields(&[field], 10, screen)).collect(), vec![fields(&[verdict], 0, screen)]]
                .concat()
                .join("\n"),
        ]
        .join("\n\n")
    }

    fn kept_text(&self) -> String {
        let kept = self.recorded_kept_epoch.filter(|epoch| *epoch as usize != self.epochs.len());
        kept.map_or(String::new(), |epoch| format!(", and epoch {epoch} is the one that is kept"))
    }

    fn verdict(&self) -> String {
        if self.agrees {
            return format!(
                "the bits agree in {}{}",
                many(self.epochs.len(), "epoch", "epochs"),
                self.kept_text()
            );
        }
        if !self.learned_agrees && self.epochs.iter().all(|epoch| epoch.agrees) {
            return "the epochs agree, but what is on record as learned by the end of the kept epoch does not follow from them"
                .to_owned();
        }
        let first = self.epochs.iter().find(|epoch| !epoch.agrees);
        let place = first.map_or("the end".to_owned(), |epoch| format!("epoch {}", epoch.epoch));
        format!(
            "the bits differ from {place} on; they are promised for the same build on the same kind of device"
        )
    }
}

impl Compared {
    fn new(recorded: Report, retrained: Option<Report>) -> Self {
        let agrees = retrained.as_ref().is_some_and(|retrained| {
            // How long it took is no result.
            recorded == Report { seconds: recorded.seconds, ..retrained.clone() }
        });
        Self { epoch: recorded.epoch, recorded, retrained, agrees }
    }

    fn row(&self) -> Vec<Cell> {
        let of = |report: Option<&Report>| report.map_or("-".to_owned(), |r| percent(r.validation_accuracy));
        let hash = |report: Option<&Report>| {
            let hash = report.and_then(|report| report.weights_sha256.as_ref());
            hash.map_or("-".to_owned(), |hash| hash.chars().take(16).collect())
        };
        let (recorded, retrained) = (Some(&self.recorded), self.retrained.as_ref());
        let cells = [count(self.epoch), of(recorded), of(retrained), hash(recorded), hash(retrained)];
        let (word, paint) = if self.agrees { ("agree", Paint::Plain) } else { ("differ", Paint::Bad) };
        cells.map(Cell::from).into_iter().chain([Cell::from(word).painted(paint)]).collect()
    }
}
