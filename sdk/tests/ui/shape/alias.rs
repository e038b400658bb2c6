use ferrovia::data;

#[data]
struct Value {
    #[serde(alias = "txt")]
    text: String,
}

fn main() {}
