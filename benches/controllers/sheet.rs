//! All regrets as a table for other programs.

use crate::Contest;

/// The text of `regret.csv`; regret is a difference of accuracies between 0 and 1.
pub fn csv(contests: &[Contest]) -> Result<String, Box<dyn std::error::Error>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["table", "controller", "scheduler", "trials", "epochs", "q25", "median", "q75"])?;
    for Contest { table, controller, scheduler, measured } in contests {
        for row in &measured.rows {
            let numbers = [row.trials.to_string(), row.epochs.to_string()];
            let regrets = [row.q25, row.median, row.q75].map(|regret| format!("{regret:.6}"));
            let names = [table.as_str(), controller, scheduler].map(str::to_owned);
            writer.write_record(names.iter().chain(&numbers).chain(&regrets))?;
        }
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}
