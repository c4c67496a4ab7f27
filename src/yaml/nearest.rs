//! The nearest of the known words to a word that is unknown.

/// Asks "did you mean", if one of the known words is near enough to an unknown one.
#[must_use]
pub fn suggestion(word: &str, known: &[&str]) -> Option<String> {
    nearest(word, known).map(|nearest| format!("did you mean `{nearest}`?"))
}

/// The known word that was most likely meant.
///
/// Case, hyphens and underscores do not count. Otherwise it is the word with the fewest typing errors
/// (Damerau and Levenshtein), at most one for every three letters, or else a word that begins with the
/// unknown one or is its beginning.
pub(super) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let folded = fold(word);
    let n_allowed = (folded.chars().count() / 3).max(1);
    let by_errors = known
        .iter()
        .map(|&known| (strsim::damerau_levenshtein(&folded, &fold(known)), known))
        .filter(|(n_errors, known)| *n_errors <= n_allowed && *n_errors < known.chars().count())
        .min_by_key(|(n_errors, _)| *n_errors);
    by_errors.map(|(_, known)| known).or_else(|| by_beginning(&folded, known))
}

fn by_beginning<'a>(folded: &str, known: &[&'a str]) -> Option<&'a str> {
    let begins = |long: &str, short: &str| short.len() >= 3 && long.starts_with(short);
    known.iter().copied().find(|known| begins(&fold(known), folded) || begins(folded, &fold(known)))
}

/// The first letters of a word in lower case, without what separates its parts.
fn fold(word: &str) -> String {
    let letters = word.chars().filter(|char| !matches!(char, '_' | '-' | ' '));
    letters.take(64).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_what_was_meant() {
        let known = ["epochs", "batch_size", "optimizer", "lr", "leaky_relu", "relu", "Adam"];
        let check =
            |word: &str, expected: Option<&str>| assert_eq!(nearest(word, &known), expected, "{word}");
        check("epoch", Some("epochs"));
        check("Epochs", Some("epochs"));
        check("epcohs", Some("epochs"));
        check("batch-size", Some("batch_size"));
        check("batchSize", Some("batch_size"));
        check("batch", Some("batch_size"));
        check("optimiser", Some("optimizer"));
        check("LeakyReLU", Some("leaky_relu"));
        check("rleu", Some("relu"));
        check("adam", Some("Adam"));
        check("adamw", Some("Adam"));
        check("r", Some("lr"));
        check("x", None);
        check("", None);
        check("momentum", None);
        check("controller", None);
    }

    #[test]
    fn a_suggestion_is_a_question() {
        assert_eq!(suggestion("epoch", &["epochs"]).unwrap(), "did you mean `epochs`?");
        assert_eq!(suggestion("epoch", &[]), None);
    }
}
