use ferrovia::data;

#[data]
struct Value {
    #[serde(rename(serialize = "out", deserialize = "in"))]
    text: String,
}

fn main() {}
