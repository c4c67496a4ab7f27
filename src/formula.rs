//! A trainer that computes its reports by a formula: the whole machinery of a search, without libtorch and without waiting.
//!
//! Benches measure the machinery with it, and tests run whole searches in milliseconds.

use crate::activation::{Base, LearnedMix};
use crate::plan::Plan;
use crate::seed::Seed;
use crate::space::SiteMix;
use crate::task::{KeepEpoch, Network};
use crate::trial::{
    Answers, Decision, EpochEnd, Failure, Job, KeptEpoch, Receive, Report, Trainer, TrialId, chosen,
};

/// Pretends to train: its accuracies depend on the candidate and the epoch only, and rise with the epochs up to a peak.
#[derive(Clone, Debug)]
pub struct FormulaTrainer<'a> {
    network: &'a Network,
    keep: KeepEpoch,
    /// A candidate with this base anywhere diverges in its second epoch.
    diverging: Option<Base>,
    /// Accuracies fall after so many epochs.
    peak: u32,
}

impl<'a> FormulaTrainer<'a> {
    /// A trainer for the candidates of this plan.
    #[must_use]
    pub fn new(plan: &'a Plan) -> Self {
        Self {
            network: &plan.task.network,
            keep: plan.task.training.keep_epoch,
            diverging: None,
            peak: u32::MAX,
        }
    }

    /// The same, but candidates with this base anywhere diverge.
    #[must_use]
    pub fn diverging_with(self, base: Base) -> Self {
        Self { diverging: Some(base), ..self }
    }

    /// The same, but accuracies fall after so many epochs.
    #[must_use]
    pub fn falling_after(self, peak: u32) -> Self {
        Self { peak, ..self }
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

    fn all_learned(&self, job: Job<'_>) -> Vec<LearnedMix> {
        job.candidate.with_fixed(self.network).iter().map(|at| self.learned(at)).collect()
    }

    fn report(&self, job: Job<'_>, epoch: u32) -> Result<Report, Failure> {
        let diverges =
            job.candidate.0.iter().flat_map(|at| &at.mix.bases).any(|base| Some(*base) == self.diverging);
        if diverges && epoch == 2 {
            return Err(Failure::Trial("diverged: training loss is NaN at step 1 of epoch 2".to_owned()));
        }
        let over = f64::from(epoch.saturating_sub(self.peak));
        let loss = 2.0 * limit(job) / f64::from(epoch.min(self.peak)).sqrt() * (1.0 + 0.1 * over.min(5.0));
        Ok(Report {
            epoch,
            training_loss: loss * 0.9,
            validation_loss: loss,
            validation_accuracy: 1.0 - loss / 4.0,
            mean_coefficients: self
                .all_learned(job)
                .into_iter()
                .map(|mut learned| learned.coefficients.swap_remove(0))
                .collect(),
            mean_parameters: Vec::new(),
            weights_sha256: None,
            seconds: 0.0,
        })
    }
}

/// So many samples are tested.
const TEST_SAMPLES: u32 = 1000;

/// A number between 0 and 1 that belongs to the candidate.
fn limit(job: Job<'_>) -> f64 {
    let unit = Seed::new(0).of(job.candidate).stream().uniform(1, 0.5)[0] + 0.5;
    f64::from(unit)
}

impl Trainer for FormulaTrainer<'_> {
    fn train(&self, job: Job<'_>, receive: &mut Receive<'_>) -> Result<(), Failure> {
        let mut reports = Vec::new();
        for epoch in 1.. {
            let report = self.report(job, epoch)?;
            reports.push(report.clone());
            let kept = chosen(self.keep, &reports).map_or(epoch, |kept| kept.epoch);
            let learned = self.all_learned(job);
            if receive(EpochEnd { report, kept: KeptEpoch { epoch: kept, learned } })? == Decision::Stop {
                break;
            }
        }
        Ok(())
    }

    fn test(&self, job: Job<'_>) -> Result<Answers, Failure> {
        let accuracy = 1.0 - limit(job) / 2.0;
        Ok(Answers(
            (0..TEST_SAMPLES).map(|sample| f64::from(sample) < accuracy * f64::from(TEST_SAMPLES)).collect(),
        ))
    }

    fn forget(&self, _trials: &[TrialId]) -> Result<(), Failure> {
        Ok(())
    }
}
