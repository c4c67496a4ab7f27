//! A space file on disk, with what is found in the files that it names.

use super::{FilesNamed, LARGEST, Plan, Probed, parse};
use crate::dataset::{self, Places};
use crate::definition::{self, Imported};
use crate::disk;
use crate::task::exported::Model;
use crate::yaml::Override;
use std::path::{Path, PathBuf};

/// A space file that is fine, with what lies beside it.
#[derive(Clone, Debug)]
pub struct SpaceFile {
    /// The file as it stands.
    pub text: String,
    /// What it means.
    pub plan: Plan,
    /// The folder that it lies in: relative paths in it start from here.
    pub beside: PathBuf,
    /// Where its data set is looked for.
    pub places: Places,
    /// The definition files that it names.
    pub definitions: Vec<Imported>,
    /// The path of the model that PyTorch exported, if it names one.
    pub model: Option<PathBuf>,
}

/// Why a space file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It is missing or unreadable.
    #[error(transparent)]
    Disk(#[from] disk::Error),
    /// It has problems.
    #[error("the space file has problems\n\n{text}")]
    Wrong {
        /// All of them, with their lines.
        text: String,
        /// Whether all that is wrong is that its data set cannot be used.
        only_its_data: bool,
    },
}

/// Reads a space file with the overrides of the command line: the text, the files that it names, and then what it means.
///
/// Data sets are looked for beside the file, in `data_dir`, and where [`Places`] says.
///
/// # Errors
/// If the file cannot be read, or anything is wrong with it or with a file that it names: all at once.
pub fn open(path: &Path, overrides: &[Override], data_dir: Option<PathBuf>) -> Result<SpaceFile, OpenError> {
    let text = disk::read_text_limited(path, LARGEST)?;
    let beside = path.parent().unwrap_or(Path::new("")).to_owned();
    let places = Places::new(data_dir).beside(Some(beside.clone()));
    let typed = parse(&text, overrides);
    let files = typed.files();
    let probed = probe(&files, &beside, &places);
    let plan = typed.plan(&probed).map_err(|problems| {
        let rendered = problems.render(&path.display().to_string(), &text);
        let only_its_data = matches!(probed.facts, Some(Err(_))) && problems.count() == 1;
        OpenError::Wrong { text: rendered.trim_end().to_owned(), only_its_data }
    })?;
    let definitions =
        probed.definitions.into_iter().filter_map(|(file, text)| Some(Imported { file, text: text.ok()? }));
    let definitions = definitions.collect();
    let model = files.model.map(|file| beside.join(file));
    Ok(SpaceFile { text, plan, beside, places, definitions, model })
}

/// Looks at the files that a space file names.
#[must_use]
pub fn probe(files: &FilesNamed, beside: &Path, places: &Places) -> Probed {
    let text = |file: &String| {
        let text = disk::read_text_limited(&beside.join(file), definition::LARGEST);
        (file.clone(), text.map_err(|error| error.to_string()))
    };
    let model = |file: &String| {
        let bytes = disk::read(&beside.join(file)).map_err(|error| error.to_string())?;
        Model::read(&bytes).map_err(|error| error.to_string())
    };
    let facts = |source| dataset::facts(source, places).map_err(|error| error.to_string());
    Probed {
        facts: files.source.as_ref().map(facts),
        model: files.model.as_ref().map(model),
        definitions: files.definitions.iter().map(text).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::Facts;

    const SPACE: &str = "\
name: wine
seed: 1
data: {source: {csv: wine.csv, label: class}, samples: 70}
network: {preset: {mlp: {hidden: [4]}}}
activations: {bases: {from: learned/a.yaml}, size: {max: 1}}
training: {epochs: 1, batch_size: 10}
budget: {trials: 2}
baselines: [{learned: b.yaml}, {learned: {file: learned/a.yaml, site: fc1}}]
enqueue: [[{learned: {file: b.yaml, train: true}}], [relu]]
";

    fn facts() -> Facts {
        let table = "class,size\n".to_owned() + &"a,1\nb,2\n".repeat(50);
        let folder = tempfile::tempdir().unwrap();
        disk::write(&folder.path().join("wine.csv"), table.as_bytes()).unwrap();
        let files = parse(SPACE, &[]).files();
        probe(&files, folder.path(), &Places::only(folder.path())).facts.unwrap().unwrap()
    }

    fn learned(bases: &str) -> String {
        format!("sites: [{{site: fc1, bases: [{bases}], coefficients: [[0.25, 0.75]]}}]")
    }

    #[test]
    fn the_files_that_a_space_file_names_are_listed_whatever_else_is_wrong() {
        let names = |text: &str| {
            let files = parse(text, &[]).files();
            (files.source.map(|source| source.to_string()), files.definitions.join(" "))
        };
        let all = (Some("wine.csv".to_owned()), "learned/a.yaml b.yaml".to_owned());
        assert_eq!(names(SPACE), all);
        assert_eq!(
            names(&SPACE.replace("seed: 1", "sead: {").replace("samples: 70", "samples: x")),
            (None, String::new())
        );
        assert_eq!(names(&SPACE.replace("epochs: 1", "epochs: x").replace("samples: 70", "samples: x")), all);
        assert_eq!(names("data: {source: digits}"), (None, String::new()));
    }

    /// There are no such files: what is meant follows from the text and what was found alone.
    #[test]
    fn a_space_file_is_read_from_text_and_what_was_found_without_touching_a_file() {
        let typed = parse(SPACE, &[]);
        let texts = [("learned/a.yaml", learned("relu, tanh")), ("b.yaml", learned("sine, relu"))];
        let definitions = texts.map(|(file, text)| (file.to_owned(), Ok(text))).into();
        let plan =
            typed.plan(&Probed { facts: Some(Ok(facts())), definitions, ..Probed::default() }).unwrap();
        assert_eq!(plan.task.data.facts, facts());
        assert_eq!(plan.space.choices.bases().len(), 2);
        assert_eq!((plan.baselines.len(), plan.enqueue.len()), (2, 2));
    }

    #[test]
    fn problems_of_the_text_and_of_the_files_are_told_at_once() {
        let text = SPACE.replace("epochs: 1", "epochs: x").replace("samples: 70", "samples: 700");
        let typed = parse(&text, &[]);
        let definitions = [("b.yaml".to_owned(), Ok("sites: []".to_owned()))].into();
        let problems =
            typed.plan(&Probed { facts: Some(Ok(facts())), definitions, ..Probed::default() }).unwrap_err();
        let places: Vec<String> = problems.iter().map(|problem| problem.place.to_string()).collect();
        assert_eq!(places, ["3:56", "5:29", "6:20", "8:23", "8:49", "9:29"], "{problems}");
        let unseen = typed.plan(&Probed::default()).unwrap_err().to_string();
        assert!(unseen.contains("nobody has looked at `wine.csv`"), "{unseen}");
    }

    #[test]
    fn a_space_file_on_disk_is_opened_with_all_that_lies_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| disk::write(&folder.path().join(name), text.as_bytes()).unwrap();
        write("space.yaml", &SPACE.replace("learned/", ""));
        write("a.yaml", &learned("relu, tanh"));
        write("b.yaml", &learned("sine, relu"));
        let path = folder.path().join("space.yaml");
        let missing = open(&path, &[], Some(folder.path().to_owned())).unwrap_err();
        assert!(matches!(missing, OpenError::Wrong { only_its_data: true, .. }), "{missing}");
        write("wine.csv", &("class,size\n".to_owned() + &"a,1\nb,2\n".repeat(50)));
        let opened = open(&path, &[], Some(folder.path().to_owned())).unwrap();
        let names: Vec<&str> = opened.definitions.iter().map(|imported| imported.file.as_str()).collect();
        assert_eq!((names, opened.beside.as_path()), (vec!["a.yaml", "b.yaml"], folder.path()));
        let nothing = open(&folder.path().join("nothing"), &[], None).unwrap_err();
        assert!(matches!(nothing, OpenError::Disk(_)), "{nothing}");
    }
}
