//! How a command that trains uses the machine.

use super::talk::say;
use super::training;
use super::waiting::tell_while;
use crate::dataset::Places;
use crate::device::Wanted;
use crate::numbers::{count, many, whole};
use crate::plan::Plan;
use crate::space::Candidate;
use indicatif::MultiProgress;
use std::path::PathBuf;
use std::str::FromStr;

/// What a command that trains is told of the machine.
#[derive(clap::Args)]
pub(super) struct Machine {
    /// Where data sets are looked for first, before `$ACTSEARCH_DATA` and the cache folder
    #[arg(long, value_name = "DIR")]
    pub(super) data_dir: Option<PathBuf>,
    /// What trains: auto (a GPU if there is one), cpu, cuda, cuda:N or mps
    #[arg(long, value_name = "NAME", default_value = "auto")]
    pub(super) device: Wanted,
}

/// What training needs of the machine: where data lies, and what computes.
pub(super) struct Equipment {
    pub(super) places: Places,
    #[cfg_attr(not(feature = "torch"), expect(dead_code, reason = "without libtorch nothing trains"))]
    pub(super) device: Wanted,
}

impl Machine {
    /// The equipment for a run whose space file lay in the folder `beside`.
    pub(super) fn equipment(&self, beside: Option<PathBuf>) -> Equipment {
        Equipment { places: Places::new(self.data_dir.clone()).beside(beside), device: self.device }
    }
}

/// How a run is worked on, which does not change what it finds.
#[derive(clap::Args)]
pub(super) struct Work {
    /// How many trials are trained at a time, at most as many as `lookahead` of the space file says, which is 8 where not
    /// given; as many as there are cores where not given, and as many as train fastest, by a measurement of some seconds,
    /// with `auto`. What is found does not depend on it, unless the scheduler is `asha` or the budget has `hours`
    #[arg(long, value_name = "N|auto")]
    workers: Option<Workers>,
    #[command(flatten)]
    pub(super) machine: Machine,
    /// Print the results as JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// How many workers there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Workers {
    /// As many as train fastest together.
    Auto,
    /// So many.
    Number(u32),
}

impl FromStr for Workers {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse() {
            _ if text == "auto" => Ok(Self::Auto),
            Ok(number @ 1..=1024) => Ok(Self::Number(number)),
            _ => Err("allowed: a whole number from 1 to 1024, or auto".to_owned()),
        }
    }
}

impl Work {
    /// How many trials are trained at a time: unless asked for, no more than can run and have cores of their own.
    pub(super) fn workers(
        &self,
        plan: &Plan,
        equipment: &Equipment,
        talk: &MultiProgress,
    ) -> anyhow::Result<u32> {
        let most = fitting(plan.task.training.threads).min(plan.lookahead);
        match self.workers {
            Some(Workers::Number(workers)) => Ok(workers),
            Some(Workers::Auto) => Self::fastest(plan, equipment, most, talk),
            None => Ok(most),
        }
    }

    /// The fewest workers that are about as fast as any number of them.
    fn fastest(plan: &Plan, equipment: &Equipment, most: u32, talk: &MultiProgress) -> anyhow::Result<u32> {
        let candidate = probed(plan).swap_remove(0);
        let numbers: Vec<u32> = numbers_up_to(most).collect();
        let rates = tell_while(talk, "measuring how many workers are fastest", |_| {
            training::samples_per_second(plan, equipment, &candidate, &numbers)
        })?;
        let measured: Vec<String> = numbers
            .iter()
            .zip(&rates)
            .map(|(workers, rate)| format!("{}: {}", count(*workers), whole(*rate)))
            .collect();
        let workers = fewest_of_the_fastest(&numbers, &rates);
        say(&format!(
            "samples per second by number of workers: {}; taking {}",
            measured.join(", "),
            count(workers)
        ));
        Ok(workers)
    }
}

/// What is said of workers that will never have anything to do.
pub(super) fn idle(workers: u32, lookahead: u32) -> Option<String> {
    let workers_text = many(workers, "worker", "workers");
    let most =
        format!("{workers_text}, but only `lookahead` trials ({}) can run at a time", count(lookahead));
    (workers > lookahead).then_some(most)
}

/// How many candidates of the space are measured, beside the first baseline.
const PROBED: u64 = 3;

/// The first baseline and some random candidates: what the search will be made of.
pub(super) fn probed(plan: &Plan) -> Vec<Candidate> {
    let draw = |number| plan.space.draw(&mut plan.root_seed().of("probe").of(number).stream());
    plan.baselines.iter().take(1).cloned().chain((0..PROBED).map(draw)).collect()
}

/// How many trials of so many threads each have cores of their own.
pub(super) fn fitting(threads: u32) -> u32 {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    (u32::try_from(cores).unwrap_or(u32::MAX) / threads).clamp(1, 1024)
}

/// 1, 2, 4, … and the largest number.
fn numbers_up_to(most: u32) -> impl Iterator<Item = u32> {
    let doubled = std::iter::successors(Some(1_u32), |number| number.checked_mul(2));
    doubled.take_while(move |number| *number < most).chain(std::iter::once(most))
}

/// What is measured in seconds varies by some percent, and a worker that adds nothing takes memory.
fn fewest_of_the_fastest(numbers: &[u32], rates: &[f64]) -> u32 {
    let best = rates.iter().copied().fold(0.0, f64::max);
    let fast = numbers.iter().zip(rates).find(|(_, rate)| **rate >= 0.97 * best);
    fast.map_or(1, |(workers, _)| *workers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_workers_are_doubled_up_to_the_most() {
        let up_to = |most| numbers_up_to(most).collect::<Vec<_>>();
        assert_eq!((up_to(1), up_to(2), up_to(6)), (vec![1], vec![1, 2], vec![1, 2, 4, 6]));
    }

    #[test]
    fn the_fewest_workers_that_are_about_as_fast_are_taken() {
        assert_eq!(fewest_of_the_fastest(&[1, 2, 4], &[100.0, 190.0, 195.0]), 2);
        assert_eq!(fewest_of_the_fastest(&[1, 2, 4], &[100.0, 190.0, 210.0]), 4);
        assert_eq!(fewest_of_the_fastest(&[1], &[100.0]), 1);
    }

    #[test]
    fn workers_are_a_number_or_auto() {
        assert_eq!("auto".parse(), Ok(Workers::Auto));
        assert_eq!("8".parse(), Ok(Workers::Number(8)));
        assert!(["0", "1025", "-1", "many", ""].iter().all(|text| text.parse::<Workers>().is_err()));
    }

    #[test]
    fn workers_that_will_have_nothing_to_do_are_told_in_one_line() {
        assert_eq!(idle(8, 8), None);
        let told = "64 workers, but only `lookahead` trials (8) can run at a time";
        assert_eq!(idle(64, 8).as_deref(), Some(told));
    }
}
