//! A page of Markdown: its blocks, its commands, its links.

use crate::{page, root};

/// A fenced block.
#[derive(Debug, PartialEq, Eq)]
pub struct Block {
    /// The line of its fence, counted from 1.
    pub line: usize,
    pub language: String,
    pub text: String,
}

pub fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = page.lines().zip(1..);
    while let Some((fence, line)) = lines.next() {
        let Some(language) = fence.trim_start().strip_prefix("```") else { continue };
        let indent = fence.len() - fence.trim_start().len();
        let content = lines.by_ref().map(|(line, _)| line).take_while(|line| line.trim() != "```");
        let text = content.map(|line| line.get(indent..).unwrap_or_default().to_owned() + "\n").collect();
        blocks.push(Block { line, language: language.trim().to_owned(), text });
    }
    blocks
}

/// A page without its fenced blocks.
pub fn prose(page: &str) -> String {
    let mut is_inside = false;
    let is_prose = |line: &&str| {
        let is_fence = line.trim_start().starts_with("```");
        is_inside ^= is_fence;
        !is_fence && !is_inside
    };
    page.lines().filter(is_prose).map(|line| line.to_owned() + "\n").collect()
}

/// What is the same wherever a search is run: headings, names of lines, how many rows there are, paths. Accuracies, mixes
/// and what was learned may differ on another machine.
pub fn outline(printed: &str) -> Vec<String> {
    let is_learned =
        |line: &&str| line.starts_with("  ") && !line.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let kept = printed.lines().filter(|line| !line.trim().is_empty() && !is_learned(line));
    kept.map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[0] {
            "rank" | "results" | "run" => words.join(" "),
            "module:" | "winner" | "baseline" | "trials" | "note" | "learned" => words[0].to_owned(),
            first if first.parse::<u32>().is_ok() => {
                format!("row of {} numbers", words.iter().filter(|word| is_figure(word)).count())
            }
            _ => line.to_owned(),
        }
    })
    .collect()
}

/// Whether a word of a row is a number, or the dash that stands for one.
fn is_figure(word: &str) -> bool {
    word == "-" || word.replace('/', "").parse::<f64>().is_ok()
}

/// The commands of a block, each on one line.
pub fn commands(text: &str) -> Vec<String> {
    let joined = text.replace("\\\n", " ");
    let is_command = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    joined.lines().filter(is_command).map(|line| line.trim().to_owned()).collect()
}

/// What stands between backticks.
pub fn spans(prose: &str) -> Vec<String> {
    prose.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

/// Whether a span names a file or a folder of the project, and not a pattern or a test.
pub fn is_path(span: &str) -> bool {
    const FOLDERS: [&str; 9] =
        [".ci", "benches", "data", "docs", "experiments", "scripts", "search_spaces", "src", "tests"];
    let folder = span.split_once('/').map(|(folder, _)| folder);
    let is_pattern = span.contains(['<', '>', '*', '{', ' ', '…', '$']) || span.contains("::");
    folder.is_some_and(|folder| FOLDERS.contains(&folder)) && !is_pattern
}

/// The targets of links and images, in Markdown and HTML.
pub fn links(prose: &str) -> Vec<String> {
    let without_spans: String =
        prose.lines().map(|line| line.split('`').step_by(2).collect::<String>() + "\n").collect();
    let after = |mark: &str, end: char| -> Vec<String> {
        let starts = without_spans.match_indices(mark).map(|(at, _)| &without_spans[at + mark.len()..]);
        starts.filter_map(|rest| rest.split_once(end)).map(|(link, _)| link.to_owned()).collect()
    };
    [after("](", ')'), after("]: ", '\n'), after("src=\"", '"'), after("href=\"", '"')].concat()
}

/// Whether a link of a page leads out, or to something that is there, with the heading that it names.
pub fn leads_somewhere(link: &str, page_name: &str) -> bool {
    if ["http://", "https://", "mailto:"].iter().any(|scheme| link.starts_with(scheme)) {
        return true;
    }
    let (file, heading) = link.split_once('#').unwrap_or((link, ""));
    let file = if file.is_empty() { page_name } else { file };
    let has_heading =
        || page(file).lines().filter(|line| line.starts_with('#')).any(|line| anchor(line) == heading);
    root().join(file).exists() && (heading.is_empty() || has_heading())
}

/// The anchor that a heading gets on a web page.
pub fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = text.chars().filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}
