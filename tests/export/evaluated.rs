//! What the exported text computes.

use crate::definitions::golden_definitions;
use crate::networks::golden_networks;
use actsearch::activation::{Base, Hull, LearnedMix, Mix, Sharing};
use actsearch::export::{
    Cost, Definition, Exported, File, Form, Format, What, evaluated, evaluated_network, export,
};

/// The formats that are code.
pub const CODE: [Format; 5] = [Format::Pytorch, Format::Keras, Format::Jax, Format::Rust, Format::C];

pub fn files(format: Format, definition: &Definition, form: Form) -> Vec<File> {
    let Ok(Exported::Files(files)) = export(format, What::Mix(definition), form) else {
        panic!("code is written as files")
    };
    files
}

/// Every base by itself, and in every hull, shared and not, all of them, and two that can be written in a simpler way and
/// have no parameter to be trained.
fn every_kind() -> Definition {
    let plain = Base::ALL.map(|base| LearnedMix {
        site: base.name().to_owned(),
        parameters: Mix::plain(base).parameters_at_start(1),
        mix: Mix::plain(base),
        coefficients: vec![vec![1.0]],
    });
    let mut sites = plain.to_vec();
    for hull in Hull::ALL {
        for sharing in Sharing::ALL {
            let mix = Mix::new(Base::ALL.to_vec(), hull, sharing);
            let row = vec![1.0 / 29.0; 29];
            let other = (0..29_u8).map(|place| f32::from(place % 5) / 55.0).collect::<Vec<f32>>();
            let sum: f32 = other.iter().sum();
            let other: Vec<f32> = other.iter().map(|alpha| alpha / sum).collect();
            let coefficients = if mix.sharing == Sharing::Channel { vec![row, other] } else { vec![other] };
            let parameters = mix.parameters_at_start(coefficients.len());
            let site = format!("{} {}", hull.name(), sharing.name());
            sites.push(LearnedMix { site: site.clone(), mix, coefficients, parameters });
            let mix = Mix::new(vec![Base::Identity, Base::RELU], hull, sharing);
            sites.push(LearnedMix {
                site: format!("simpler {site}"),
                coefficients: vec![vec![0.25, 0.75]; mix.rows(2)],
                mix,
                parameters: Vec::new(),
            });
        }
    }
    Definition::new(None, sites).unwrap()
}

#[test]
fn the_text_of_every_format_computes_every_kind_of_mix() {
    let golden = golden_definitions().map(|(_, definition)| (definition, Form::Simplified));
    let every_kind = [Form::Simplified, Form::Exact].map(|form| (every_kind(), form));
    let definitions: Vec<(Definition, Form)> = golden.into_iter().chain(every_kind).collect();
    let largest = std::thread::scope(|scope| {
        let definitions = &definitions;
        let runs = CODE.map(|format| scope.spawn(move || largest(format, definitions)));
        runs.map(|run| run.join().unwrap())
    });
    // Numbers are written as f32 has them.
    assert!(largest.iter().all(|largest| *largest < 1.2e-7), "{largest:?}");
    assert!(largest.iter().all(|largest| *largest > 1e-9), "{largest:?}");
}

/// How far the text of a format is off at most.
fn largest(format: Format, definitions: &[(Definition, Form)]) -> f64 {
    let off = definitions.iter().map(|(definition, form)| {
        let found = evaluated(format, definition, &files(format, definition, *form));
        found.unwrap_or_else(|reason| panic!("{format:?} {form:?}: {reason}")).relative
    });
    off.fold(0.0, f64::max)
}

#[test]
fn what_is_no_code_is_not_run() {
    let (_, definition) = &golden_definitions()[0];
    let found = evaluated(Format::Yaml, definition, &files(Format::Yaml, definition, Form::Simplified));
    assert_eq!(found.unwrap_err(), "`activations.yaml`: `yaml` is no code");
}

#[test]
fn the_activations_in_the_text_of_a_network_are_run_and_slips_are_found() {
    for (name, trained) in golden_networks() {
        for format in CODE.into_iter().filter(|format| format.holds_networks()) {
            for form in [Form::Simplified, Form::Exact] {
                let Ok(Exported::Files(files)) = export(format, What::Network(&trained), form) else {
                    panic!("networks are written as files")
                };
                let found = evaluated_network(format, &trained, &files, Cost::MOST);
                assert!(
                    found.as_ref().is_ok_and(
                        |(found, logits)| found.relative < 1.2e-7 && logits.is_some_and(|off| off < 1e-6)
                    ),
                    "{name} {format:?}: {found:?}"
                );
                let text = String::from_utf8(files[0].bytes.clone()).unwrap();
                for [from, to] in [["tanh(", "sigmoid("], ["alpha[1] * ", "alpha[0] * "]] {
                    let slipped = File { bytes: text.replace(from, to).into_bytes(), ..files[0].clone() };
                    let found = evaluated_network(format, &trained, &[slipped, files[1].clone()], Cost::MOST);
                    assert!(
                        !found.is_ok_and(|(found, _)| found.relative < 1e-6),
                        "{name} {format:?}: {from}"
                    );
                }
            }
        }
    }
}

/// What an every-day network takes, known from its shapes, and what is one more than is allowed.
#[test]
fn a_network_is_run_as_a_whole_up_to_what_is_allowed_and_its_activations_always() {
    let (_, trained) = &golden_networks()[1];
    let cost = Cost::of(trained);
    // Three inputs, two linear layers of 3 × 4 and 4 × 2, a batch norm, and two bases for each of four numbers.
    let multiplications = 3 + 12 + 8 + 4 * 4 + 4 * 2 * 32;
    assert_eq!(cost, Cost { multiplications, weights: 12 + 4 + 2 * 4 + 8 + 2 });
    for format in CODE.into_iter().filter(|format| format.holds_networks()) {
        let Ok(Exported::Files(files)) = export(format, What::Network(trained), Form::Simplified) else {
            panic!("networks are written as files")
        };
        let run = |most| evaluated_network(format, trained, &files, most).unwrap();
        assert!(run(cost).1.is_some_and(|off| off < 1e-6));
        for less in [
            Cost { multiplications: cost.multiplications - 1, ..cost },
            Cost { weights: cost.weights - 1, ..cost },
        ] {
            let (activations, logits) = run(less);
            assert!(logits.is_none() && activations.relative < 1.2e-7, "{format:?}: {logits:?}");
        }
        let text = String::from_utf8(files[0].bytes.clone()).unwrap().replace("tanh(", "sigmoid(");
        let slipped = [File { bytes: text.into_bytes(), ..files[0].clone() }, files[1].clone()];
        let nothing = Cost { multiplications: 0, weights: 0 };
        let found = evaluated_network(format, trained, &slipped, nothing);
        assert!(!found.is_ok_and(|(found, _)| found.relative < 1e-6), "{format:?}");
    }
}
