//! Whether a line of the user's code goes on with what a function gives back, and not with the tensor that it was given.
//!
//! A function in place changes that tensor and gives it back, and the graph does not tell which of the two is read later. What
//! takes its place has to write into the tensor, too, unless nothing can read it.

/// Whether the tensor that a function of one of these names is given in a line of code has no name behind it: it has none at
/// all, as in `self.act(self.norm(x))`, or the result is given its name, as in `x = self.act(x)`, or the function ends there.
/// Nothing counts for what is not on the line as a whole. With no names, every function on the line may be the one.
pub(super) fn is_rebound(code: &str, names: &[&str]) -> bool {
    let Some(calls) = calls(code) else { return false };
    let mut own = calls.iter().filter(|(name, _)| names.is_empty() || names.contains(name)).peekable();
    own.peek().is_some() && own.all(|(_, given)| has_no_name_behind(code, given))
}

fn has_no_name_behind(code: &str, given: &str) -> bool {
    if !given.chars().all(|c| is_of_name(c) || c == '.') {
        return true;
    }
    let (targets, value) = code.split_once(" = ").unwrap_or(("", code));
    let is_once = words(value).filter(|word| *word == given).count() == 1;
    let is_assigned = targets.split(',').any(|target| target.trim() == given);
    !given.contains('.') && is_once && (is_assigned || code.starts_with("return "))
}

/// The functions that a line calls, and what each is given first; nothing if a bracket is not closed on it.
fn calls(code: &str) -> Option<Vec<(&str, &str)>> {
    let mut open: Vec<(usize, Option<usize>)> = Vec::new();
    let mut found = Vec::new();
    for (at, c) in code.char_indices() {
        match c {
            '(' | '[' | '{' => open.push((at, None)),
            ',' => {
                if let Some((_, end @ None)) = open.last_mut() {
                    *end = Some(at);
                }
            }
            ')' | ']' | '}' => {
                let (start, end) = open.pop()?;
                let before = code[..start].trim_end_matches(is_of_name);
                let name = &code[before.len()..start];
                if c == ')' && !name.is_empty() {
                    found.push((name, code[start + 1..end.unwrap_or(at)].trim()));
                }
            }
            _ => {}
        }
    }
    open.is_empty().then_some(found)
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !is_of_name(c))
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_can_be_read_later_is_told_from_one_that_cannot() {
        let check = |code, names: &[&str], wanted| assert_eq!(is_rebound(code, names), wanted, "{code}");
        check("out = self.relu(out)", &["relu"], true);
        check("input = module(input)", &[], true);
        check("x = functional.relu(x, inplace=True)", &["relu", "relu_"], true);
        check("out = self.relu(self.norm(x))", &["relu"], true);
        check("out = self.relu(out + shortcut)", &["relu"], true);
        check("return self.relu(x)", &["relu"], true);
        check("return self.head(self.relu(x))", &["relu"], true);
        check("x, y = self.act(x), self.act(y)", &["act"], true);
        // x has been changed for what comes next.
        check("self.relu(x)", &["relu"], false);
        check("torch.relu_(x)", &["relu", "relu_"], false);
        check("y = self.relu(x)", &["relu"], false);
        check("return self.relu(x) + x", &["relu"], false);
        check("x = self.relu(x) + x", &["relu"], false);
        check("x = self.relu(self.buffer)", &["relu"], false);
        check("x, y = self.act(x), self.act(z)", &["act"], false);
        // Nobody can say.
        check("x = self.block(x)", &["relu"], false);
        check("x = self.relu(", &["relu"], false);
        check("inplace=True)", &["relu"], false);
        check("", &[], false);
    }
}
