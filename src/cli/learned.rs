//! Learned coefficients as formulas.

use crate::activation::LearnedMix;

/// One line for each site: `fc1  f(x) = 0.3121·identity + 0.6879·relu`.
pub(super) fn lines(learned: &[LearnedMix]) -> Vec<String> {
    let width = learned.iter().map(|mix| mix.site.chars().count()).max().unwrap_or(0);
    learned.iter().map(|mix| format!("{:width$}  f(x) = {}", mix.site, formula(mix))).collect()
}

fn formula(learned: &LearnedMix) -> String {
    let bases = &learned.mix.bases;
    if learned.mix.is_plain() {
        return bases[0].to_string();
    }
    let terms: Vec<String> =
        bases.iter().enumerate().map(|(base, name)| format!("{}·{name}", column(learned, base))).collect();
    let sum = terms.join(" + ").replace("+ -", "- ");
    match learned.coefficients.len() {
        1 => sum,
        rows => format!("{sum}  (mean ± standard deviation over {rows} channels)"),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a layer has far fewer channels than 2^52")]
fn column(learned: &LearnedMix, base: usize) -> String {
    let values: Vec<f64> = learned.coefficients.iter().map(|row| f64::from(row[base])).collect();
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    if values.len() == 1 {
        return format!("{mean:.4}");
    }
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64;
    format!("({mean:.4} ± {:.4})", variance.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::{Base, Hull, Mix, Sharing};

    fn learned(site: &str, sharing: Sharing, coefficients: Vec<Vec<f32>>) -> LearnedMix {
        let mix = Mix::new(vec![Base::Identity, Base::RELU], Hull::Affine, sharing);
        LearnedMix { site: site.to_owned(), mix, coefficients, parameters: Vec::new() }
    }

    #[test]
    fn formulas_are_shown_with_signs_and_spread() {
        let plain =
            LearnedMix { mix: Mix::plain(Base::Tanh), ..learned("fc10", Sharing::Layer, vec![vec![1.0]]) };
        let lines = lines(&[
            learned("fc1", Sharing::Layer, vec![vec![1.25, -0.25]]),
            learned("conv1", Sharing::Channel, vec![vec![0.0, 1.0], vec![0.5, 0.5]]),
            plain,
        ]);
        assert_eq!(lines[0], "fc1    f(x) = 1.2500·identity - 0.2500·relu");
        assert_eq!(
            lines[1],
            "conv1  f(x) = (0.2500 ± 0.2500)·identity + (0.7500 ± 0.2500)·relu  \
             (mean ± standard deviation over 2 channels)"
        );
        assert_eq!(lines[2], "fc10   f(x) = tanh");
    }
}
