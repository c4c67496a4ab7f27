//! What ARCHITECTURE.md and Cargo.toml say, as data.

/// The tables of ARCHITECTURE.md that the source tree is checked against.
pub struct Page {
    pub modules: Vec<Module>,
    pub crates: Vec<Crate>,
    pub formats: Vec<Format>,
    /// The names of the tests that prove the invariants, as `module::test` or `tests/file::test`.
    pub proofs: Vec<String>,
}

/// A row of the table of floors holds some of these.
pub struct Module {
    pub name: String,
    pub floor: u32,
    /// Whether it is built with the feature `torch` only.
    pub is_starred: bool,
}

/// A foreign crate; several may share a row of their table.
pub struct Crate {
    pub name: String,
    pub place: Place,
}

/// Where a foreign crate may be imported.
#[derive(PartialEq, Eq)]
pub enum Place {
    Anywhere,
    /// Only in these modules and the modules in them, such as `yaml` or `cli::torch`; in each of them it is.
    Modules(Vec<String>),
    /// Nowhere below `src`: only by tests and benches, or by `build.rs`.
    Outside,
}

/// A row of the table of formats: the constant that holds the version, and its value.
pub struct Format {
    /// The file below the root of the repository.
    pub file: String,
    pub constant: String,
    pub version: String,
}

impl Page {
    pub fn read(text: &str) -> Self {
        Self {
            modules: table(text, "floor").iter().flat_map(|row| modules(row)).collect(),
            crates: table(text, "crate").iter().flat_map(|row| foreign(row)).collect(),
            formats: table(text, "format").iter().map(|row| format(row)).collect(),
            proofs: table(text, "absent").iter().flat_map(|row| spans(last(row))).collect(),
        }
    }

    pub fn module(&self, name: &str) -> Option<&Module> {
        self.modules.iter().find(|module| module.name == name)
    }
}

/// The rows of the table whose first heading is this word: the cells of each.
fn table(text: &str, heading: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| -> Vec<String> {
        let line = line.trim().trim_start_matches('|').trim_end_matches('|');
        line.split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let mut lines = text.lines().skip_while(|line| !line.starts_with('|') || cells(line)[0] != heading);
    assert!(lines.next().is_some(), "ARCHITECTURE.md has no table that begins with `{heading}`");
    lines.skip(1).take_while(|line| line.starts_with('|')).map(cells).collect()
}

fn last(row: &[String]) -> &str {
    row.last().unwrap()
}

/// What stands between backticks.
pub fn spans(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn modules(row: &[String]) -> Vec<Module> {
    let floor = row[0].parse().unwrap_or_else(|_| panic!("`{}` is no floor", row[0]));
    let is_starred = |name: &String| row[1].contains(&format!("`{name}`*"));
    spans(&row[1]).into_iter().map(|name| Module { floor, is_starred: is_starred(&name), name }).collect()
}

fn foreign(row: &[String]) -> Vec<Crate> {
    let place = || match row[1].as_str() {
        "anywhere" => Place::Anywhere,
        text if text.starts_with("outside") => Place::Outside,
        text => Place::Modules(spans(text)),
    };
    spans(&row[0]).into_iter().map(|name| Crate { name, place: place() }).collect()
}

fn format(row: &[String]) -> Format {
    let [file, constant] = <[String; 2]>::try_from(spans(last(row))).expect("a file and a constant");
    Format { file, constant, version: row[1].clone() }
}

/// A dependency that Cargo.toml names.
pub struct Dependency {
    pub name: String,
    /// `dependencies`, `dev-dependencies` or `build-dependencies`.
    pub kind: String,
    pub is_optional: bool,
}

/// The dependencies that Cargo.toml names.
pub fn dependencies(manifest: &str) -> Vec<Dependency> {
    let mut found: Vec<Dependency> = Vec::new();
    let mut section = "";
    for line in manifest.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let header = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
        section = header.unwrap_or(section);
        // `[target.'cfg(…)'.dependencies]` and `[dependencies.name]` as well as `[dependencies]`.
        let parts: Vec<&str> = section.rsplit('.').take(2).collect();
        let is_optional = line.replace(' ', "").contains("optional=true");
        match (parts.as_slice(), header) {
            ([name, kind, ..], Some(_)) if kind.ends_with("dependencies") => {
                found.push(Dependency { name: (*name).to_owned(), kind: (*kind).to_owned(), is_optional });
            }
            ([_, kind, ..], None) if kind.ends_with("dependencies") => {
                let open = found.last_mut().expect("its header was read");
                open.is_optional |= is_optional;
            }
            ([kind, ..], None) if kind.ends_with("dependencies") => {
                let name = line.split(['=', '.', ' ']).next().unwrap_or(line);
                found.push(Dependency { name: name.to_owned(), kind: (*kind).to_owned(), is_optional });
            }
            _ => {}
        }
    }
    found
}
