use ferrovia::data;

#[data]
struct Value<'a> {
    text: &'a str,
}

fn main() {}
