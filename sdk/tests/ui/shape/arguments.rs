use ferrovia::data;

#[data(fast)]
struct Value {
    text: String,
}

fn main() {}
