use ferrovia::data;

#[data]
struct Inner {
    text: String,
}

#[data]
struct Value {
    #[serde(flatten)]
    inner: Inner,
}

fn main() {}
