//! A trainer that computes its reports by a formula: the whole machinery of a search, without libtorch and without waiting.
//!
//! Benches measure the machinery with it, and tests run whole searches in milliseconds.

use crate::activation::{Base, LearnedMix};
use crate::plan::Plan;
use crate::seed::Seed;
use crate::space::SiteMix;
use crate::task::Network;
use crate::trial::{Decision, Failure, Job, Receive, Report, Trainer, TrialId};

/// Pretends to train: its accuracies depend on the candidate and the epoch only, and rise with the epochs.
#[derive(Clone, Debug)]
pub struct FormulaTrainer<'a> {
    network: &'a Network,
    /// A candidate with this base anywhere diverges in its second epoch.
    diverging: Option<Base>,
}

impl<'a> FormulaTrainer<'a> {
    /// A trainer for the candidates of this plan.
    #[must_use]
    pub fn new(plan: &'a Plan) -> Self {
        Self { network: &plan.task.network, diverging: None }
    }

    /// The same, but candidates with this base anywhere diverge.
    #[must_use]
    pub fn diverging_with(self, base: Base) -> Self {
        Self { diverging: Some(base), ..self }
    }

    fn learned(&self, at: &SiteMix) -> LearnedMix {
        let channels =
            self.network.sites.iter().find(|site| site.name == at.site).map_or(1, |site| site.channels);
        #[expect(clippy::cast_precision_loss, reason = "a mix has a few bases")]
        let share = 1.0 / at.mix.bases.len() as f32;
        let row = if at.start.is_empty() { vec![share; at.mix.bases.len()] } else { at.start.clone() };
        LearnedMix {
            site: at.site.clone(),
            mix: at.mix.clone(),
            coefficients: vec![row; at.mix.rows(channels)],
            parameters: at.mix.parameters_at_start(channels),
        }
    }

    fn report(&self, job: Job<'_>, epoch: u32) -> Result<Report, Failure> {
        let diverges =
            job.candidate.0.iter().flat_map(|at| &at.mix.bases).any(|base| Some(*base) == self.diverging);
        if diverges && epoch == 2 {
            return Err(Failure::Trial("diverged: training loss is NaN at step 1 of epoch 2".to_owned()));
        }
        let loss = 2.0 * limit(job) / f64::from(epoch).sqrt();
        Ok(Report {
            epoch,
            training_loss: loss * 0.9,
            validation_loss: loss,
            validation_accuracy: 1.0 - loss / 4.0,
            mean_coefficients: job
                .candidate
                .0
                .iter()
                .map(|at| self.learned(at).coefficients.swap_remove(0))
                .collect(),
            mean_parameters: Vec::new(),
            weights_sha256: None,
            seconds: 0.0,
        })
    }
}

/// A number between 0 and 1 that belongs to the candidate.
fn limit(job: Job<'_>) -> f64 {
    let unit = Seed::new(0).of(job.candidate).stream().uniform(1, 0.5)[0] + 0.5;
    f64::from(unit)
}

impl Trainer for FormulaTrainer<'_> {
    fn train(&self, job: Job<'_>, receive: &mut Receive<'_>) -> Result<(), Failure> {
        for epoch in 1.. {
            let learned = job.candidate.0.iter().map(|at| self.learned(at)).collect();
            if receive(self.report(job, epoch)?, learned)? == Decision::Stop {
                break;
            }
        }
        Ok(())
    }

    fn test(&self, job: Job<'_>) -> Result<f64, Failure> {
        Ok(1.0 - limit(job) / 2.0)
    }

    fn forget(&self, _trials: &[TrialId]) -> Result<(), Failure> {
        Ok(())
    }
}
