//! Whether an event can be true of a run: what no program that works on one would write is found before it is believed.

use super::{Budget, Event, History, KeptEpoch, Origin, Report, TestResult, Trial, TrialId};
use crate::activation::{LearnedMix, Mix};
use crate::space::Candidate;
use std::collections::HashSet;

/// What an event says that cannot be true where it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Contradiction(String);

type Verdict = Result<(), Contradiction>;

fn must(holds: bool, otherwise: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(Contradiction(otherwise())) }
}

impl History {
    /// Whether this can be what happened next: trials are known or the next one, epochs come one by one, every number is
    /// finite and every share lies from 0 to 1, and what was learned belongs to the candidate.
    ///
    /// # Errors
    /// If not, with what contradicts what.
    pub fn check(&self, event: &Event) -> Verdict {
        match event {
            Event::Opened { .. } => Ok(()),
            Event::Claimed { trial, attempt, origin, candidate } => {
                must(self.ended().is_none(), || format!("trial {trial} is claimed after the run has ended"))?;
                self.check_claim(*trial, *attempt, *origin, candidate)
            }
            Event::Reported { trial, attempt, report, kept } => {
                let trial = self.check_attempt(*trial, *attempt)?;
                self.check_report(trial, *attempt, report, 1)?;
                kept.as_ref().map_or(Ok(()), |kept| self.check_kept(trial, report.epoch, kept))
            }
            Event::TakenOver { trial, attempt, from, reports, kept, failure } => {
                let trial = self.check_attempt(*trial, *attempt)?;
                must(is_hash(&from.run), || {
                    "the hash of the run that it takes over from is none".to_owned()
                })?;
                let number = |(report, number)| self.check_report(trial, *attempt, report, number);
                reports.iter().zip(1..).try_for_each(number)?;
                let last = reports.last().map(|report| report.epoch);
                must(last.is_some() && kept.is_some() != failure.is_some(), || {
                    format!("it takes over trial {} to no end", trial.id)
                })?;
                kept.as_ref().zip(last).map_or(Ok(()), |(kept, last)| self.check_kept(trial, last, kept))
            }
            Event::Failed { trial, attempt, .. } => self.check_attempt(*trial, *attempt).map(drop),
            Event::Ended { winner, .. } => self.check_end(*winner),
            Event::Extended { budget } => self.check_budget(*budget),
            Event::Tested { results } => self.check_tests(results),
        }
    }

    fn check_claim(&self, id: TrialId, attempt: u32, origin: Origin, candidate: &Candidate) -> Verdict {
        check_candidate(candidate)?;
        let next = self.trials().len();
        let Some(trial) = self.trial(id) else {
            must(id.index() == next, || format!("it claims trial {id}, but the next one is {next}"))?;
            must(attempt == 0, || format!("it claims trial {id} as attempt {attempt}, but the first is 0"))?;
            // The network as it came has no mix anywhere.
            let mut others = self.trials().iter().filter(|trial| !trial.candidate.is_as_it_is());
            let first = others.next().filter(|_| !candidate.is_as_it_is());
            let (id_of_first, first) =
                (first.map_or(id, |first| first.id), first.map(|first| &first.candidate));
            return must(first.is_none_or(|first| sites(first).eq(sites(candidate))), || {
                format!("trial {id} has other sites than trial {id_of_first}")
            });
        };
        let is_next = trial.attempt.checked_add(1) == Some(attempt);
        must(is_next, || {
            format!("it claims trial {id} as attempt {attempt} after attempt {}", trial.attempt)
        })?;
        let is_same = trial.origin == origin && trial.candidate == *candidate;
        must(is_same, || format!("it claims trial {id} with another candidate or origin than before"))
    }

    /// The trial of an event that comes from its training; one of an earlier attempt is allowed, as it is passed over.
    fn check_attempt(&self, id: TrialId, attempt: u32) -> Result<&Trial, Contradiction> {
        let unknown =
            || Contradiction(format!("it is about trial {id}, but there are {}", self.trials().len()));
        let trial = self.trial(id).ok_or_else(unknown)?;
        must(attempt <= trial.attempt, || {
            format!("it is about attempt {attempt} of trial {id}, but the last claim was {}", trial.attempt)
        })?;
        let is_over = attempt == trial.attempt && trial.outcome.is_some();
        must(!is_over, || format!("it is about attempt {attempt} of trial {id}, which is over"))?;
        Ok(trial)
    }

    /// Whether a report can be the one of this number behind those that are known of its trial.
    fn check_report(&self, trial: &Trial, attempt: u32, report: &Report, number: usize) -> Verdict {
        let (id, next) = (trial.id, trial.reports.len() + number);
        // What an earlier attempt still sends is passed over, whichever epoch it is.
        let follows = attempt < trial.attempt || report.epoch as usize == next;
        must(follows, || {
            format!("it reports epoch {} of trial {id}, but the next one is {next}", report.epoch)
        })?;
        check_share("a validation accuracy", report.validation_accuracy)?;
        for (name, value) in [
            ("a training loss", report.training_loss),
            ("a validation loss", report.validation_loss),
            ("a number of seconds", report.seconds),
        ] {
            must(value.is_finite(), || format!("{name} is {value}"))?;
        }
        let hash = report.weights_sha256.as_deref();
        must(hash.is_none_or(is_hash), || "the hash of its weights is none".to_owned())?;
        self.check_means(trial, report)
    }

    /// Means of what is learned: rows for the sites of the candidate, then for those whose activation is fixed, which are as many
    /// and as wide in every trial. There may be none at all.
    fn check_means(&self, trial: &Trial, report: &Report) -> Verdict {
        let bases = |mix: &Mix| mix.bases.len();
        for (name, rows_of, width) in [
            (
                "coefficients",
                (|it| &it.mean_coefficients) as fn(&Report) -> &Vec<Vec<f32>>,
                bases as fn(&Mix) -> usize,
            ),
            ("parameters", |it| &it.mean_parameters, learned_parameters),
        ] {
            let rows = rows_of(report);
            if rows.is_empty() {
                continue;
            }
            let wanted = trial.candidate.0.iter().map(|at| width(&at.mix));
            let found = rows.iter().map(Vec::len);
            let is_its = rows.len() >= wanted.len() && found.clone().take(wanted.len()).eq(wanted.clone());
            let first = self.trials().iter().find_map(|trial| {
                let rows = rows_of(trial.reports.first()?);
                rows.get(trial.candidate.0.len()..).filter(|_| !rows.is_empty())
            });
            let fixed = found.skip(wanted.len());
            let is_like = first.is_none_or(|first| fixed.eq(first.iter().map(Vec::len)));
            must(is_its && is_like, || format!("its mean {name} are not those of its candidate"))?;
            rows.iter().try_for_each(|row| check_finite(&format!("one of its mean {name}"), row))?;
        }
        Ok(())
    }

    fn check_kept(&self, trial: &Trial, last: u32, KeptEpoch { epoch, learned }: &KeptEpoch) -> Verdict {
        must((1..=last).contains(epoch), || format!("it keeps epoch {epoch}; allowed: from 1 to {last}"))?;
        let candidate = trial.candidate.0.iter().map(|at| (&at.site, &at.mix));
        let mut found = learned.iter().map(|mix| (&mix.site, &mix.mix));
        let is_its = found.by_ref().take(candidate.len()).eq(candidate);
        // What comes behind is fixed: the same in every trial, at sites of its own.
        let first = self.trials().iter().find_map(|trial| trial.learned()?.get(trial.candidate.0.len()..));
        let is_like = first.is_none_or(|first| found.eq(first.iter().map(|mix| (&mix.site, &mix.mix))));
        let names: HashSet<&String> = learned.iter().map(|mix| &mix.site).collect();
        must(is_its && is_like && names.len() == learned.len(), || {
            format!("it has learned other mixes than those of trial {}", trial.id)
        })?;
        learned.iter().try_for_each(check_rows)
    }

    fn check_end(&self, winner: Option<TrialId>) -> Verdict {
        must(self.ended().is_none(), || "the run ends a second time".to_owned())?;
        let undecided = self.trials().iter().find(|trial| trial.outcome.is_none());
        must(undecided.is_none(), || "the run ends before all trials are decided".to_owned())?;
        let best = self.leader().map(|trial| trial.id);
        let named = |id: Option<TrialId>| id.map_or("none".to_owned(), |id| format!("trial {id}"));
        must(best == winner, || {
            format!("it names {} as winner, but the best is {}", named(winner), named(best))
        })
    }

    fn check_budget(&self, budget: Budget) -> Verdict {
        let claimed = self.trials().len();
        must(budget.problem().is_none(), || {
            format!("it gives the run {}", budget.problem().unwrap_or_default())
        })?;
        must(budget.trials as usize >= claimed, || {
            format!("it gives the run {} trials, but there are {claimed}", budget.trials)
        })?;
        must(self.budget() != Some(budget), || "it gives the run the budget that it has".to_owned())
    }

    fn check_tests(&self, results: &[TestResult]) -> Verdict {
        must(self.ended().is_some(), || "the test part is read before the run has ended".to_owned())?;
        for TestResult { trial, accuracy, answers } in results {
            let tested = self.trial(*trial).filter(|trial| trial.result().is_some());
            must(tested.is_some(), || format!("trial {trial} is tested, but has not finished"))?;
            must(tested.is_some_and(|trial| self.is_compared(trial)), || {
                format!("trial {trial} is tested, but is neither the winner nor a baseline")
            })?;
            check_share("a test accuracy", *accuracy)?;
            let counted = answers.accuracy();
            must((counted - accuracy).abs() < 1e-12, || {
                format!("trial {trial} has the test accuracy {accuracy}, but its answers have {counted}")
            })?;
            must(self.test_result(*trial).is_none(), || format!("trial {trial} is tested twice"))?;
        }
        Ok(())
    }
}

fn sites(candidate: &Candidate) -> impl Iterator<Item = &String> {
    candidate.0.iter().map(|at| &at.site)
}

fn check_candidate(candidate: &Candidate) -> Verdict {
    let mut names = HashSet::new();
    for at in &candidate.0 {
        let site = &at.site;
        must(names.insert(site), || format!("its candidate has site `{site}` twice"))?;
        must(!at.mix.bases.is_empty(), || format!("its candidate has no base at `{site}`"))?;
        let fits = at.start.is_empty() || at.start.len() == at.mix.bases.len();
        must(fits, || format!("its candidate starts from {} coefficients at `{site}`", at.start.len()))?;
        check_finite("a coefficient at the start", &at.start)?;
    }
    Ok(())
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn check_rows(learned: &LearnedMix) -> Verdict {
    let LearnedMix { site, mix, coefficients, parameters } = learned;
    let wanted = [
        ("coefficients", coefficients, mix.bases.len()),
        ("parameters", parameters, learned_parameters(mix)),
    ];
    must(!coefficients.is_empty(), || format!("it has learned no coefficients at `{site}`"))?;
    for (name, rows, width) in wanted {
        let is_right = rows.len() == if width == 0 { 0 } else { coefficients.len() };
        let is_right = is_right && rows.iter().all(|row| row.len() == width);
        must(is_right, || format!("it has learned too many or too few {name} at `{site}`"))?;
        rows.iter().try_for_each(|row| check_finite(&format!("one of the {name} at `{site}`"), row))?;
    }
    Ok(())
}

fn learned_parameters(mix: &Mix) -> usize {
    mix.bases.iter().filter(|base| base.learned_parameter().is_some()).count()
}

fn check_share(name: &str, value: f64) -> Verdict {
    must((0.0..=1.0).contains(&value), || format!("{name} is {value}; allowed: from 0 to 1"))
}

fn check_finite(name: &str, values: &[f32]) -> Verdict {
    let odd = values.iter().find(|value| !value.is_finite());
    must(odd.is_none(), || format!("{name} is {}", odd.copied().unwrap_or_default()))
}
