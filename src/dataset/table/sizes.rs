//! How large a table becomes, before anything of it is written.

use super::problem::{MOST_ENTRIES, TableProblem, TableProblems};
use crate::columns::{Column, Columns};
use crate::dataset::Error;
use crate::dataset::limit::{self, bytes_of};
use std::path::Path;

/// Makes sure that samples are not too wide, and that as many as there are rows may be held in memory.
pub(super) fn check_sizes(columns: &Columns, rows: usize, path: &Path) -> Result<(), Error> {
    let entries = columns.size();
    if entries > MOST_ENTRIES {
        let mut widest: Vec<&Column> = columns.iter().collect();
        widest.sort_by_key(|column| std::cmp::Reverse(column.size()));
        let widest = widest.iter().take(3).map(|column| column.name.clone()).collect();
        let problem = TableProblem::TooManyEntries { entries, widest };
        return Err(Error::Table { files: vec![(path.to_owned(), TableProblems(vec![problem]))] });
    }
    limit::check(bytes_of(rows, entries, size_of::<f32>()), path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_times_entries_reach_the_limit_of_all_data_sets_and_do_not_pass_it() {
        let texts: Vec<String> = (0..256).map(|text| text.to_string()).collect();
        let columns = Columns::new(vec![Column::categories("c", texts); 32]);
        assert_eq!(columns.size(), 8192);
        let check = |rows| check_sizes(&columns, rows, Path::new("a.csv")).map_err(|error| error.to_string());
        assert_eq!(check(131_072), Ok(()));
        let told = "`a.csv` needs 4295000064 bytes of memory, allowed: at most 4294967296; use fewer or smaller samples";
        assert_eq!(check(131_073), Err(told.to_owned()));
    }
}
