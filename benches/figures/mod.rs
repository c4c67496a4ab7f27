//! How benches say what they measured.

/// The middle one of some numbers.
pub fn median(numbers: &mut [f64]) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// Prints a figure on a line of its own.
pub fn figure(name: &str, value: f64) {
    println!("figure {name} {value:.3}");
}
