use ferrovia::data;

#[data]
#[serde(untagged)]
enum Value {
    Number(u32),
    Text(String),
}

fn main() {}
