//! Data sets: what is listed, verified, fetched and shown, and runs on files of the user.

#[cfg(feature = "torch")]
use crate::support::wait_for_checkpoint;
use crate::support::{Ended, Place, skipped};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

/// A table of two numbers, a colour and three kinds, 60 rows.
fn table(place: &Place) {
    let row = |n: usize| {
        let kind = ["a", "b", "c"][n % 3];
        format!("{}.5,{},{},{kind}\n", n % 3 * 10 + n % 5, n % 7, ["red", "blue"][n % 2])
    };
    let rows: Vec<String> = (0..60).map(row).collect();
    std::fs::create_dir_all(place.path("spaces")).unwrap();
    std::fs::write(place.path("spaces/plants.csv"), format!("x,y,colour,kind\n{}", rows.concat())).unwrap();
    let space = place.read("space.yaml").replace(
        "{source: digits, validation: 0.25, samples: 400}",
        "{source: {csv: plants.csv, label: kind, test: 0.2}, validation: 0.25}",
    );
    std::fs::write(place.path("spaces/plants.yaml"), space.replace("batch_size: 32", "batch_size: 8"))
        .unwrap();
}

fn run(place: &Place, line: &str) -> Ended {
    let mut command = place.command(line);
    command.env("XDG_CACHE_HOME", place.path("cache")).env_remove("ACTSEARCH_MIRROR");
    for proxy in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(proxy);
    }
    command.output().unwrap().into()
}

#[test]
fn those_batches_of_cifar10_that_are_there_are_verified() {
    let place = Place::new();
    let folder = place.path("data/cifar-10-batches-bin");
    std::fs::create_dir_all(&folder).unwrap();
    for file in ["data_batch_2.bin", "test_batch.bin"] {
        std::fs::write(folder.join(file), "other bytes").unwrap();
    }
    let verified = run(&place, "datasets verify --data-dir data").with_code(4);
    assert_eq!(verified.stdout.matches("WRONG").count(), 2, "{}", verified.stdout);
    assert!(verified.stdout.contains("data_batch_2.bin") && verified.stdout.contains("test_batch.bin"));
    let whole = run(&place, "datasets verify cifar10 --data-dir data").with_code(4);
    assert!(whole.stderr.contains("has only a part of cifar10"), "{}", whole.stderr);
}

#[test]
fn the_list_says_what_there_is_and_where_it_was_looked_for() {
    let place = Place::new();
    let list = run(&place, "datasets --data-dir data").with_code(0);
    let cache = place.path("cache");
    let cache = cache.display();
    assert_eq!(
        list.stdout,
        format!(
            "\
name           training    test  shape    classes  state               where
digits            1,437     360  1×8×8         10  inside the program
fashion_mnist    60,000  10,000  1×28×28       10  missing             actsearch datasets fetch fashion_mnist
mnist            60,000  10,000  1×28×28       10  missing             actsearch datasets fetch mnist
cifar10          50,000  10,000  3×32×32       10  missing             actsearch datasets fetch cifar10
cifar100         50,000  10,000  3×32×32      100  missing             actsearch datasets fetch cifar100

looked for in these folders, and in folders inside them that are named after the data set:
  data
  {cache}/actsearch/data
decoded data is kept in {cache}/actsearch/decoded, which can be removed at any time
files of your own: `source: {{csv: FILE, label: COLUMN}}`, `{{npz: FILE}}`, `{{idx: DIR}}` or `{{image_folder: DIR}}`
"
        )
    );
    std::fs::create_dir_all(place.path("data/cifar-100-binary")).unwrap();
    std::fs::write(place.path("data/cifar-100-binary/test.bin"), "").unwrap();
    let list = run(&place, "datasets --data-dir data --json").with_code(0).json();
    assert_eq!((list[0]["name"].as_str(), list[0]["state"].as_str()), (Some("digits"), Some("inside")));
    assert_eq!(
        (list[4]["state"].as_str(), list[4]["note"].as_str()),
        (Some("incomplete"), Some("lacks train.bin"))
    );
    assert_eq!(list[4]["folder"].as_str(), Some("data/cifar-100-binary"));
}

#[test]
fn a_wrong_checksum_is_told_and_fails() {
    let place = Place::new();
    assert_eq!(run(&place, "datasets verify --data-dir data").with_code(0).stdout, "no files to verify\n");
    std::fs::create_dir_all(place.path("data/cifar-100-binary")).unwrap();
    for name in ["train.bin", "test.bin"] {
        std::fs::write(place.path("data/cifar-100-binary").join(name), "").unwrap();
    }
    let verified = run(&place, "datasets verify cifar100 --data-dir data").with_code(4);
    let line = "cifar100  WRONG     d41d8cd98f00b204e9800998ecf8427e  data/cifar-100-binary/train.bin\n";
    assert!(verified.stdout.contains(line), "{}", verified.stdout);
    let message = "error: `data/cifar-100-binary/train.bin` has the md5 d41d8cd98f00b204e9800998ecf8427e, but that of the \
                   official file is 6172c7755cfe09b2fe270c85cebc1b15; fetch it again\n";
    assert_eq!(verified.stderr, message);
    let json = run(&place, "datasets verify --data-dir data --json").with_code(4).json();
    assert_eq!((json[1]["is_right"].as_bool(), json.as_array().map(Vec::len)), (Some(false), Some(2)));
    let missing = run(&place, "datasets verify mnist --data-dir data").with_code(4);
    assert!(missing.stderr.starts_with("error: mnist is in none of the folders"), "{}", missing.stderr);
}

#[test]
fn the_official_files_have_their_checksums() {
    const TEST: &str = "datasets::the_official_files_have_their_checksums";
    let Some(data) = std::env::var_os("ACTSEARCH_DATA") else {
        return skipped(TEST, "ACTSEARCH_DATA names no folder with fashion-mnist");
    };
    let place = Place::new();
    let mut command = place.command("datasets verify fashion_mnist --json");
    let verified = Ended::from(command.arg("--data-dir").arg(data).output().unwrap());
    if verified.code == Some(4) && verified.stderr.contains("in none of the folders") {
        return skipped(TEST, verified.stderr.lines().next().unwrap_or_default());
    }
    let json = verified.with_code(0).json();
    assert!(json.as_array().unwrap().iter().all(|file| file["is_right"] == true), "{json}");
}

/// A server that answers everything with these bytes; its address.
fn server(content: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let lines = BufReader::new(&stream).lines().map(Result::unwrap);
            assert!(lines.take_while(|line| !line.is_empty()).count() > 0);
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", content.len());
            stream.write_all(&[head.as_bytes(), content].concat()).unwrap();
        }
    });
    address
}

#[test]
fn what_cannot_be_fetched_is_told_with_the_way_out() {
    let place = Place::new();
    let mirror = server(b"<html>");
    let mut command = place.command("datasets fetch mnist --data-dir data");
    command.env("ACTSEARCH_MIRROR", &mirror).env("NO_PROXY", "127.0.0.1");
    let ended = Ended::from(command.output().unwrap()).with_code(4);
    let expected = format!(
        "\
fetching train-images-idx3-ubyte.gz
error: mnist cannot be fetched: nobody brings train-images-idx3-ubyte.gz
  {mirror}/mnist/train-images-idx3-ubyte.gz: it has the md5 166248a6129a1e4370d20adc2d4c23f3, but \
f68b3c2dcbeaaa9fbdd348bbdeb94873 is needed
what has been downloaded is kept, so try again later; where there is no network, download it elsewhere and put it into \
`data/mnist`, or name a mirror in the environment variable ACTSEARCH_MIRROR
"
    );
    assert_eq!((ended.stderr.as_str(), ended.stdout.as_str()), (expected.as_str(), ""));
    assert_eq!(place.names("data/mnist"), [""; 0]);
}

#[test]
fn the_digits_are_there_and_unknown_names_are_told() {
    let place = Place::new();
    assert_eq!(run(&place, "datasets fetch digits").with_code(0).stdout, "digits is inside the program\n");
    for what in ["fetch", "verify", "show"] {
        run(&place, &format!("datasets {what} minst")).failed(
            1,
            "error: there is no data set `minst`, known: digits, fashion_mnist, mnist, cifar10, cifar100; did you mean \
             `mnist`?",
        );
    }
}

#[test]
fn a_data_set_is_shown_by_its_name_or_by_a_space_file() {
    let place = Place::new();
    let ended = run(&place, "datasets show digits --sheet sheet.png").with_code(0);
    let said = "wrote sheet.png: 100 samples of the training part in rows for 10 classes\n";
    assert_eq!(ended.stderr, said);
    let shown = ended.stdout;
    let start = "\
name     digits
samples  1,437 for training and validation, 360 for the test
shape    1×8×8
values   bytes from 0 to 16
classes  10
sha256   c297b24fca9eba163c6ced243392e914dfdb0df003358fe2bdcacfdf9726d283

class  training  test
0           142    36  #######################################
";
    assert!(shown.starts_with(start), "{shown}");
    assert!(std::fs::read(place.path("sheet.png")).unwrap().starts_with(b"\x89PNG"));
    table(&place);
    let shown = run(&place, "datasets show spaces/plants.yaml --json").with_code(0).json();
    assert_eq!((shown["shape"].as_str(), shown["values"].as_str()), (Some("4"), Some("numbers")));
    assert_eq!(shown["classes"][2], serde_json::json!({"name": "c", "training": 16, "test": 4}));
    assert_eq!(shown["columns"][2]["kind"]["category"]["texts"], serde_json::json!(["blue", "red"]));
    assert_eq!(shown["table"]["columns"][0]["range"], serde_json::json!([0.5, 24.5]));
    run(&place, "datasets show spaces/plants.yaml --sheet x.png")
        .failed(1, "error: `plants.csv` has no images, and `--sheet` shows them; leave it out");
}

#[test]
fn a_table_is_shown_column_by_column_without_a_space_file() {
    let place = Place::new();
    std::fs::write(
        place.path("a.csv"),
        ",age,island,note,day\n1,3,Biscoe,x,2024-01-01\n2,NA,Dream,x,2024-01-02\n3,7,Dream,x,2024-01-03\n",
    )
    .unwrap();
    let shown = run(&place, "datasets show a.csv").with_code(0).stdout;
    let expected = "\
3 rows

column  kind      values                                 missing  entries
age     number    3 to 7                                 1              0
island  category  2: Biscoe, Dream                       0              2
note    category  1: x                                   0              1
day     unclear   3: 2024-01-01, 2024-01-02, 2024-01-03  0              0

problem  the file has no value in line 3 of column `age`; fill it in, or add `missing: median`
problem  the file has 3 cells in column `day`: `2024-01-01` in line 2, `2024-01-02` in line 3, `2024-01-03` in line 4; \
dates and times are not read: make numbers of them, such as days or hours, or add `drop: [day]`
note     column 1 has no name and is left out; it counts the rows; give it a name in the header to learn from it
";
    assert_eq!(shown, expected);
    let told = run(&place, "datasets show a.csv --label island").with_code(4);
    assert!(
        told.stdout.contains("age     number") && told.stderr.contains("has 2 problems:"),
        "{}",
        told.stderr
    );
    table(&place);
    let shown =
        run(&place, "datasets show spaces/plants.csv --label kind --json --values").with_code(0).json();
    let samples = &shown["samples"];
    assert_eq!(samples["entries"], serde_json::json!(["x", "y", "colour=blue", "colour=red"]));
    assert_eq!(samples["training"]["values"][0].as_array().map(Vec::len), Some(4));
    assert_eq!(samples["test"]["labels"].as_array().map(Vec::len), Some(12));
}

#[test]
fn rows_of_a_validation_part_are_validated_on_and_no_others() {
    let place = Place::new();
    table(&place);
    let parted = |row: usize, line: &str| match row {
        0 => format!("{line},part\n"),
        _ => format!("{line},{}\n", ["train", "val", "train", "test"][row % 4]),
    };
    let text = place.read("spaces/plants.csv");
    let text: String = text.lines().enumerate().map(|(row, line)| parted(row, line)).collect();
    std::fs::write(place.path("spaces/plants.csv"), text).unwrap();
    let space = place.read("spaces/plants.yaml").replace("test: 0.2}, validation: 0.25", "split: part}");
    std::fs::write(place.path("spaces/plants.yaml"), space).unwrap();
    let checked = run(&place, "check spaces/plants.yaml --no-probe").with_code(0).stdout;
    assert!(checked.contains("\ndata     30 training, 15 validation, 15 test samples\n"), "{checked}");
    // A share beside it is not used, and that is said.
    let both =
        run(&place, "check spaces/plants.yaml --no-probe --set data.validation=0.3").with_code(0).stdout;
    assert!(both.contains("\ndata     30 training, 15 validation, 15 test samples\n"), "{both}");
    let words = both.split_whitespace().collect::<Vec<_>>().join(" ");
    let note =
        "`validation: 0.3` is not used, because the data has a validation part of its own, of 15 samples";
    assert!(words.contains(note), "{both}");
}

#[test]
fn a_space_file_is_checked_with_the_table_beside_it() {
    let place = Place::new();
    table(&place);
    let checked = run(&place, "check spaces/plants.yaml --no-probe").with_code(0);
    assert!(
        checked.stdout.contains("\ndata     36 training, 12 validation, 12 test samples\n"),
        "{}",
        checked.stdout
    );
}

#[test]
fn fewer_samples_than_a_batch_are_told() {
    let place = Place::new();
    table(&place);
    let ended = run(&place, "check spaces/plants.yaml --no-probe --set training.batch_size=40").with_code(3);
    let message = "`training.batch_size` is `40`, more than the 36 samples left once validation is cut off";
    assert!(ended.stderr.contains(message), "{}", ended.stderr);
}

#[test]
fn files_that_cannot_be_used_are_told_at_their_place_with_the_code_of_data() {
    let place = Place::new();
    table(&place);
    let csv = place.read("spaces/plants.csv").replace("0.5,3,", "0.5,,");
    std::fs::write(place.path("spaces/plants.csv"), csv).unwrap();
    let ended = run(&place, "search spaces/plants.yaml --run run").with_code(4);
    let expected = "\
error: the space file has problems

spaces/plants.yaml:3:8: `data.source` cannot be used: `spaces/plants.csv` has no value in lines 12, 47 of column `y`; fill \
                    them in, or add `missing: median`
  3 | data: {source: {csv: plants.csv, label: kind, test: 0.2}, validation: 0.25}
    |        ^^^^^^
1 problem in spaces/plants.yaml
";
    assert_eq!(ended.stderr, expected);
    assert!(!place.path("run").exists());
    // Where the file has another problem as well, the file comes first.
    let broken = run(&place, "check spaces/plants.yaml --no-probe --set training.epochs=0").with_code(3);
    assert!(broken.stderr.ends_with("2 problems in spaces/plants.yaml\n"), "{}", broken.stderr);
}

#[cfg(feature = "torch")]
#[test]
fn a_run_on_a_table_is_looked_at_without_it_and_goes_on_with_no_other() {
    let place = Place::new();
    table(&place);
    let worker = place.start(
        "search spaces/plants.yaml --set training.epochs=10000 --set budget.trials=3 --workers 1 --run run",
    );
    wait_for_checkpoint(&place.path("run"), 0);
    worker.signal("KILL");
    worker.wait();
    let header = place.read("run/run.json");
    assert!(header.contains("\"training_samples\": 48") && header.contains("\"content\": \""), "{header}");
    let csv = place.read("spaces/plants.csv");
    std::fs::remove_file(place.path("spaces/plants.csv")).unwrap();
    for line in ["status run", "top run", "show run 0"] {
        run(&place, line).with_code(0);
    }
    let missing = run(&place, "resume run").with_code(4);
    assert!(missing.stderr.starts_with("error: `plants.csv` is in none of the places"), "{}", missing.stderr);
    std::fs::write(place.path("spaces/plants.csv"), csv.replace("0.5,", "0.25,")).unwrap();
    let changed = run(&place, "resume run").with_code(4);
    assert!(
        changed.stderr.contains("`plants.csv` is not what the run began with: its content has the sha256"),
        "{}",
        changed.stderr
    );
}
