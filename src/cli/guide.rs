//! `actsearch controllers` and `actsearch schedulers`: what there is to choose from, from the schema of space files.

use super::print::{print, print_json};
use super::table::{Field, fields};
use super::terminal::Screen;
use crate::yaml::suggestion;
use serde::Serialize;
use serde_json::Value;

/// The arguments of both commands.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The one to describe; all are listed where none is given
    name: Option<String>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

/// One of the things that a part of a space file can be.
#[derive(Debug, Serialize)]
struct Choice {
    name: String,
    /// What it does, when to use it, and where it is from, a line each.
    about: Vec<String>,
    parameters: Vec<Parameter>,
}

#[derive(Debug, Serialize)]
struct Parameter {
    name: String,
    about: String,
    /// What it is where a space file does not say.
    default: Option<Value>,
}

/// Lists what the part `key` of a space file can be, which has this schema, or describes one.
pub(super) fn run(arguments: &Arguments, key: &str, schema: &Value) -> anyhow::Result<()> {
    let choices = choices(schema);
    let Some(name) = &arguments.name else {
        return if arguments.json {
            print_json(&choices)
        } else {
            print(&list(key, &choices, Screen::stdout()))
        };
    };
    let found = choices.iter().find(|choice| choice.name == *name).ok_or_else(|| {
        let known: Vec<&str> = choices.iter().map(|choice| choice.name.as_str()).collect();
        let hint = suggestion(name, &known).map_or(String::new(), |question| format!("; {question}"));
        anyhow::anyhow!("there is no {key} `{name}`, known: {}{hint}", known.join(", "))
    })?;
    if arguments.json { print_json(found) } else { print(&found.text(key, Screen::stdout())) }
}

/// What a schema of tagged values has: an object with one property for each tag.
fn choices(schema: &Value) -> Vec<Choice> {
    let forms = schema["anyOf"].as_array().into_iter().flatten();
    let tags = forms.filter_map(|form| form["properties"].as_object()).flatten();
    tags.map(|(name, body)| Choice {
        name: name.clone(),
        about: lines(&body["description"]),
        parameters: body["properties"].as_object().into_iter().flatten().map(parameter).collect(),
    })
    .collect()
}

fn parameter((name, schema): (&String, &Value)) -> Parameter {
    Parameter {
        name: name.clone(),
        about: lines(&schema["description"]).join(" "),
        default: schema.get("default").cloned(),
    }
}

fn lines(description: &Value) -> Vec<String> {
    description.as_str().unwrap_or_default().lines().map(str::to_owned).collect()
}

fn list(key: &str, choices: &[Choice], screen: Screen) -> String {
    let width = choices.iter().map(|choice| choice.name.len()).max().unwrap_or(0) + 2;
    let line = |choice: &Choice| {
        let about = choice.about.first().map_or("", String::as_str);
        Field::new(&*choice.name, about)
    };
    let lines: Vec<Field> = choices.iter().map(line).collect();
    format!("{}\n\n`actsearch {key}s NAME` describes one", fields(&lines, width, screen))
}

impl Choice {
    fn text(&self, key: &str, screen: Screen) -> String {
        let about: Vec<Field> = self.about.iter().map(|line| Field::new("", &**line)).collect();
        let width = self.parameters.iter().map(|parameter| parameter.name.len()).max().unwrap_or(0) + 4;
        let parameter = |Parameter { name, about, default }: &Parameter| {
            let default = default.as_ref().map_or(String::new(), |default| format!(" [default: {default}]"));
            Field::new(format!("  {name}"), format!("{about}{default}"))
        };
        let parameters: Vec<Field> = self.parameters.iter().map(parameter).collect();
        let lists = [fields(&about, 2, screen), fields(&parameters, width, screen)];
        let lists = lists.into_iter().filter(|list| !list.is_empty()).collect::<Vec<_>>().join("\n");
        format!("{}\n{lists}\n\n{key}: {}", self.name, self.example())
    }

    /// It with its defaults, as a space file has it.
    fn example(&self) -> String {
        let given =
            |parameter: &Parameter| Some(format!("{}: {}", parameter.name, parameter.default.as_ref()?));
        let given: Vec<String> = self.parameters.iter().filter_map(given).collect();
        if given.is_empty() {
            self.name.clone()
        } else {
            format!("{{{}: {{{}}}}}", self.name, given.join(", "))
        }
    }
}
