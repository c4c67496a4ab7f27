//! Exports a definition through the library, as the program will: `interop_export FILE FORMAT OUT [--exact-form]`.

use actsearch::disk;
use actsearch::export::{Exported, Form, Format, What, export, read_yaml};
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let definition = read_yaml(&disk::read_text(Path::new(&arguments[0]))?)?;
    let format = Format::named(&arguments[1]).ok_or("no such format")?;
    let form = if arguments.len() > 3 { Form::Exact } else { Form::Simplified };
    disk::make_folder(Path::new(&arguments[2]))?;
    let Exported::Files(files) = export(format, What::Mix(&definition), form)? else {
        return Err("needs libtorch".into());
    };
    for file in files {
        disk::write(&Path::new(&arguments[2]).join(&file.name), &file.bytes)?;
    }
    Ok(())
}
