//! Learned coefficients as formulas.

use super::table::{Field, fields};
use super::terminal::{Screen, columns};
use crate::activation::{Base, LearnedMix, SimpleTerm, Simplified};
use crate::numbers::{count, given, spread};

/// One line for each site, `fc1  f(x) = 0.3121·identity + 0.6879·relu`, and where the same function has a simpler form
/// one more below it: `          = leaky_relu(slope=0.3121)`.
pub(super) fn lines(learned: &[LearnedMix]) -> Vec<String> {
    equations(learned).into_iter().map(|(left, right)| format!("{left}{right}")).collect()
}

/// The same, two columns from the margin, with terms on lines of their own where the screen is narrow.
pub(super) fn indented(learned: &[LearnedMix], screen: Screen) -> String {
    if learned.is_empty() {
        return "  nothing: the network is as it came".to_owned();
    }
    let equations = equations(learned);
    let width = equations.first().map_or(0, |(left, _)| columns(left)) + 2;
    let told: Vec<Field> =
        equations.into_iter().map(|(left, right)| Field::mix(format!("  {left}"), right)).collect();
    fields(&told, width, screen)
}

/// What stands left and right in each line; all left sides are equally wide.
fn equations(learned: &[LearnedMix]) -> Vec<(String, String)> {
    let width = learned.iter().map(|mix| columns(&mix.site)).max().unwrap_or(0);
    let of = |mix: &LearnedMix| {
        let simpler = mix.simplified().map(|it| (format!("{:width$}       = ", ""), simplified(&it)));
        [(format!("{:width$}  f(x) = ", mix.site), formula(mix))].into_iter().chain(simpler)
    };
    learned.iter().flat_map(of).collect()
}

fn formula(learned: &LearnedMix) -> String {
    let names = names(learned);
    if learned.mix.is_plain() {
        return names[0].clone();
    }
    let coefficients = (0..names.len()).map(|place| spread(&column(&learned.coefficients, place)));
    let terms = coefficients.zip(&names).map(|(alpha, name)| format!("{}·{name}", bracketed(&alpha)));
    let sum = sum(&terms.collect::<Vec<_>>());
    match learned.coefficients.len() {
        1 => sum,
        rows => format!("{sum}  (mean ± standard deviation over {} channels)", count(rows)),
    }
}

/// The bases, with the learned parameters put in.
fn names(learned: &LearnedMix) -> Vec<String> {
    let mut places = 0..;
    let name = |base: &Base| {
        let place = base.learned_parameter().and_then(|_| places.next());
        let value = place.map(|place| spread(&column(&learned.parameters, place)));
        base.written(value.as_deref(), given)
    };
    learned.mix.bases.iter().map(name).collect()
}

fn simplified(simplified: &Simplified) -> String {
    let term = |term: &SimpleTerm| {
        let value = (!term.parameters.is_empty()).then(|| spread(&term.parameters));
        let name = term.base.written(value.as_deref(), given);
        let is_one = term.coefficients.iter().all(|alpha| (alpha - 1.0).abs() < 5e-5);
        if is_one { name } else { format!("{}·{name}", bracketed(&spread(&term.coefficients))) }
    };
    let terms: Vec<String> = simplified.terms.iter().map(term).collect();
    if terms.is_empty() { "0".to_owned() } else { sum(&terms) }
}

fn sum(terms: &[String]) -> String {
    terms.join(" + ").replace("+ -", "- ")
}

fn column(rows: &[Vec<f32>], place: usize) -> Vec<f64> {
    rows.iter().map(|row| f64::from(row[place])).collect()
}

fn bracketed(number: &str) -> String {
    if number.contains('±') { format!("({number})") } else { number.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::{Hull, Mix, Sharing};

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
        assert_eq!(lines[1], "            = leaky_relu(slope=1.25)");
        assert_eq!(
            lines[2],
            "conv1  f(x) = (0.2500 ± 0.2500)·identity + (0.7500 ± 0.2500)·relu  \
             (mean ± standard deviation over 2 channels)"
        );
        assert_eq!(lines[3], "fc10   f(x) = tanh");
        assert_eq!(lines.len(), 4);
    }

    #[test]
    fn terms_stand_below_each_other_where_the_screen_is_narrow() {
        let learned = [
            learned("fc1", Sharing::Layer, vec![vec![2.0, -1.0]]),
            learned("conv10", Sharing::Channel, vec![vec![0.25, 0.75], vec![0.5, 0.5]]),
        ];
        let expected = "  \
  fc1     f(x) = 2.0000·identity - 1.0000·relu
               = leaky_relu(slope=2)
  conv10  f(x) = (0.3750 ± 0.1250)·identity
                 + (0.6250 ± 0.1250)·relu
                 (mean ± standard deviation over 2 channels)";
        assert_eq!(indented(&learned, Screen { width: Some(60), has_colours: false }), expected);
        assert!(
            indented(&learned, Screen::default())
                .ends_with("·relu  (mean ± standard deviation over 2 channels)")
        );
    }

    #[test]
    fn learned_parameters_are_put_in() {
        let prelu = Base::Prelu { slope: 0.25 };
        let with = |mix, coefficients, parameters| {
            lines(&[LearnedMix { mix, parameters, ..learned("a", Sharing::Layer, coefficients) }])
        };
        let mixed = |sharing| Mix::new(vec![Base::RELU, prelu, Base::Tanh], Hull::Linear, sharing);
        assert_eq!(
            with(Mix::plain(prelu), vec![vec![1.0]], vec![vec![0.213_44]]),
            ["a  f(x) = prelu(slope=0.2134)", "        = leaky_relu(slope=0.2134)"]
        );
        assert_eq!(
            with(mixed(Sharing::Layer), vec![vec![0.5, 0.25, 0.0]], vec![vec![0.3]]),
            [
                "a  f(x) = 0.5000·relu + 0.2500·prelu(slope=0.3000) + 0.0000·tanh",
                "        = 0.7500·leaky_relu(slope=0.1000)"
            ]
        );
        assert_eq!(
            with(mixed(Sharing::Channel), vec![vec![0.5, 0.5, 0.0]; 2], vec![vec![0.1], vec![0.3]]),
            [
                "a  f(x) = (0.5000 ± 0.0000)·relu + (0.5000 ± 0.0000)·prelu(slope=0.2000 ± 0.1000) + \
                 (0.0000 ± 0.0000)·tanh  (mean ± standard deviation over 2 channels)",
                "        = (0.1000 ± 0.0500)·identity + (0.9000 ± 0.0500)·relu"
            ]
        );
        let nothing = Mix::new(vec![Base::Sine, Base::Sine], Hull::Linear, Sharing::Layer);
        assert_eq!(
            with(nothing, vec![vec![0.5, -0.5]], Vec::new()),
            ["a  f(x) = 0.5000·sine - 0.5000·sine", "        = 0"]
        );
    }

    #[test]
    fn a_network_as_it_came_has_learned_nothing() {
        assert_eq!(indented(&[], Screen::default()), "  nothing: the network is as it came");
    }
}
