//! What libtorch makes of an exported program that is read back.

use super::scripts::compared;
use super::{Answers, LOGITS_TOLERANCE, Proof};
use crate::cli::training;
use crate::export::TrainedModel;
use crate::numbers::magnitude;

/// Runs both programs of a file, on samples whose logits in evaluation are known.
pub(super) fn of_program(trained: &TrainedModel, file: &[u8], answers: &Answers) -> anyhow::Result<Proof> {
    let (logits, in_training) = training::read_back(trained, file, answers)?;
    let logits: Vec<f64> = logits.into_iter().map(f64::from).collect();
    let proof = compared(&logits, answers, "read back and run by libtorch")?.within(answers.tolerance)?;
    anyhow::ensure!(
        in_training <= LOGITS_TOLERANCE,
        "nothing is exported, as it would not be what was learned: the logits of the program for training, run in f64, are {} \
         of the largest off",
        magnitude(in_training)
    );
    let off = match in_training {
        0.0 => "no difference".to_owned(),
        off => format!("off by {} of the largest", magnitude(off)),
    };
    let checked = format!("{}; the program for training in f64 with nothing dropped: {off}", proof.checked);
    Ok(Proof { checked, not_checked: Some("not run: PyTorch; gradients".to_owned()), ..proof })
}
