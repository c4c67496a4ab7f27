//! What is said to be left of a race, beside what was left.

use super::*;
use std::sync::LazyLock;

/// A race that was run, and how many epochs were trained and said to be left, after each of them.
struct Told {
    race: Race,
    moments: Vec<(usize, EpochsLeft)>,
}

fn epochs_left(race: &Race) -> EpochsLeft {
    let begun = race.trials.iter().filter(|trial| trial.origin == Origin::Baseline).count();
    let baselines = race.baselines - begun;
    let racers = race.count - race.trials.len() - baselines;
    race.scheduler.epochs_left(race.field(), ToCome { baselines, racers })
}

impl Told {
    fn name(&self) -> String {
        format!("{:?}, {} trials of {} epochs", self.race.scheduler, self.race.count, self.race.epochs)
    }

    /// What was said to be left, and what was left, from a share of the race on.
    #[expect(clippy::cast_precision_loss, reason = "a few epochs")]
    fn left(&self, from: f64) -> Vec<(f64, f64)> {
        let all = self.race.epochs().iter().sum::<usize>() as f64;
        let told = self.moments.iter().map(|(trained, left)| (left.all, all - *trained as f64));
        told.filter(|(_, truth)| *truth <= all * (1.0 - from)).collect()
    }
}

/// Races of all schedulers, of which each moment was told.
static RACES: LazyLock<Vec<Told>> = LazyLock::new(|| races(None));
static RACES_WITH_A_FAILURE: LazyLock<Vec<Told>> = LazyLock::new(|| races(Some(5)));

fn races(diverging: Option<usize>) -> Vec<Told> {
    let race = |scheduler, (count, epochs, workers)| {
        let race = Race { baselines: 2, diverging, ..Race::new(scheduler, epochs, count) };
        let mut moments = Vec::new();
        let tell = |race: &Race| moments.push((race.epochs().iter().sum(), epochs_left(race)));
        let race = race.run_and(workers, &mut Seed::new(4).stream(), tell);
        Told { race, moments }
    };
    let sizes = [(17, 9, 1), (27, 6, 2), (40, 9, 4)];
    ALL.into_iter().flat_map(|scheduler| sizes.map(|size| race(scheduler, size))).collect()
}

/// Whether one number is within a factor of the other, or so little off that it does not matter.
fn agree((told, truth): (f64, f64), factor: f64, slack: f64) -> bool {
    told <= factor * truth + slack && truth <= factor * told + slack
}

#[test]
fn what_is_left_is_known_within_a_factor_of_one_and_a_half() {
    for told in RACES.iter() {
        let name = told.name();
        let moments = told.left(0.3);
        // How many fall below the median nobody knows before.
        let factor = if let Scheduler::Median(_) = told.race.scheduler { 2.0 } else { 1.5 };
        let good = |moment: &(f64, f64)| agree(*moment, factor, told.race.epochs.into());
        assert!(moments.iter().all(good), "{name}: {moments:?}");
    }
}

#[test]
fn something_is_left_until_the_last_epoch_and_nothing_behind_it() {
    for told in RACES.iter().chain(&*RACES_WITH_A_FAILURE) {
        let name = told.name();
        let moments = told.left(0.0);
        let is_told = |(told, truth): &(f64, f64)| (*told > 0.0) == (*truth > 0.0);
        assert!(moments.iter().all(is_told), "{name}: {moments:?}");
        assert!(told.moments.iter().all(|(_, left)| left.in_a_row <= told.race.epochs.into()), "{name}");
    }
}

#[test]
fn what_is_left_of_brackets_is_known_to_the_epoch() {
    let has_brackets = |told: &&Told| told.race.scheduler.brackets(told.race.epochs).is_some();
    for told in RACES.iter().filter(has_brackets) {
        // As long as the trials so far were trained for all that they were asked for.
        assert!(told.left(0.0).iter().all(|(told, truth)| told == truth), "{}", told.name());
    }
}

#[test]
fn what_is_left_falls_but_for_a_trial_more_that_goes_on() {
    for told in RACES.iter() {
        let mut lowest = f64::INFINITY;
        for (left, _) in told.left(0.3) {
            lowest = lowest.min(left);
            let allowed = 1.3 * lowest + f64::from(told.race.epochs);
            assert!(left <= allowed, "{}: {left} after {lowest}", told.name());
        }
    }
}

#[test]
fn a_trial_to_come_takes_all_its_epochs_in_a_row() {
    let left = |scheduler: Scheduler, racers| {
        let field = Field { trials: &[], epochs: 9, lookahead: LOOKAHEAD, stopping: None };
        scheduler.epochs_left(field, ToCome { baselines: 1, racers })
    };
    assert_eq!(left(Scheduler::Full, 10), EpochsLeft { all: 99.0, in_a_row: 9.0 });
    assert_eq!(
        left(Scheduler::SuccessiveHalving(HALVING), 9),
        EpochsLeft { all: 9.0 + 9.0 + 3.0 * 2.0 + 6.0, in_a_row: 9.0 }
    );
}
