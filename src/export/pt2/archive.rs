//! The archive: the entries of the one that the network came in, with what training has changed.

use super::edit::{Edited, READ, meta_of};
use super::formula::{Formula, Table};
use super::site;
use crate::export::TrainedModel;
use crate::pt2::{Graph, Program, Role, Tensor};
use crate::task::exported::{ActivationCall, CallNodes};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Entries by their names below the one folder of the archive.
type Entries<'a> = BTreeMap<String, Cow<'a, [u8]>>;

/// A program of an archive: what it is called there, what it is called from now on, and which mode of the network it is.
struct Mode<'p> {
    was: String,
    name: &'static str,
    graph: &'p Graph,
    nodes: fn(&ActivationCall) -> &CallNodes,
}

/// The parts of the tensors of a program: the folder of each.
const PARTS: [&str; 2] = ["weights", "constants"];
/// The folder of the archive in which everything lies.
const FOLDER: &str = "network";

/// The bytes of a trained network, given the entries of the archive that it came in.
pub(super) fn written(trained: &TrainedModel, formulas: &[Formula], mut entries: Entries<'_>) -> Vec<u8> {
    let program = trained.exported().model().program();
    // Other numbers to start from are no part of what was trained.
    entries.retain(|name, _| !name.starts_with("data/starts/"));
    let paths = add_tables(formulas, &mut entries);
    for mode in modes(program, &entries) {
        rewrite(trained, formulas, &mode, &paths, &mut entries);
    }
    put_numbers(trained, &mut entries);
    drop_unused(&mut entries);
    zipped(&entries)
}

/// The programs of an archive. That of evaluation is the one that `torch.export.load` gives.
fn modes<'p>(program: &'p Program<'_>, entries: &Entries<'_>) -> Vec<Mode<'p>> {
    let name = |entry: &String| Some(entry.strip_prefix("models/")?.strip_suffix(".json")?.to_owned());
    let names = entries.keys().filter_map(name);
    let mode = |was: String| {
        if was == "train" {
            Mode { was, name: "train", graph: &program.training, nodes: |call| &call.training }
        } else {
            Mode { was, name: "model", graph: &program.evaluation, nodes: |call| &call.evaluation }
        }
    };
    names.map(mode).collect()
}

/// Changes the entries of a program, each under the name that it has from now on.
fn rewrite(
    trained: &TrainedModel,
    formulas: &[Formula],
    mode: &Mode<'_>,
    paths: &BTreeMap<String, String>,
    entries: &mut Entries<'_>,
) {
    let mut edited = Edited::new(mode.graph, taken(entries, &format!("models/{}.json", mode.was)));
    for (call, formula) in trained.exported().calls().iter().zip(formulas) {
        site::replace(&mut edited, formula, (mode.nodes)(call), call.axis);
    }
    put(entries, format!("models/{}.json", mode.name), &edited.finish());
    for part in PARTS {
        let mut config = taken(entries, &format!("data/{part}/{}_{part}_config.json", mode.was));
        share(&mut config, part, trained.exported().model().program(), entries);
        if part == "weights" {
            add_to_config(&mut config, formulas, paths);
        }
        put(entries, format!("data/{part}/{}_{part}_config.json", mode.name), &config);
    }
    // An example of its input, which PyTorch wrote and reads; it may be empty.
    let example = entries.remove(&format!("data/sample_inputs/{}.pt", mode.was)).unwrap_or_default();
    entries.insert(format!("data/sample_inputs/{}.pt", mode.name), example);
}

/// Has the tensors of a program lie where those of the same name in the other one do, if they are the same.
fn share(config: &mut Value, part: &str, program: &Program<'_>, entries: &Entries<'_>) {
    let lies = |entry: &str, storage: usize| {
        program.storages[storage].entry.split_once('/').is_some_and(|(_, name)| name == entry)
    };
    let configured = config["config"].as_object_mut().into_iter().flatten();
    for (name, meta) in configured {
        let Some(path) = meta["path_name"].as_str() else { continue };
        let entry = format!("data/{part}/{path}");
        let named: Vec<&Tensor> = program.tensors.iter().filter(|tensor| tensor.name == *name).collect();
        if named.iter().any(|tensor| lies(&entry, tensor.storage)) {
            continue;
        }
        let state = named.iter().find(|tensor| tensor.role != Role::Constant).or(named.first());
        let other = state.and_then(|tensor| program.storages[tensor.storage].entry.split_once('/'));
        if let Some((_, other)) = other.filter(|(_, other)| entries.contains_key(*other))
            && let Some(other) = other.strip_prefix(&format!("data/{part}/"))
        {
            meta["path_name"] = other.into();
        }
    }
}

/// Adds the entries of the numbers of sites; the file name of each by the name of its tensor.
fn add_tables(formulas: &[Formula], entries: &mut Entries<'_>) -> BTreeMap<String, String> {
    let mut numbers = 0..;
    let mut paths = BTreeMap::new();
    for table in formulas.iter().flat_map(Formula::tables) {
        let is_free = |path: &String| !entries.contains_key(&format!("data/weights/{path}"));
        let mut free = numbers.by_ref().map(|number: u64| format!("weight_{number}")).filter(is_free);
        let path = free.next().expect("there are more numbers than entries");
        let bytes: Vec<u8> = table.rows.iter().flatten().flat_map(|number| number.to_le_bytes()).collect();
        entries.insert(format!("data/weights/{path}"), bytes.into());
        paths.insert(table.name.clone(), path);
    }
    paths
}

fn add_to_config(config: &mut Value, formulas: &[Formula], paths: &BTreeMap<String, String>) {
    let Some(config) = config["config"].as_object_mut() else { return };
    let like = config.values().next().map(|meta| meta["tensor_meta"].clone());
    let like = like.unwrap_or_else(|| json!({ "device": { "type": "cpu", "index": null }, "layout": 7 }));
    for table @ Table { name, is_parameter, .. } in formulas.iter().flat_map(Formula::tables) {
        let meta = json!({
            "path_name": paths[name],
            "is_param": is_parameter,
            "use_pickle": false,
            "tensor_meta": meta_of(table, &like),
        });
        config.insert(name.clone(), meta);
    }
}

/// Puts the numbers that were learned where those of the model as it came are.
fn put_numbers(trained: &TrainedModel, entries: &mut Entries<'_>) {
    let program = trained.exported().model().program();
    for (at, Tensor { role, strided, storage, .. }) in program.tensors.iter().enumerate() {
        let entry = program.storages[*storage].entry.split_once('/').map(|(_, name)| name);
        let Some(bytes) = entry.and_then(|entry| entries.get_mut(entry)) else { continue };
        if *role == Role::Constant {
            continue;
        }
        let width = usize::try_from(strided.dtype.width()).expect("at most 8");
        let bytes = bytes.to_mut();
        for (number, place) in trained.bytes(at).chunks_exact(width).zip(strided.places()) {
            let start = usize::try_from(place).expect("in memory") * width;
            bytes[start..start + width].copy_from_slice(number);
        }
    }
}

/// Drops the numbers that no tensor has any more.
fn drop_unused(entries: &mut Entries<'_>) {
    let mut used = HashSet::new();
    for (name, bytes) in entries.iter().filter(|(name, _)| name.ends_with("_config.json")) {
        let Some((folder, _)) = name.rsplit_once('/') else { continue };
        let config = serde_json::from_slice::<Value>(bytes).expect(READ);
        let metas = config["config"].as_object().into_iter().flatten();
        used.extend(metas.filter_map(|(_, meta)| Some(format!("{folder}/{}", meta["path_name"].as_str()?))));
    }
    let is_tensor = |name: &str| {
        let is_in_part = PARTS.iter().any(|part| name.starts_with(&format!("data/{part}/")));
        is_in_part && !name.ends_with("_config.json")
    };
    entries.retain(|name, _| !is_tensor(name) || used.contains(name));
}

/// Takes an entry in JSON out.
fn taken(entries: &mut Entries<'_>, name: &str) -> Value {
    let bytes = entries.remove(name).expect(READ);
    serde_json::from_slice(&bytes).expect(READ)
}

fn put(entries: &mut Entries<'_>, name: String, json: &Value) {
    entries.insert(name, json.to_string().into_bytes().into());
}

/// The entries as an archive, as PyTorch 2.11 writes one: nothing is packed, and numbers begin at multiples of 64 bytes.
fn zipped(entries: &Entries<'_>) -> Vec<u8> {
    const IN_MEMORY: &str = "memory can be written";
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .large_file(u32::try_from(bytes.len()).is_err())
            .with_alignment(64);
        archive.start_file(format!("{FOLDER}/{name}"), options).expect(IN_MEMORY);
        archive.write_all(bytes).expect(IN_MEMORY);
    }
    archive.finish().expect(IN_MEMORY).into_inner()
}
