//! A small archive as PyTorch writes it, to be changed and packed.

use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde_json::{Value, json};
use std::io::Write as _;

/// The entries of an archive below the folder `net`.
#[derive(Clone)]
pub struct Files(pub Vec<(String, Vec<u8>)>);

/// The entries that describe the two programs.
const PROGRAMS: [&str; 2] = ["models/train.json", "models/eval.json"];

impl Files {
    /// Both modes of `relu(linear(x))` from three numbers to two, with dropout before the output.
    pub fn sample() -> Self {
        let mut files = Self(Vec::new());
        for (at, mode) in ["train", "eval"].into_iter().enumerate() {
            let floats = |values: &[f32]| values.iter().flat_map(|value| value.to_le_bytes()).collect();
            files.set(&format!("data/weights/weight_{}", 2 * at), floats(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]));
            files.set(&format!("data/weights/weight_{}", 2 * at + 1), floats(&[0.5, -0.5]));
            let config = json!({"config": {
                "fc.weight": payload(&format!("weight_{}", 2 * at), &[2, 3], &[3, 1]),
                "fc.bias": payload(&format!("weight_{}", 2 * at + 1), &[2], &[1]),
            }});
            files.set(&format!("data/weights/{mode}_weights_config.json"), config.to_string().into_bytes());
            files.set(&format!("data/constants/{mode}_constants_config.json"), br#"{"config": {}}"#.to_vec());
            files.set(&format!("models/{mode}.json"), program(mode == "train").to_string().into_bytes());
        }
        for (name, text) in [("archive_format", "pt2"), ("archive_version", "0"), ("byteorder", "little")] {
            files.set(name, text.as_bytes().to_vec());
        }
        files
    }

    /// Adds an entry, or gives it other bytes.
    pub fn set(&mut self, name: &str, bytes: Vec<u8>) {
        match self.0.iter_mut().find(|(other, _)| other == name) {
            Some((_, old)) => *old = bytes,
            None => self.0.push((name.to_owned(), bytes)),
        }
    }

    pub fn remove(mut self, name: &str) -> Self {
        self.0.retain(|(other, _)| other != name);
        self
    }

    /// Changes what stands at a place of a JSON entry; what is not there is added.
    pub fn edit(mut self, name: &str, pointer: &str, value: Value) -> Self {
        let (_, bytes) = self.0.iter_mut().find(|(other, _)| other == name).unwrap();
        let mut content: Value = serde_json::from_slice(bytes).unwrap();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        match content.pointer_mut(parent).unwrap() {
            Value::Object(map) => drop(map.insert(key.to_owned(), value)),
            Value::Array(list) if key == "-" => list.push(value),
            Value::Array(list) => list[key.parse::<usize>().unwrap()] = value,
            other => panic!("{other} has no parts"),
        }
        *bytes = content.to_string().into_bytes();
        self
    }

    /// Changes both programs.
    pub fn edit_both(self, pointer: &str, value: &Value) -> Self {
        PROGRAMS.into_iter().fold(self, |files, program| files.edit(program, pointer, value.clone()))
    }

    /// Changes the first node of both programs.
    pub fn edit_node(self, pointer: &str, value: &Value) -> Self {
        self.edit_both(&format!("/graph_module/graph/nodes/0{pointer}"), value)
    }

    /// The archive, not packed.
    pub fn zip(&self) -> Vec<u8> {
        zip(&self.named(), false)
    }

    /// The archive, packed.
    pub fn packed(&self) -> Vec<u8> {
        zip(&self.named(), true)
    }

    pub fn named(&self) -> Vec<Stored> {
        self.0.iter().map(|(name, bytes)| Stored::new(&format!("net/{name}"), bytes)).collect()
    }
}

/// A tensor of floats in a configuration.
pub fn payload(entry: &str, sizes: &[i64], strides: &[i64]) -> Value {
    json!({"path_name": entry, "is_param": true, "use_pickle": false, "tensor_meta": meta(sizes, strides)})
}

/// A tensor of floats whose sizes are known.
pub fn meta(sizes: &[i64], strides: &[i64]) -> Value {
    let list = |values: &[i64]| values.iter().map(|value| json!({"as_int": value})).collect::<Vec<_>>();
    of_sizes(&json!(list(sizes)), &json!(list(strides)))
}

fn of_sizes(sizes: &Value, strides: &Value) -> Value {
    json!({"dtype": 7, "sizes": sizes, "requires_grad": true, "device": {"type": "cpu", "index": null},
           "strides": strides, "storage_offset": {"as_int": 0}, "layout": 7})
}

/// A tensor of floats whose first size is that of the batch.
pub fn batched(size: i64) -> Value {
    let batch = json!({"as_expr": {"expr_str": "Symbol('s77', positive=True, integer=True)", "hint": null}});
    of_sizes(&json!([batch, {"as_int": size}]), &json!([{"as_int": size}, {"as_int": 1}]))
}

pub fn tensor(name: &str) -> Value {
    json!({"as_tensor": {"name": name}})
}

/// A node with the place of the user's code.
pub fn node(function: &str, arguments: &[(&str, Value)], output: &str) -> Value {
    let inputs: Vec<Value> =
        arguments.iter().map(|(name, argument)| json!({"name": name, "arg": argument, "kind": 1})).collect();
    json!({
        "target": format!("torch.ops.aten.{function}"), "inputs": inputs, "outputs": [tensor(output)], "name": output,
        "metadata": {
            "stack_trace": "  File \"net.py\", line 7, in forward\n    return self.fc(x)",
            "nn_module_stack": "L__self__,,net.Net;L__self__fc,fc,torch.nn.modules.linear.Linear",
        },
    })
}

fn program(is_training: bool) -> Value {
    let parameter =
        |name: &str, model: &str| json!({"parameter": {"arg": {"name": name}, "parameter_name": model}});
    let linear = node(
        "linear.default",
        &[("input", tensor("x")), ("weight", tensor("w")), ("bias", tensor("b"))],
        "linear",
    );
    let relu = node("relu.default", &[("self", tensor("linear"))], "relu");
    let dropout = node(
        "dropout.default",
        &[
            ("input", tensor("relu")),
            ("p", json!({"as_float": 0.5})),
            ("train", json!({"as_bool": is_training})),
        ],
        "dropout",
    );
    json!({
        "graph_module": {
            "graph": {
                "inputs": [tensor("w"), tensor("b"), tensor("x")], "outputs": [tensor("dropout")],
                "nodes": [linear, relu, dropout],
                "tensor_values": {"w": meta(&[2, 3], &[3, 1]), "b": meta(&[2], &[1]), "x": batched(3),
                    "linear": batched(2), "relu": batched(2), "dropout": batched(2)},
                "sym_int_values": {}, "sym_bool_values": {}, "sym_float_values": {}, "custom_obj_values": {},
            },
            "signature": {
                "input_specs": [parameter("w", "fc.weight"), parameter("b", "fc.bias"),
                    {"user_input": {"arg": tensor("x")}}],
                "output_specs": [{"user_output": {"arg": tensor("dropout")}}],
            },
        },
        "range_constraints": {"s77": {"min_val": 2, "max_val": null}},
        "schema_version": {"major": 8, "minor": 17}, "torch_version": "2.11.0",
    })
}

/// An entry as it is written into an archive; each field can be made to lie.
pub struct Stored {
    pub name: String,
    pub bytes: Vec<u8>,
    /// What the directory declares, where that is not so.
    pub unpacked: Option<u32>,
    pub packed: Option<u32>,
    pub method: Option<u16>,
    pub flags: u16,
    /// Where the directory says that it is, where that is not so.
    pub at: Option<u32>,
    /// Whether the directory tells sizes and place by 64 bits.
    pub is_wide: bool,
}

impl Stored {
    pub fn new(name: &str, bytes: &[u8]) -> Self {
        let (name, bytes) = (name.to_owned(), bytes.to_vec());
        Self { name, bytes, unpacked: None, packed: None, method: None, flags: 0, at: None, is_wide: false }
    }
}

/// A zip archive, byte by byte.
pub fn zip(entries: &[Stored], is_packed: bool) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let mut crc = flate2::Crc::new();
        crc.update(&entry.bytes);
        let body = if is_packed { deflate(&entry.bytes) } else { entry.bytes.clone() };
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap();
        let mut header = Vec::new();
        let mut add = |bytes: &[u8]| header.extend_from_slice(bytes);
        add(&20_u16.to_le_bytes());
        add(&entry.flags.to_le_bytes());
        add(&entry.method.unwrap_or(u16::from(is_packed) * 8).to_le_bytes());
        add(&[0; 4]);
        add(&crc.sum().to_le_bytes());
        add(&entry.packed.unwrap_or(length(&body)).to_le_bytes());
        add(&entry.unpacked.unwrap_or(length(&entry.bytes)).to_le_bytes());
        add(&u16::try_from(entry.name.len()).unwrap().to_le_bytes());
        add(&0_u16.to_le_bytes());
        let at = entry.at.unwrap_or(length(&file));
        directory.extend(if entry.is_wide {
            wide(&header, at, &entry.name)
        } else {
            narrow(&header, at, &entry.name)
        });
        file.extend_from_slice(b"PK\x03\x04");
        file.extend_from_slice(&header);
        file.extend_from_slice(entry.name.as_bytes());
        file.extend_from_slice(&body);
    }
    let count = u16::try_from(entries.len()).unwrap().to_le_bytes();
    let (start, length) = (u32::try_from(file.len()).unwrap(), u32::try_from(directory.len()).unwrap());
    file.extend_from_slice(&directory);
    if entries.iter().any(|entry| entry.is_wide) {
        file.extend(wide_end(u64::try_from(entries.len()).unwrap(), length.into(), start.into()));
        file.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        file.extend([0xff; 12]);
        file.extend([0; 2]);
        return file;
    }
    file.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    file.extend([count, count].concat());
    file.extend([length.to_le_bytes(), start.to_le_bytes()].concat());
    file.extend([0; 2]);
    file
}

/// An entry of the directory: the header of the entry itself, and where that is.
fn narrow(header: &[u8], at: u32, name: &str) -> Vec<u8> {
    [b"PK\x01\x02\x14\0", header, &[0; 10], &at.to_le_bytes(), name.as_bytes()].concat()
}

/// The same with 64 bits for sizes and place, behind a field that means something else.
fn wide(header: &[u8], at: u32, name: &str) -> Vec<u8> {
    let number = |place: usize| u64::from(u32::from_le_bytes(header[place..place + 4].try_into().unwrap()));
    let mut extra = b"FB\x02\0..\x01\0\x18\0".to_vec();
    extra.extend([number(18), number(14), u64::from(at)].map(u64::to_le_bytes).concat());
    let mut header = header.to_vec();
    header[14..22].fill(0xff);
    header[24] = u8::try_from(extra.len()).unwrap();
    [b"PK\x01\x02\x14\0", &header[..], &[0; 10], &[0xff; 4], name.as_bytes(), &extra].concat()
}

fn wide_end(entries: u64, length: u64, start: u64) -> Vec<u8> {
    let mut end = b"PK\x06\x06".to_vec();
    end.extend(44_u64.to_le_bytes());
    end.extend([0; 12]);
    end.extend([entries, entries, length, start].map(u64::to_le_bytes).concat());
    end.extend_from_slice(b"PK\x06\x07\0\0\0\0");
    end.extend((start + length).to_le_bytes());
    end.extend(1_u32.to_le_bytes());
    end
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}
