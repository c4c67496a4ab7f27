//! A Gaussian process (Rasmussen & Williams 2006, Gaussian Processes for Machine Learning, algorithm 2.1).
//!
//! K + noise = L Lᵀ, z = L⁻¹ y, and for a point with the covariances k to the others, v = L⁻¹ k:
//! the mean is v·z, and the variance k(x, x) − v·v.
//!
//! The last points may be without a target. They are believed to be at their mean (the kriging believer of Ginsbourger, Le
//! Riche & Carraro 2010, Kriging is well-suited to parallelize optimization): that leaves the mean of every other point
//! as it is, so their part of z is 0, and only makes the variance smaller.

use super::normal::improvement;

/// A process with its points folded in.
pub(super) struct Process {
    n: usize,
    noise: f64,
    /// L, column by column, each from the first row on.
    columns: Vec<f64>,
    /// L⁻¹ y, as long as there are targets.
    z: Vec<f64>,
}

/// What a process says of a point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Prediction {
    pub mean: f64,
    pub variance: f64,
}

impl Process {
    /// Folds in points with these covariances (n × n, without noise); the first of them have a target.
    pub(super) fn new(mut columns: Vec<f64>, n: usize, noise: f64, targets: &[f64]) -> Self {
        for column in 0..n {
            columns[column * n + column] += noise;
        }
        for k in 0..n {
            let (before, behind) = columns.split_at_mut((k + 1) * n);
            let column = &mut before[k * n..];
            let pivot = column[k].max(1e-9).sqrt();
            column[k] = pivot;
            column[k + 1..].iter_mut().for_each(|entry| *entry /= pivot);
            for j in k + 1..n {
                let factor = column[j];
                subtract(&mut behind[(j - k - 1) * n + j..(j - k) * n], factor, &column[j..]);
            }
        }
        let mut process = Self { n, noise, columns, z: Vec::new() };
        let mut z = targets.to_vec();
        process.solve(&mut z);
        process.z = z;
        process
    }

    /// The means of the points with targets y: y − noise·K⁻¹y, where K⁻¹y = L⁻ᵀ z.
    pub(super) fn means(&self, targets: &[f64]) -> Vec<f64> {
        let rows = targets.len();
        let mut solution = self.z.clone();
        for row in (0..rows).rev() {
            let column = &self.columns[row * self.n..][..rows];
            let (first, rest) = solution[row..].split_first_mut().expect("the row is there");
            let known: f64 = column[row + 1..].iter().zip(rest).map(|(entry, of)| entry * *of).sum();
            *first = (*first - known) / column[row];
        }
        targets.iter().zip(solution).map(|(target, solution)| target - self.noise * solution).collect()
    }

    /// Replaces the first entries of k by the first of L⁻¹ k.
    fn solve(&self, k: &mut [f64]) {
        let rows = k.len();
        for row in 0..rows {
            let column = &self.columns[row * self.n..][..rows];
            let (solved, rest) = k[row..].split_first_mut().expect("the row is there");
            *solved /= column[row];
            subtract(rest, *solved, &column[row + 1..]);
        }
    }

    /// What is known of a point with this prior variance and these covariances, which are used up.
    pub(super) fn predict(&self, prior: f64, k: &mut [f64]) -> Prediction {
        self.solve(k);
        let mean = k.iter().zip(&self.z).map(|(v, z)| v * z).sum();
        let known: f64 = k.iter().map(|v| v * v).sum();
        Prediction { mean, variance: (prior - known).max(1e-9) }
    }
}

impl Prediction {
    /// How much better than `best` it is expected to be, where being worse counts as 0.
    pub(super) fn improvement_on(self, best: f64) -> f64 {
        let deviation = self.variance.sqrt();
        deviation * improvement((self.mean - best) / deviation)
    }
}

/// Subtracts a multiple of some numbers from as many others.
fn subtract(from: &mut [f64], factor: f64, numbers: &[f64]) {
    from.iter_mut().zip(numbers).for_each(|(entry, number)| *entry -= factor * number);
}
