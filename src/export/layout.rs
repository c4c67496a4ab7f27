//! How Python is laid out on the page: filled paragraphs, and literals that break over lines where they must.

/// How many characters a line may have, as the common formatters of Python have it.
pub(super) const WIDTH: usize = 88;

/// A nested literal of Python.
pub(super) enum Literal {
    /// A string, a number or a name.
    Word(String),
    /// `(a, b)`
    Tuple(Vec<Literal>),
    /// `[a, b]`
    List(Vec<Literal>),
    /// `{"a": 1.0}`
    Dict(Vec<(String, Literal)>),
}

impl Literal {
    /// `NAME = literal`, on a line that is indented by `indent`.
    pub(super) fn assigned_to(&self, name: &str, indent: usize) -> String {
        let before = indent + name.len() + " = ".len();
        format!("{name} = {}", self.lay_out(indent, before - 1))
    }

    /// The literal after `before` characters on its line, which is indented by `indent`.
    ///
    /// It stays on the line if it fits and leaves room for a comma; otherwise every item gets its own line.
    pub(super) fn lay_out(&self, indent: usize, before: usize) -> String {
        let flat = self.flat();
        if before + flat.len() < WIDTH {
            return flat;
        }
        let inner = indent + 4;
        match self {
            Self::Word(_) => flat,
            Self::Tuple(items) => format!("({})", on_lines(&laid_out(items, inner), indent)),
            Self::List(items) => format!("[{}]", on_lines(&laid_out(items, inner), indent)),
            Self::Dict(entries) => {
                let entry = |(key, value): &(String, Self)| {
                    format!("{key}: {}", value.lay_out(inner, inner + key.len() + 2))
                };
                let entries: Vec<String> = entries.iter().map(entry).collect();
                format!("{{{}}}", on_lines(&entries, indent))
            }
        }
    }

    fn flat(&self) -> String {
        match self {
            Self::Word(word) => word.clone(),
            Self::Tuple(items) if items.len() == 1 => format!("({},)", items[0].flat()),
            Self::Tuple(items) => format!("({})", in_line(items)),
            Self::List(items) => format!("[{}]", in_line(items)),
            Self::Dict(entries) => {
                let entries: Vec<String> =
                    entries.iter().map(|(key, value)| format!("{key}: {}", value.flat())).collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }
}

fn in_line(items: &[Literal]) -> String {
    items.iter().map(Literal::flat).collect::<Vec<_>>().join(", ")
}

fn laid_out(items: &[Literal], indent: usize) -> Vec<String> {
    items.iter().map(|item| item.lay_out(indent, indent)).collect()
}

/// What stands between the brackets if every item has its own line.
fn on_lines(items: &[String], indent: usize) -> String {
    let margin = " ".repeat(indent);
    format!("\n{margin}    {},\n{margin}", items.join(&format!(",\n{margin}    ")))
}

/// A sum after `return`: on that line if it fits, otherwise in brackets with every term on its own; two terms are two
/// statements, because a formatter would break the second in a way that is hard to read.
pub(super) fn return_sum(terms: &[String], indent: usize) -> String {
    let margin = " ".repeat(indent);
    let sum = terms.join(" + ").replace("+ -", "- ");
    let before = indent + "return ".len();
    if before + sum.len() <= WIDTH || terms.len() == 1 {
        return format!("{margin}return {sum}");
    }
    if let [first, second] = terms {
        let last = format!("y + {second}").replace("+ -", "- ");
        return format!("{margin}y = {first}\n{margin}return {last}");
    }
    let fits = indent + 4 + sum.len() <= WIDTH;
    let sum = if fits { sum } else { sum_on_lines(terms, &margin) };
    format!("{margin}return (\n{margin}    {sum}\n{margin})")
}

fn sum_on_lines(terms: &[String], margin: &str) -> String {
    terms.join(&format!("\n{margin}    + ")).replace("+ -", "- ")
}

/// A paragraph broken into lines of at most [`WIDTH`] characters, all of them indented.
///
/// No-break spaces keep what they join on one line, and come out as spaces.
pub(super) fn fill(paragraph: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let mut filled = margin.clone();
    let mut column = indent;
    for (idx, word) in paragraph.split(' ').enumerate() {
        let length = word.chars().count();
        if idx > 0 && column + 1 + length > WIDTH {
            filled.push('\n');
            filled.push_str(&margin);
            column = indent;
        } else if idx > 0 {
            filled.push(' ');
            column += 1;
        }
        filled.push_str(word);
        column += length;
    }
    filled.replace('\u{a0}', " ")
}
